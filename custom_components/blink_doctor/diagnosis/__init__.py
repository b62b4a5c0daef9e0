"""The diagnosis engine: from the data of Blink's cloud to a named cause.

Pure Python on the standard library only: no Home Assistant, no blinkpy, and the
clock is always passed in, so that the same code runs in Home Assistant, in
`scripts/replay` and in a table of tests.
"""
