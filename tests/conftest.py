"""Settings of all tests: hypothesis without deadlines, and what changes when kernels run as plain Python."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ.pop("FUNDSIM_LANG", None)  # tests say themselves which language they ask for
INTERPRETED = os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0")

# A shared machine is slow now and then, and a suite must not fail on one run in a hundred: the same examples each time.
settings.register_profile("fundsim", deadline=None, derandomize=True, max_examples=15 if INTERPRETED else 50)
settings.register_profile("thorough", deadline=None, max_examples=1000)  # pytest --hypothesis-profile thorough
settings.load_profile("fundsim")


def pytest_configure(config: pytest.Config) -> None:
    """Let keyed draws wrap around silently in threads too, whose NumPy settings are their own."""
    if INTERPRETED:
        config.addinivalue_line("filterwarnings", "ignore:overflow encountered in scalar:RuntimeWarning")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out tests marked ``compiled`` where nothing is compiled, also when no ``-m`` asks for it."""
    left_out = [item for item in items if INTERPRETED and item.get_closest_marker("compiled")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
