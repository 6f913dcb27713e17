"""Many scenarios at once: a base with changes, into one Zarr store, resumable at any moment."""

from importlib.util import find_spec

from fundsim.errors import install_extra

if find_spec("zarr") is None:
    raise ModuleNotFoundError(f"sweeps need zarr; install with: {install_extra('sweep')}", name="zarr")

from fundsim.sweep.plan import Plan, plan_sweep
from fundsim.sweep.running import SweepEnd, points_to_run, run_sweep

__all__ = ["Plan", "SweepEnd", "plan_sweep", "points_to_run", "run_sweep"]
