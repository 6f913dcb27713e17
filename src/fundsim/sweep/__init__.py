"""Many scenarios at once: a base with changes, into one Zarr store, resumable at any moment."""

from fundsim.sweep.plan import Plan, plan_sweep
from fundsim.sweep.running import SweepEnd, points_to_run, run_sweep

__all__ = ["Plan", "SweepEnd", "plan_sweep", "points_to_run", "run_sweep"]
