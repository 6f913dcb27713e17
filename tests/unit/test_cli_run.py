"""The main job on the command line: files, summary, errors, exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.example_reports import leave_charts_unrendered

from fundsim.cli import main
from fundsim.cli.compiling import run_smallest

CHARTS = ("loss_distribution", "balance_fan", "survival", "who_pays")
TABLES = {"summary.csv", "monthly_report.csv", "reconciliation.csv"}
FILES = {
    "results.nc",
    "scenario.resolved.yaml",
    *TABLES,
    *(f"{chart}.{kind}" for chart in CHARTS for kind in ("png", "svg")),
}


def call(*arguments: str) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


def test_run_writes_all_files_and_a_summary(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "here"
    assert call("run", "luoping", "--paths", "12", "--seed", "4", "--threads", "1", "--out", out) == 0
    assert {path.name for path in out.iterdir()} == FILES
    said = capsys.readouterr().out
    assert "95 %" in said
    assert str(out) in said


def test_run_takes_overrides_and_keeps_months(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import fundsim as fs

    leave_charts_unrendered(monkeypatch)
    (tmp_path / "r" / "charts").mkdir(parents=True)  # by `plot`, of a run before
    arguments = ("--paths", "20", "--out", tmp_path / "r", "--keep-months", "--set", "horizon.months=14")
    assert call("run", "luoping", *arguments) == 0
    with fs.load(tmp_path / "r" / "results.nc") as ds:
        assert ds.balance.dims == ("path", "month")
        assert ds.sizes["month"] == 14
    assert "charts in this folder were made from earlier results" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_folder_is_found_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").write_text("not a folder")
    assert call("run", "luoping", "--paths", "10", "--out", tmp_path / "taken" / "below") == 1
    assert "choose another folder with --out" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [("run", "no_such_file.yaml"), ("run", "luoping", "--paths", "0"), ("run", "luoping", "--set", "nonsense=1")],
)
def test_faults_of_usage_or_scenario_exit_with_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_interrupted_run_exits_with_130_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("fundsim.simulation.simulating.run_arrays", interrupt)
    assert call("run", "luoping", "--paths", "10", "--out", tmp_path / "r") == 130
    assert "interrupted" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_run_says_what_was_made_of_the_data_and_what_deserves_a_second_look(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_charts_unrendered(monkeypatch)
    arguments = ("--paths", "20", "--out", tmp_path / "r", "--set", "horizon.months=11")
    assert call("run", "luoping", *arguments) == 0
    said = capsys.readouterr().err
    assert "loans: opening loans: 1,048, rescaled to the reported outstanding amounts" in said
    assert "warning: " in said
    assert "11 months are less than a year" in said
    assert "simulating: 100%" in said


def test_fund_sizes_that_act_on_lending_are_passes_of_their_own() -> None:
    from fundsim.scenario_file import load_scenario
    from fundsim.simulation.feedback import passes_of

    sizes = "report.fund_sizes=[1000000,2000000]"
    usage = "breakers.usage={watch: fund_usage, stop_above: 0.5}"
    assert passes_of(load_scenario("luoping")) == 1
    assert passes_of(load_scenario("luoping", [sizes])) == 1
    assert passes_of(load_scenario("luoping", [sizes, usage])) == 2


def test_too_little_memory_is_explained(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("fundsim.simulation.simulating.run_arrays", exhausted)
    assert call("run", "luoping", "--paths", "10", "--keep-months", "--out", tmp_path / "r") == 1
    assert "fewer --paths or leave out --keep-months" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_compiling_is_announced_and_comes_first_where_the_cache_is_cold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import numba

    from fundsim.cli.compiling import compile_first, is_compiled

    compiled: list[bool] = []
    monkeypatch.setattr("fundsim.cli.compiling.run_smallest", lambda *, size=False: compiled.append(size))
    monkeypatch.setattr("fundsim.kernels.compiling.jit.CACHE", tmp_path)
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    assert not is_compiled()
    compile_first()
    assert "compiling" in capsys.readouterr().err
    assert compiled == [False]
    assert call("warmup") == 0
    assert "compiled in 0 seconds" in capsys.readouterr().out
    assert compiled == [False, True]
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert is_compiled()
    compile_first()
    assert capsys.readouterr().err == ""
    assert compiled == [False, True]


def test_warmup_compiles_the_search_for_the_size_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numba

    from fundsim.cli.compiling import EVERYTHING, SIMULATION, is_compiled
    from fundsim.decisions import capital

    monkeypatch.setattr("fundsim.kernels.compiling.jit.CACHE", tmp_path)
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    for name in SIMULATION:
        (tmp_path / f"paths.{name}-82.py311.1.nbc").touch()
    assert is_compiled()
    assert not is_compiled(EVERYTHING)
    compiled: list[str] = []
    monkeypatch.setattr(capital, "required_capital", lambda *_: compiled.append("required_capital"))
    run_smallest()
    assert compiled == []
    run_smallest(size=True)
    assert compiled == ["required_capital"]


def test_warmup_says_what_it_did(capsys: pytest.CaptureFixture[str]) -> None:
    run_smallest(size=True)
    assert call("warmup") == 0
    assert "compiled" in capsys.readouterr().out


def test_a_pipe_in_a_narrow_encoding_gets_what_it_can_show() -> None:
    command = [sys.executable, "-m", "fundsim", "show", "luoping", "--set", "name=El Niño"]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "gbk"})
    assert b"El Ni?o" in done.stdout


def test_python_dash_m_is_the_same_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fundsim", "--version"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ.copy(),
    )
    assert done.stdout.startswith("fundsim 0.")


def test_where_the_files_are_is_said_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_charts_unrendered(monkeypatch)
    arguments = ("luoping", "--paths", "12", "--lang", "zh", "--out", tmp_path / "r", "--set", "horizon.months=12")
    assert call("run", *arguments) == 0
    assert capsys.readouterr().out.endswith(f"\n\n表格、图表和结果已存入{tmp_path / 'r'}{os.sep}\n")
