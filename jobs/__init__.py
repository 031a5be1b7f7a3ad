"""The order of things: scan, review, close a quarter."""
