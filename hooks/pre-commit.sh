#!/bin/sh
# The pre-commit hook: runs planc from the sources around it, which cargo builds on the first run.
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 2
exec cargo run --quiet --release --locked --package planc --manifest-path "$here/Cargo.toml" -- check "$@"
