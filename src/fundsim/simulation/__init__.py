"""Scenario to results: lay out, run, collect, label, check the books."""

from fundsim.simulation.simulating import simulate

__all__ = ["simulate"]
