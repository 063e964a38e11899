"""Hidden tests, one file per part; never shipped."""
