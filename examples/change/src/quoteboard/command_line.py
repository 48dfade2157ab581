"""The options that say how old a price may be."""

import argparse


def parser():
    # implements FR-2
    parser = argparse.ArgumentParser("quoteboard")
    parser.add_argument("--max-age", type=int, default=900, metavar="SECONDS")
    parser.add_argument("--no-cache", action="store_true")
    return parser
