"""Decisions: which terms fit what is known."""

from fundsim.decisions.calibrating import calibrate

__all__ = ["calibrate"]
