"""What a programme is: one file per instrument, a chapter of the rules each."""

from fundsim.programme.scenario import Scenario

__all__ = ["Scenario"]
