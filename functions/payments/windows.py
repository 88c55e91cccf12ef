"""Sliding windows counted in two buckets, so that nothing jumps when a bucket ends."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """A sliding window of `seconds`, estimated from the current and the previous bucket.

    The previous bucket counts by the part of it that the window still covers, which assumes an
    even spread inside a bucket. The estimate is exact when a bucket has just begun and never
    counts an event later than two windows after it.
    """

    seconds: int

    def bucket(self, now: int) -> int:
        """Return the number of the bucket that `now` (epoch seconds) lies in."""
        return now // self.seconds

    def expires_at(self, now: int) -> int:
        """Return when the bucket of `now` no longer matters, in epoch seconds."""
        return (self.bucket(now) + 2) * self.seconds

    def estimate(self, current: int, previous: int, now: int) -> int:
        """Return how much of the two buckets' amounts lies inside the window, rounded up."""
        left = self.seconds - now % self.seconds
        return current + -(-previous * left // self.seconds)


HOUR = Window(3_600)
DAY = Window(86_400)
WEEK = Window(7 * 86_400)
