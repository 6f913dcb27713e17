"""Decisions: which design is better, how large the fund must be, what a budget buys, which terms fit what is known."""

from fundsim.decisions.calibrating import calibrate
from fundsim.decisions.comparison import compare
from fundsim.decisions.designs import Design
from fundsim.decisions.equal_cost import equal_cost
from fundsim.decisions.frontier import frontier
from fundsim.decisions.sizing import size
from fundsim.decisions.solving import solve

__all__ = ["Design", "calibrate", "compare", "equal_cost", "frontier", "size", "solve"]
