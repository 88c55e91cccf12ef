"""`python -m offline`."""

from offline.cli import main

main(prog_name="python -m offline")
