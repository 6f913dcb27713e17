"""The wheel: all of the package with its data, the shipped scenarios, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import fundsim
from fundsim.scenario_file import load_scenario, shipped_folder, shipped_scenarios, json_schema
print(fundsim.__file__)
print(shipped_folder())
print(len(shipped_scenarios()), load_scenario("luoping").name, len(json_schema()))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


def files_below(folder: Path) -> set[str]:
    kept = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in kept}


def test_the_wheel_holds_the_package_and_the_scenarios(wheel: Path) -> None:
    package = {f"fundsim/{name}" for name in files_below(ROOT / "src" / "fundsim")}
    scenarios = {f"fundsim/_scenarios/{name}" for name in files_below(ROOT / "scenarios")}
    assert {"fundsim/py.typed", "fundsim/scenario_file/scenario.schema.json"} < package
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == package | scenarios


def test_what_is_in_the_wheel_reads_its_own_scenarios(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    # -I keeps the checkout and its editable installation out of the way; what the wheel needs is still found.
    path = f"import sys; sys.path.insert(0, {str(tmp_path)!r})"
    done = subprocess.run([sys.executable, "-I", "-c", path + PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    module, folder, rest = done.stdout.splitlines()
    assert Path(module) == tmp_path / "fundsim" / "__init__.py"
    assert Path(folder) == tmp_path / "fundsim" / "_scenarios"
    assert int(rest.split()[0]) == len(list((ROOT / "scenarios").rglob("*.yaml"))) - len(
        list((ROOT / "scenarios" / "sweeps").rglob("*.yaml"))
    )
    assert "Luoping" in rest
