"""Servers, AWS and functions on this machine, for `python -m offline serve` and the tests."""
