"""Starting: a cached run of a tiny scenario, the libraries that it needs alone, and compiling on an empty cache."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.measuring import ROUNDS, note, seconds

GROUP = "Starting"
LIBRARIES = "import click, matplotlib.figure, netCDF4, numba, pydantic.main, ruamel.yaml, scipy.special, tqdm, xarray"
TINY = ("run", "theory/one_period", "--paths", "8")


def fundsim(*arguments: str, cwd: Path, **surroundings: str) -> None:
    """Run a command in a process of its own."""
    command = [sys.executable, "-m", "fundsim", *arguments]
    subprocess.run(command, cwd=cwd, env=os.environ | surroundings, check=True, capture_output=True)


@pytest.mark.benchmark(group=GROUP)
def bench_cached_start(benchmark: Any, tmp_path: Path) -> None:
    """The whole command, files and charts included, and the imports that no run can do without."""
    fundsim(*TINY, cwd=tmp_path)
    benchmark.pedantic(lambda: fundsim(*TINY, cwd=tmp_path), rounds=ROUNDS)
    bare = min(seconds(lambda: subprocess.run([sys.executable, "-c", LIBRARIES], check=True)) for _ in range(ROUNDS))
    note(
        benchmark,
        what="`fundsim run` of a tiny scenario, 8 paths",
        **{"time [s]": benchmark.stats.stats.min},
        goal="< 1",
    )
    note(benchmark, what="its libraries imported, nothing else", **{"time [s]": bare}, goal="")


@pytest.mark.benchmark(group=GROUP)
def bench_compiling(benchmark: Any, tmp_path: Path) -> None:
    """Processor time of compiling the simulation: what else the machine does counts for less than in wall time."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    benchmark.pedantic(lambda: fundsim(*TINY, cwd=tmp_path, FUNDSIM_CACHE=str(tmp_path / "cache")), rounds=1)
    first = resource.getrusage(resource.RUSAGE_CHILDREN)
    fundsim(*TINY, cwd=tmp_path, FUNDSIM_CACHE=str(tmp_path / "cache"))
    second = resource.getrusage(resource.RUSAGE_CHILDREN)
    cold, warm = (after.ru_utime - start.ru_utime for start, after in ((before, first), (first, second)))
    note(benchmark, what="compiling on an empty cache, processor time", **{"time [s]": cold - warm}, goal="< 15")
