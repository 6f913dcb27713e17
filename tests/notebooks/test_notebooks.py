"""Notebooks: script and notebook hold the same cells, every cell runs, outputs are small and name no machine."""

import json
import re
from pathlib import Path

import jupytext
import matplotlib.pyplot as plt
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("[0-9]*.py"))
NAMES = [script.stem for script in SCRIPTS]
FEW = 100  # paths
LARGEST_PICTURE, LARGEST_NOTEBOOK = 60_000, 400_000  # bytes
OF_A_MACHINE = re.compile(r"/(?:home|Users|root|tmp|var|usr|opt)/|[A-Z]:\\|\d ?it/s|Traceback")


def cells_of(file):
    return [(cell.cell_type, cell.source) for cell in jupytext.read(file).cells]


def outputs_of(script):
    return [output for cell in jupytext.read(script.with_suffix(".ipynb")).cells for output in cell.get("outputs", [])]


def test_there_are_six():
    assert len(SCRIPTS) == 6
    assert sorted(file.stem for file in FOLDER.glob("*.ipynb")) == NAMES


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_script_and_notebook_have_the_same_cells(script):
    assert cells_of(script) == cells_of(script.with_suffix(".ipynb")), "refresh it with `make notebooks`"


@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_outputs_are_small_and_name_no_machine(script):
    outputs = outputs_of(script)
    assert outputs, "no cell has an output; refresh it with `make notebooks`"
    assert script.with_suffix(".ipynb").stat().st_size <= LARGEST_NOTEBOOK
    pictures = [output["data"]["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert pictures
    assert max(len(picture) * 3 // 4 for picture in pictures) <= LARGEST_PICTURE
    told = json.dumps([{**output, "data": {}} for output in outputs], ensure_ascii=False)
    assert not OF_A_MACHINE.search(told)
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


@pytest.mark.compiled
@pytest.mark.parametrize("script", SCRIPTS, ids=NAMES)
def test_every_cell_runs(script, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FUNDSIM_NOTEBOOK_PATHS", str(FEW))
    monkeypatch.chdir(tmp_path)  # a notebook may change folders: afterwards all is as before
    monkeypatch.setattr("tempfile.mkdtemp", lambda: str(tmp_path))
    plt.switch_backend("agg")
    names = {}
    try:
        for place, (kind, source) in enumerate(cells_of(script)):
            if kind == "code":
                exec(compile(source, f"{script.name}, cell {place}", "exec"), names)
    finally:
        pictures = len(plt.get_fignums())
        plt.close("all")
    drawn = sum("image/png" in output.get("data", {}) for output in outputs_of(script))
    assert pictures == drawn
    assert capsys.readouterr().out
