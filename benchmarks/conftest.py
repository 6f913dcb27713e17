"""Options of the benchmarks."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Sizes that take long."""
    parser.addoption("--million", action="store_true", help="measure a county of a million loans too")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Numbers of loans: up to 100,000, or a million on request."""
    if "loans" in metafunc.fixturenames:
        million = [1_000_000] if metafunc.config.getoption("--million") else []
        metafunc.parametrize("loans", [1_000, 10_000, 100_000, *million])
