"""How often a schedule runs: the rate and cron expressions of AWS."""

import re

_RATE = re.compile(r"rate\((\d{1,6}) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+) (\S+) (\S+) (\S+) (\S+) (\S+)\)")
_PER_DAY = {"minute": 1440, "hour": 24, "day": 1}
_LONGEST_MONTH = 31
_EVERY_MONTH = ("*", "1/1", "*/1", "1-12")


def longest_interval_days(expression: str) -> float | None:
    """The most days between two runs; None if it cannot be told.

    A cron expression counts as monthly at most when it names no month and no year.
    """
    text = expression.strip()
    if rate := _RATE.fullmatch(text):
        return int(rate[1]) / _PER_DAY[rate[2]]
    cron = _CRON.fullmatch(text)
    if cron is None or cron[6] != "*":
        return None
    if cron[4] in _EVERY_MONTH:
        return _LONGEST_MONTH
    step = re.fullmatch(r"(?:\*|1)/(2|3|4|6)", cron[4])
    return None if step is None else int(step[1]) * _LONGEST_MONTH
