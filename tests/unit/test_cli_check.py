"""The command line around scenario files: exit codes, messages, quick starts."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.unit.example_scenarios import SMALL, TAPE

from fundsim import cli
from fundsim.cli import info
from fundsim.errors import AccountingError, DataError, OutputError
from fundsim.scenario_file import shipped
from fundsim.scenario_file.schema import schema_text
from fundsim.sweep.schema import sweep_schema_text

HEAVY = ("numba", "xarray", "matplotlib", "pandas", "scipy", "dask")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "county.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(capsys):
    """Exit code, standard output and standard error of a command."""

    def runner(*arguments):
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        captured = capsys.readouterr()
        return caught.value.code, captured.out, captured.err

    return runner


def test_good_files_are_ok(folder, run):
    assert run("check", "county.yaml", "county.yaml") == (0, "county.yaml: ok\ncounty.yaml: ok\n", "")


def test_faults_are_reported_on_stderr(folder, run):
    (folder / "bad.yaml").write_text(SMALL.replace("months: 24", "months: 0, moths: 1"), encoding="utf-8")
    code, out, err = run("check", "bad.yaml", "county.yaml")
    assert (code, out) == (2, "county.yaml: ok\n")
    assert err == textwrap.dedent("""\
        bad.yaml: 2 faults in the scenario:
          bad.yaml:2:19  horizon.months: 0 is too small; allowed: a whole number of months from 1 to 600
          bad.yaml:2:22  horizon.moths: unknown key; did you mean 'months'?
        """)


def test_overrides_are_checked_too(folder, run):
    assert run("check", "county.yaml", "--set", "layers.insurance.pays=0.5")[0] == 0
    code, _, err = run("check", "county.yaml", "--set", "layers.insurance.pays=1.5", "--set", "horizon.months=0")
    assert code == 2
    assert "  --set  layers.insurance.pays: 1.5 is too large; " in err
    assert "  --set  horizon.months: 0 is too small; " in err


def test_warnings_do_not_fail(folder, run):
    code, out, _ = run("check", "county.yaml", "--set", "horizon.months=6")
    assert code == 0
    assert out == (
        "county.yaml: ok, with 1 warning:\n"
        "  --set  horizon.months: 6 months are less than a year; rates and PDs are per year\n"
    )
    _, out, _ = run("check", "county.yaml", "--set", "horizon.months=6", "--set", "layers={county_fund: {kind: pool}}")
    assert out.startswith("county.yaml: ok, with 2 warnings:\n")


def with_table(table):
    """The example with its townships in a file."""
    start, end = SMALL.index("  townships:"), SMALL.index("  size:")
    return (
        SMALL[:start]
        + f"  townships: {table}\n"
        + SMALL[end:]
        + "shocks: {s: {rate: 1, hazard_multiplier: 2, townships: [East]}}\n"
    )


def test_the_township_table_is_read(folder, run):
    (folder / "tabled.yaml").write_text(with_table("towns.csv"))
    (folder / "towns.csv").write_text("township,loans\nEast,3\nWest,4\n")
    assert run("check", "tabled.yaml") == (0, "tabled.yaml: ok\n", "")
    (folder / "towns.csv").write_text("township,loans\nEastern,3\nWest,4\n")
    code, _, err = run("check", "tabled.yaml")
    assert code == 2
    assert "tabled.yaml:25:45  shocks.s.townships: there is no township `East`; did you mean 'Eastern'?" in err
    (folder / "towns.csv").write_text("township,loans\nEast,many\n")
    code, _, err = run("check", "tabled.yaml")
    assert code == 2
    assert "towns.csv:2  loans: `many`" in err


def test_what_only_the_loans_show_is_found_too(folder, run):
    """A run would refuse these after making up its loans: a limit below the largest, a town that is nowhere."""
    limit = ["--set", "lending={mode: steady, max_new_lending: 9000}"]
    code, out, err = run("check", "county.yaml", *limit)
    assert (code, out) == (2, "")
    assert "--set  lending.max_new_lending: 9,000.00 is less than the largest loan, 4" in err
    (folder / "limited.yaml").write_text(SMALL + "lending: {mode: steady, max_new_lending: 9000}\n")
    refused = {command: run(command, "limited.yaml") for command in ("check", "run", "show")}
    for code, _, err in refused.values():
        assert code == 2
        assert "limited.yaml:27:25  lending.max_new_lending: 9,000.00 is less than" in err


def test_a_curve_without_risk_is_found_in_a_tape(folder, run):
    (folder / "tape.yaml").write_text(TAPE)
    (folder / "loans.csv").write_text("amount,pd,lgd,cover\n1,0.1,0.5,0.8\n")
    new = ["--set", "loans.opening_ages=new", "--set", "loans.made_from=null"]
    curve = "default_probability.seasoning={ages: [11, 12], relative: [0, 1]}"
    assert run("check", "tape.yaml", *new, "--set", curve.replace("11,", "10,").replace("12]", "11]"))[0] == 0
    code, _, err = run("check", "tape.yaml", *new, "--set", curve)
    assert code == 2
    assert "--set  default_probability.seasoning: is 0 over the whole life of loans of 12 months" in err


def test_a_table_without_loans_names_the_line_of_the_scenario(folder, run):
    (folder / "tabled.yaml").write_text(
        with_table("towns.csv").replace("law: uniform", "law: uniform, rescale_to: outstanding")
    )
    (folder / "towns.csv").write_text("township,loans\nEast,3\n")
    code, _, err = run("check", "tabled.yaml")
    assert code == 2
    assert "tabled.yaml:" in err
    assert "outstanding" in err


def test_a_key_is_changed_once(folder, run):
    code, out, err = run("check", "luoping", "--set", "horizon.months=12", "--set", " horizon.months =24")
    assert (code, out) == (2, "")
    assert "--set changes horizon.months twice; keep one change of a key" in err


def test_a_tape_is_read(folder, run):
    (folder / "tape.yaml").write_text(TAPE)
    (folder / "loans.csv").write_text("amount,pd,lgd,cover\n1,0.1,0.5,0.8\n")
    code, _, err = run("check", "tape.yaml")
    assert code == 2
    assert "tape.yaml:6:3  loans.columns.made_on: is not given" in err
    new = ["--set", "loans.opening_ages=new", "--set", "loans.made_from=null"]
    code, out, err = run("check", "tape.yaml", *new)
    assert (code, err) == (0, "")
    assert out.startswith("tape.yaml: ok\n  rows of loans.csv: 1, read as utf-8\n")
    (folder / "loans.csv").write_text("amount,pd,lgd,cover\n-1,0.1,0.5,0.8\n")
    code, _, err = run("check", "tape.yaml", *new)
    assert code == 2
    assert "loans.csv: no loan is left" in err
    (folder / "loans.csv").write_text("amounts,pd,lgd,cover\n1,0.1,0.5,0.8\n")
    code, _, err = run("check", "tape.yaml", *new)
    assert code == 2
    assert "no column `amount` (for loans.columns.principal); did you mean 'amounts'?" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["check"], "Missing argument 'FILE...'"),
        (["chek", "x"], "there is no command 'chek'; did you mean 'check'?"),
        (["zzz"], "No such command 'zzz'"),
        (["check", "--sat", "x", "y"], "No such option"),
        (["check", "nowhere.yaml"], "there is no such file"),
        (["size", "county.yaml", "--solvency", "0.9", "--solvency=0.8"], "--solvency is given twice"),
        (["check", "--", "--set", "--set"], "there is no such file"),
    ],
)
def test_wrong_usage_exits_with_two(folder, run, arguments, words):
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_help_lists_every_command_with_its_own_summary(run):
    code, out, _ = run("--help")
    assert code == 0
    for name, command in cli.COMMANDS.items():
        assert f"  {name}" in out
        assert command.summary in out
        loaded = cli.fundsim.get_command(click.Context(cli.fundsim), name)
        assert loaded.name == name
        assert loaded.get_short_help_str(limit=200) == command.summary


def test_without_arguments_help_is_shown(run):
    code, out, err = run()
    assert code == 2
    assert "Commands:" in out + err


def test_version(run):
    code, out, _ = run("--version")
    assert code == 0
    assert out == f"fundsim {info.version_of('fundsim')}\n"


def test_schema_prints_the_shipped_file(run):
    assert run("schema") == (0, schema_text(), "")
    assert run("schema", "--sweep") == (0, sweep_schema_text(), "")


def test_scenarios_lists_names_and_descriptions(folder, run, monkeypatch):
    monkeypatch.setattr(shipped, "PACKAGE", folder / "package")
    code, out, err = run("scenarios")
    assert (code, out) == (0, "")
    assert "no scenarios come with this installation" in err
    (folder / "package" / "_scenarios" / "theory").mkdir(parents=True)
    (folder / "package" / "_scenarios" / "small.yaml").write_text(SMALL)
    (folder / "package" / "_scenarios" / "theory" / "a.yaml").write_text("name: Exact\n")
    assert run("scenarios") == (0, "small     Small county\ntheory/a  Exact\n", "")
    assert run("check", "small") == (0, "small: ok\n", "")


def test_info_prints_versions_threads_and_folders(run, monkeypatch, tmp_path):
    monkeypatch.setenv("FUNDSIM_CACHE", str(tmp_path))
    monkeypatch.setattr(info, "PACKAGES", (*info.PACKAGES, "no-such-package"))
    code, out, _ = run("info")
    lines = {line.split("  ")[0]: line.split("  ")[-1].strip() for line in out.splitlines()}
    assert code == 0
    assert lines["numba"] == info.version_of("numba")
    assert lines["no-such-package"] == "not installed"
    assert int(lines["threads"]) >= 1
    assert lines["compile cache"] == str(tmp_path / "fundsim")
    assert lines["shipped scenarios"] == str(shipped.shipped_folder() or "none")


def test_threads_without_affinity(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 7)
    assert info.available_threads() == 7


def raising(error):
    @click.command()
    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (DataError("the tape is torn"), 2, "fundsim: the tape is torn\n"),
        (OutputError("no room"), 1, "fundsim: no room\n"),
        (AccountingError("a fen is missing"), 1, "fundsim: a fen is missing\n"),
        (KeyboardInterrupt(), 130, "fundsim: interrupted\n"),
        (
            OSError(28, "No space left on device", "results.nc"),
            1,
            "fundsim: cannot read or write results.nc: No space left on device\n",
        ),
        (OSError("odd"), 1, "fundsim: cannot read or write: odd\n"),
    ],
)
def test_exit_codes_of_failures(run, monkeypatch, error, code, words):
    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: raising(error))
    found, out, err = run("check")
    assert (found, out) == (code, "")
    assert err.endswith(words)
    assert "Traceback" not in err


def test_defects_of_the_program_are_not_hidden(monkeypatch):
    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        cli.main(["check"])


def test_the_group_works_in_the_test_runner_of_click(folder):
    result = CliRunner().invoke(cli.fundsim, ["check", "county.yaml"])
    assert (result.exit_code, result.output) == (0, "county.yaml: ok\n")


def fresh_python(code, *arguments, **options):
    """Run code in an interpreter of its own, started away from the sources."""
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, timeout=120, **options
    )


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("arguments", "exit_code"),
    [(["--help"], 0), (["size", "--help"], 0), (["schema"], 0), (["--version"], 0), (["check", "bad.yaml"], 2)],
)
def test_quick_commands_import_nothing_heavy(folder, arguments, exit_code, lang, monkeypatch):
    """Faults of a file itself are told before loans are made up, which takes longer."""
    monkeypatch.setenv("FUNDSIM_LANG", lang)
    (folder / "bad.yaml").write_text(SMALL.replace("months: 24", "months: 0"))
    code = f"""
import sys
from fundsim.cli import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    loaded = [name for name in {HEAVY!r} if name in sys.modules]
    sys.exit(f"{{done.code}} {{loaded}}")
"""
    assert fresh_python(code, *arguments, cwd=folder).stderr.endswith(f"{exit_code} []\n")


def test_making_loans_up_for_a_check_compiles_nothing(folder):
    code = "import sys; from fundsim.portfolio import synthetic, tape; sys.exit('numba' in sys.modules)"
    assert fresh_python(code).returncode == 0


@pytest.mark.parametrize(
    ("lang", "command", "loaded"),
    [
        ("en", "--help", []), ("en", "schema", []), ("zh", "schema", []),
        ("zh", "--help", ["fundsim.cli.chinese"]),
    ],
)  # fmt: skip
def test_help_and_schema_do_not_even_import_the_models(folder, lang, command, loaded, monkeypatch):
    monkeypatch.setenv("FUNDSIM_LANG", lang)
    code = f"""
import sys
from fundsim.cli import main
try:
    main(["{command}"])
except SystemExit:
    heavy = ("pydantic", "ruamel.yaml", "numpy", "fundsim.cli.chinese")
    sys.exit(str([name for name in heavy if name in sys.modules]))
"""
    assert fresh_python(code, cwd=folder).stderr == f"{loaded}\n"


def test_python_dash_m(folder):
    done = subprocess.run(
        [sys.executable, "-m", "fundsim", "check", "county.yaml"],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "county.yaml: ok\n", "")


def test_interrupt_ends_with_one_line(folder):
    code = """
import signal, os, sys
import fundsim.cli as cli
import click

@click.command()
def wait():
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job is started deaf to it
    os.kill(os.getpid(), signal.SIGINT)
    signal.pause()

cli.LazyGroup.get_command = lambda *_: wait
cli.main(["check"])
"""
    done = fresh_python(code, cwd=folder)
    assert done.returncode == 130
    assert done.stderr.strip() == "fundsim: interrupted"


@pytest.mark.parametrize("command", ["schema", "--version"])
def test_a_reader_that_has_seen_enough_needs_no_message(folder, command):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "fundsim", command],
        stdout=write,
        stderr=subprocess.PIPE,
        check=False,
        cwd=folder,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_full_disk_is_said(folder):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fundsim", "schema"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            cwd=folder,
        )
    assert done.returncode == 1
    assert done.stderr == "fundsim: cannot read or write: No space left on device\n"


@pytest.mark.parametrize("command", [("show", "county.yaml"), ("trace", "county.yaml", "--path", "0")])
def test_cautions_are_told_wherever_a_scenario_is_read(folder, run, command):
    code, _, err = run(*command, "--set", "horizon.months=6")
    assert code == 0
    assert "warning: --set  horizon.months: 6 months are less than a year" in err
