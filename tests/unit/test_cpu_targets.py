"""The same numbers, bit for bit, whatever instructions the processor has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import hashlib, sys
import fundsim as fs
digest = hashlib.sha256()
for name in sys.argv[1:]:
    results = fs.simulate(fs.load_scenario(name), n_paths=64, seed=7, threads=2)
    for variable in sorted(results.data_vars):
        digest.update(results[variable].values.tobytes())
print(digest.hexdigest())
"""
SCENARIOS = ("luoping", "insurance_heavy", "village_reserve_pools", "levers", "mutual_fund")


def digest_on(cache: Path, **target: str) -> str:
    """Digest of all results, from kernels compiled for a processor."""
    environment = os.environ | {"FUNDSIM_CACHE": str(cache), "NUMBA_DISABLE_JIT": "0"} | target
    command = [sys.executable, "-c", PROGRAM, *SCENARIOS]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.slow
@pytest.mark.compiled
def test_numbers_do_not_depend_on_the_processor(tmp_path: Path) -> None:
    own = digest_on(tmp_path / "own")
    assert own == digest_on(tmp_path / "generic", NUMBA_CPU_NAME="generic", NUMBA_CPU_FEATURES="")
