"""The command line. Commands live in modules of their own and are imported when they are called."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from types import MappingProxyType
from typing import NamedTuple, NoReturn, get_args

import click

from fundsim.cli.contexts import SpeakingContext
from fundsim.cli.telling import in_language, usual_language
from fundsim.errors import DataError, FundsimError, ScenarioError, did_you_mean
from fundsim.languages import Language

OK, RUN_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
# Nearly all that a command makes are modules, which stay: looking for garbage among them takes a tenth of a short run.
RARELY = (100_000, 20, 20)


class LazyCommand(NamedTuple):
    """A command that is imported only when it is called.

    Parameters
    ----------
    target : str
        ``module:function``.
    summary : str
        One line for ``fundsim --help``.
    """

    target: str
    summary: str


COMMANDS = {
    "run": LazyCommand("fundsim.cli.run:run", "Simulate a scenario; write tables, charts and results."),
    "app": LazyCommand("fundsim.app.command:app", "Open a page in the browser: move terms, simulate, compare."),
    "compare": LazyCommand("fundsim.cli.compare:compare", "Compare designs on the same random numbers."),
    "size": LazyCommand("fundsim.cli.size:size", "Find the smallest fund for a target solvency."),
    "equal-cost": LazyCommand(
        "fundsim.cli.equal_cost:equal_cost", "Compare designs that cost the government the same."
    ),
    "frontier": LazyCommand("fundsim.cli.frontier:frontier", "Cost and solvency over a grid of designs."),
    "sweep": LazyCommand("fundsim.cli.sweep:sweep", "Run many scenarios into one store, and resume it."),
    "show": LazyCommand("fundsim.cli.show:show", "Read a scenario back in plain words, with what it implies."),
    "trace": LazyCommand("fundsim.cli.trace:trace", "Follow one path, loan by loan and month by month."),
    "calibrate": LazyCommand("fundsim.cli.calibrate:calibrate", "Fit one term to a published figure."),
    "plot": LazyCommand("fundsim.cli.plot:plot", "Draw charts from results, with captions."),
    "table": LazyCommand("fundsim.cli.table:table", "Write tables from results: CSV, Excel, LaTeX, Markdown."),
    "report": LazyCommand("fundsim.cli.report:report", "Write a report on results: HTML, Word, Excel."),
    "check": LazyCommand("fundsim.cli.check:check", "Check scenario files and report all faults at once."),
    "scenarios": LazyCommand("fundsim.cli.scenarios:scenarios", "List the scenarios that come with fundsim."),
    "schema": LazyCommand("fundsim.cli.schema:schema", "Print the JSON schema of scenario or sweep files."),
    "warmup": LazyCommand("fundsim.cli.warmup:warmup", "Compile the simulation ahead of the first run."),
    "info": LazyCommand("fundsim.cli.info:info", "Print versions, threads and folders."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported one at a time, so that help and checks start quickly."""

    context_class = SpeakingContext
    summaries = MappingProxyType({name: command.summary for name, command in COMMANDS.items()})

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Command of a name; None where there is none."""
        command = COMMANDS.get(cmd_name)
        if command is None:
            return None
        module, _, function = command.target.partition(":")
        loaded: click.Command = getattr(importlib.import_module(module), function)
        loaded.context_class = self.context_class
        return loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Command that the arguments name."""
        if args[0] not in COMMANDS and (remedy := did_you_mean(args[0], COMMANDS)):
            ctx.fail(f"there is no command '{args[0]}'; {remedy}")
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            _look_ahead(command, self.context_class(command, ctx, info_name=name), rest)
        return name, command, rest

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))


def _look_ahead(command: click.Command, ctx: click.Context, arguments: Sequence[str]) -> None:
    """Remember the language; fail where an option is given more than once though only its last value would count."""
    try:
        values, _, given = command.make_parser(ctx).parse_args(list(arguments))
    except click.UsageError:  # which the command itself reports
        return
    if values.get("lang") in get_args(Language):  # also where --lang stands behind --help, which ends the command
        ctx.find_root().ensure_object(dict)["lang"] = values["lang"]
    for option in (parameter for parameter in command.params if isinstance(parameter, click.Option)):
        if not option.multiple and not option.is_flag and given.count(option) > 1:
            ctx.fail(f"{option.opts[0]} is given twice, and can be given once only")


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from fundsim.cli.info import version_of

        click.echo(f"fundsim {version_of('fundsim')}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the version and exit.",
)
def fundsim() -> None:
    """Who pays when small rural loans fail: simulate a risk compensation fund from a scenario file."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit.

    Parameters
    ----------
    arguments : sequence of str, optional
        Those of the process when absent.

    Raises
    ------
    SystemExit
        0 ok, 1 run failed, 2 usage or scenario fault, 130 interrupted.
    """
    gc.set_threshold(*RARELY)
    _write_what_streams_can()
    code = _exit_code(arguments)
    gc.freeze()  # the process ends: nothing that is left needs to be looked through once more
    sys.exit(code)


def _write_what_streams_can() -> None:
    """Let streams in a narrow encoding, such as GBK in a pipe, show `?` for what it lacks, rather than end the run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def _exit_code(arguments: Sequence[str] | None) -> int:
    known: dict[str, Language] = {"lang": usual_language()}  # --lang of a command puts its own there
    try:
        code = fundsim.main(args=arguments, prog_name="fundsim", standalone_mode=False, obj=known)
        sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except (click.Abort, KeyboardInterrupt):
        return _said("interrupted", INTERRUPTED, known["lang"])
    except click.ClickException as error:
        _show_usage(error, known["lang"])
        return BAD_INPUT
    except (ScenarioError, DataError) as error:
        return _said(error, BAD_INPUT, known["lang"])
    except FundsimError as error:
        return _said(error, RUN_FAILED, known["lang"])
    except BrokenPipeError:  # the reader of a pipe, such as `head`, has seen enough: nothing to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return RUN_FAILED
    except OSError as error:
        message = f"cannot read or write{_named(error)}: {error.strerror or error}"
        return _said(message, RUN_FAILED, known["lang"])


def _show_usage(error: click.ClickException, lang: Language) -> None:
    """Say what is wrong with a command as it was typed."""
    if lang == "en" or isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"用'{error.ctx.command_path} --help'查看说明。\n", err=True)
    click.echo(f"错误：{in_language(error.format_message(), lang)}", err=True)


def _named(error: OSError) -> str:
    return f" {error.filename}" if error.filename else ""


def _said(what: BaseException | str, code: int, lang: Language) -> int:
    click.echo(f"fundsim{'：' if lang == 'zh' else ': '}{in_language(what, lang)}", err=True)
    return code
