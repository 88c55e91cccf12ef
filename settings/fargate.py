"""The task sizes that Fargate has.

Source: the `memory` parameter of RegisterTaskDefinition in the ECS API model.
"""

from collections.abc import Mapping, Sequence

_GB = 1024

#: CPU units of a task → the memory sizes, MiB, that go with them (Linux, platform 1.4.0 or later).
MEMORY_BY_CPU: Mapping[int, Sequence[int]] = {
    256: (512, _GB, 2 * _GB),
    512: range(1 * _GB, 4 * _GB + 1, _GB),
    1024: range(2 * _GB, 8 * _GB + 1, _GB),
    2048: range(4 * _GB, 16 * _GB + 1, _GB),
    4096: range(8 * _GB, 30 * _GB + 1, _GB),
    8192: range(16 * _GB, 60 * _GB + 1, 4 * _GB),
    16384: range(32 * _GB, 120 * _GB + 1, 8 * _GB),
}


def nearest_memory(cpu_units: int, memory_mb: int) -> int:
    """The size Fargate has for `cpu_units` that is closest to `memory_mb`, the larger on a tie.

    Raises:
        KeyError: Fargate has no such CPU size.
    """
    return min(MEMORY_BY_CPU[cpu_units], key=lambda size: (abs(size - memory_mb), -size))
