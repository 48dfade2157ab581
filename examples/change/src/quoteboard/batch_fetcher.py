"""Quotes of the Marketfeed API, in batches."""

# implements NFR-2: 120 instruments are three requests.
BATCH = 50


def batches(symbols):
    ordered = sorted(symbols)
    return [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]
