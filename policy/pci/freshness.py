"""How long a list taken from AWS counts.

A module, or a parameter, that depends on what AWS offered on a day says that day in a name that
ends in `TAKEN_ON`. A test finds all of them, and fails once one is older than this.
"""

#: AWS ends or adds versions, runtimes, TLS policies and managed rules several times a year.
STALE_AFTER_DAYS = 270
