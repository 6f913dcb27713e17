"""``fundsim size``: how large the fund must be."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import cautions_of, tell_cautions
from fundsim.cli.options import (
    draws_option,
    lang_option,
    overrides_option,
    parts_of,
    paths_option,
    remedy_for_number,
    seed_option,
    threads_option,
)
from fundsim.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fundsim.languages import Language

YEAR = 12  # months


class Numbers(click.ParamType[tuple[float, ...]]):
    """Numbers separated by commas, each within bounds.

    Parameters
    ----------
    name : str
        What they are called in messages.
    low, high : float
        Bounds; both are excluded where numbers are probabilities.
    whole : bool
        Whether they are whole numbers, whose bounds are included.
    """

    def __init__(self, name: str, low: float, high: float, whole: bool) -> None:
        self.name, self.low, self.high, self.whole = name, low, high, whole

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Numbers of a text."""
        if isinstance(value, tuple):
            return value
        return tuple(self._number(word, param, ctx) for word in parts_of(str(value)))

    def _number(self, word: str, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            number = int(word) if self.whole else float(word)
        except ValueError:
            remedy = remedy_for_number(word)
            self.fail(f"{word!r} is not {self._allowed()}" + (f"; {remedy}" if remedy else ""), param, ctx)
        if not (self.low <= number <= self.high if self.whole else self.low < number < self.high):
            self.fail(f"{word} is not {self._allowed()}", param, ctx)
        return number

    def _allowed(self) -> str:
        if self.whole:
            return f"a whole number from {self.low:g} to {self.high:g}"
        return f"a number between {self.low:g} and {self.high:g}, for example 0.99"


@click.command()
@click.argument("scenario")
@click.option(
    "--solvency",
    type=Numbers("probabilities", 0.0, 1.0, whole=False),
    default="0.99",
    show_default=True,
    metavar="P,...",
    help="Probability of paying every valid claim over the horizon.",
)
@click.option(
    "--horizon",
    type=Numbers("months", 1, 600, whole=True),
    metavar="MONTHS,...",
    help="Months over which claims must be paid; the scenario's horizon when absent.",
)
@click.option(
    "--solve",
    metavar="KEY[=LOW..HIGH]",
    help="Find the value of a key instead of the size: topup, appropriation, share, or any number of the scenario, "
    "for example stress.drought.multiplier.",
)
@click.option(
    "--sensitivity/--no-sensitivity",
    default=True,
    help="Also answer with PD ± 20 % and correlation ± 0.02; without loans, with claims ± 20 %.",
)
@paths_option
@seed_option
@threads_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for table, chart and Dataset; results/NAME-size, or results/NAME-solve, when absent.",
)
@overrides_option
@draws_option
@lang_option
def size(
    scenario: str,
    solvency: tuple[float, ...],
    horizon: tuple[int, ...] | None,
    solve: str | None,
    sensitivity: bool,
    paths: int,
    seed: int,
    threads: int | None,
    out: Path | None,
    overrides: tuple[str, ...],
    draws: int | None,
    lang: Language,
) -> None:
    """Find the smallest fund for a target solvency.

    SCENARIO is a scenario file or the name of a shipped scenario. With --solve, find the value of a key instead.
    """
    from fundsim.cli.compiling import compile_first
    from fundsim.cli.folders import check_writable, say_where
    from fundsim.scenario_file import check_scenario

    if solve and draws:
        raise click.UsageError("--solve takes parameters at their means; --parameter-draws does not go with it")
    if solve and (len(solvency) > 1 or len(horizon or ()) > 1):
        raise click.UsageError("--solve answers for one --solvency and one --horizon at a time")
    checked = check_scenario(scenario, overrides)
    folder = out or Path("results") / f"{Path(scenario).stem}-{'solve' if solve else 'size'}"
    check_writable(folder)
    tell_cautions([*cautions_of(checked, draws), *short_horizons(horizon or ())], lang)
    compile_first(lang)
    from fundsim import decisions
    from fundsim.cli.progress import say_if_plain, with_progress
    from fundsim.decisions.running import Sampling
    from fundsim.decisions.uncertainty import size_under_uncertainty
    from fundsim.report import decision_files
    from fundsim.report.decision_terminal import solve_text
    from fundsim.report.size_terminal import size_text
    from fundsim.report.uncertainty import bands_text
    from fundsim.scenario_file.uncertain import laws_json

    say_if_plain(checked.scenario, lang=lang)
    with with_progress(None, "doing_size", lang) as progress:
        if solve:
            months = horizon[0] if horizon else None
            ds = decisions.solve(checked.scenario, solve, solvency[0], months, paths, seed, threads, progress=progress)
        else:
            ds = decisions.size(
                checked.scenario, solvency, horizon, paths, seed, threads, sensitivity=sensitivity, progress=progress
            )
        if checked.uncertain:
            ds.attrs["uncertain"] = laws_json(checked.uncertain)
        if draws:
            sampling = Sampling(paths, seed, threads, progress)
            ds = ds.merge(
                size_under_uncertainty(checked.scenario, checked.uncertain, draws, solvency, horizon, sampling),
                combine_attrs="override",
            )
    show, write = (solve_text, decision_files.write_solve) if solve else (size_text, decision_files.write_size)
    click.echo(show(ds, lang))
    if draws:
        click.echo(f"\n{bands_text(ds, lang)}")
    write(ds, folder, lang)
    say_where("decision_files", folder, lang)


def short_horizons(horizons: Iterable[int]) -> Iterator[Fault]:
    """A caution for horizons of less than a year, which often stand for years.

    Parameters
    ----------
    horizons : iterable of int
        [months]

    Yields
    ------
    Fault
        At most one.
    """
    shortest = min(horizons, default=YEAR)
    if shortest < YEAR:
        yield Fault(
            "--horizon", f"{shortest} months are less than a year", remedy="it counts months: 60 for five years"
        )
