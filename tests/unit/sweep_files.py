"""Small sweeps for tests: forty loans, one year, a few paths."""

from __future__ import annotations

from pathlib import Path

from fundsim.sweep import Plan, SweepEnd, plan_sweep, run_sweep
from fundsim.sweep.store import digest_of_store

SMALL = """
name: Small
base: theory/one_factor
paths: 8
grid:
  correlation.county: [0.1, 0.2, 0.3]
zip:
  default_probability.annual: [0.05, 0.1]
  claim.filed_after_days: [0, 30]
keep: [claims, payment]
"""
TINY = """
name: Tiny
base: theory/one_factor
paths: 4
grid: {correlation.county: [0.1, 0.2]}
keep: [claims]
"""


def write_sweep(folder: Path, text: str = SMALL, name: str = "small.yaml") -> Path:
    """Write a sweep file."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def small_plan(folder: Path, text: str = SMALL) -> Plan:
    """Plan of a small sweep."""
    return plan_sweep(write_sweep(folder, text))


def swept(plan: Plan, store: Path) -> tuple[SweepEnd, str]:
    """Run a sweep on one thread; how it ended and the digest of its store."""
    return run_sweep(plan, store, jobs=1), digest_of_store(store)
