"""The task sizes that Fargate has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.fargate import MEMORY_BY_CPU, nearest_memory

GB = 1024


@pytest.mark.parametrize(
    ("cpu", "least", "most", "count"),
    [
        (256, 512, 2 * GB, 3),
        (512, 1 * GB, 4 * GB, 4),
        (1024, 2 * GB, 8 * GB, 7),
        (2048, 4 * GB, 16 * GB, 13),
        (4096, 8 * GB, 30 * GB, 23),
        (8192, 16 * GB, 60 * GB, 12),
        (16384, 32 * GB, 120 * GB, 12),
    ],
)
def test_the_table_has_the_ranges_of_the_ecs_api(
    cpu: int, least: int, most: int, count: int
) -> None:
    sizes = list(MEMORY_BY_CPU[cpu])
    assert (sizes[0], sizes[-1], len(sizes)) == (least, most, count)


@given(st.sampled_from(sorted(MEMORY_BY_CPU)), st.integers(1, 200 * GB))
def test_the_nearest_size_exists_and_none_is_nearer(cpu: int, memory: int) -> None:
    found = nearest_memory(cpu, memory)
    assert found in MEMORY_BY_CPU[cpu]
    assert all(abs(found - memory) <= abs(size - memory) for size in MEMORY_BY_CPU[cpu])


def test_of_two_equally_near_sizes_the_larger_is_taken() -> None:
    assert nearest_memory(512, 1536) == 2 * GB
