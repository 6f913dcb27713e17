"""Decisions: which design is better, how large the fund must be, what a budget buys."""

from fundsim.decisions.comparison import compare
from fundsim.decisions.designs import Design
from fundsim.decisions.sizing import size

__all__ = ["Design", "compare", "size"]
