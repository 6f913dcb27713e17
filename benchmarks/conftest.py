"""Options of the benchmarks."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Sizes that take long."""
    parser.addoption("--million", action="store_true", help="measure a county of a million loans too")
