"""How often the monitors are right, measured on labelled corpora (``tests/corpora``); ``python -m quality``."""
