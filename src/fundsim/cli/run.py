"""``fundsim run``: the main job, from a scenario to distributions of losses and solvency."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import cautions_of, tell_cautions
from fundsim.cli.folders import check_writable, say_where
from fundsim.cli.memory import announce_memory, monthly_figures, township_figures, yearly_figures
from fundsim.cli.options import draws_option, lang_option, overrides_option, paths_option, seed_option, threads_option
from fundsim.cli.telling import in_language

if TYPE_CHECKING:
    import xarray as xr

    from fundsim.languages import Language
    from fundsim.portfolio.loan_book import LoanBook
    from fundsim.programme import Scenario
    from fundsim.scenario_file import CheckedScenario


@click.command()
@click.argument("scenario")
@paths_option
@seed_option
@threads_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for tables, charts and results; results/NAME when absent.",
)
@overrides_option
@click.option("--keep-months", is_flag=True, help="Keep monthly figures of every path instead of quantile bands.")
@click.option(
    "--keep-townships", is_flag=True, help="Keep figures by township of every path instead of quantile bands."
)
@click.option("--keep-years", is_flag=True, help="Keep account, payments, public cash by year of every path.")
@draws_option
@lang_option
def run(
    scenario: str,
    paths: int,
    seed: int,
    threads: int | None,
    out: Path | None,
    overrides: tuple[str, ...],
    keep_months: bool,
    keep_townships: bool,
    keep_years: bool,
    draws: int | None,
    lang: Language,
) -> None:
    """Simulate a scenario; write tables, charts and results.

    SCENARIO is a scenario file or the name of a shipped scenario.
    """
    from fundsim.cli.compiling import compile_first
    from fundsim.scenario_file import check_scenario
    from fundsim.scenario_file.uncertain import laws_json

    checked = check_scenario(scenario, overrides)
    if draws is not None:
        from fundsim.decisions.designs import check_one_size
        from fundsim.decisions.uncertainty import check_drawable

        check_drawable(checked.scenario, checked.uncertain, draws)
        check_one_size(checked.scenario)
    folder = out or Path("results") / Path(scenario).stem
    check_writable(folder)
    tell_cautions(cautions_of(checked, draws), lang)
    book = build_and_tell(checked, seed, lang)
    needed = {}
    if keep_months:
        needed["--keep-months"] = monthly_figures(checked.scenario, paths)
    if keep_townships:
        needed["--keep-townships"] = township_figures(checked.scenario, paths, len(book.townships))
    if keep_years:
        needed["--keep-years"] = yearly_figures(checked.scenario, paths)
    announce_memory(needed, paths, lang)
    compile_first(lang)
    kept = {"keep_months": keep_months, "keep_townships": keep_townships, "keep_years": keep_years}
    results = simulate_with_progress(checked.scenario, book, paths, seed, threads, kept, lang)
    if checked.uncertain:
        results.attrs["uncertain"] = laws_json(checked.uncertain)
    from fundsim.report import terminal_summary, write_run_files

    click.echo(terminal_summary(results, lang))
    write_run_files(results, folder, lang, checked.scenario)
    if draws is not None:
        study_parameters(checked, draws, paths, seed, threads, folder, lang)
    say_where("run_files", folder, lang)


def study_parameters(
    checked: CheckedScenario, draws: int, paths: int, seed: int, threads: int | None, folder: Path, lang: Language
) -> None:
    """Draw the uncertain parameters, and say and write how much of the variance is theirs.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario with uncertain parameters.
    draws, paths, seed, threads : int
        Draws, paths of each, seed, threads.
    folder : Path
        Folder of the results, which exists.
    lang : {"en", "zh"}
        Language of the text.
    """
    from fundsim.cli.progress import say_if_plain, with_progress
    from fundsim.decisions.uncertainty import parameter_study
    from fundsim.report.uncertainty import shares_text, write_study

    say_if_plain(checked.scenario, lang=lang)
    with with_progress(draws * paths, "doing_draws", lang) as progress:
        study = parameter_study(checked.scenario, checked.uncertain, draws, paths, seed, threads, progress=progress)
    write_study(study, folder)
    click.echo(f"\n{shares_text(study, lang)}")


def build_and_tell(checked: CheckedScenario, seed: int, lang: Language = "en") -> LoanBook:
    """Make the loans, and tell on stderr what was dropped, imputed, rescaled or bounded: nothing happens silently.

    Parameters
    ----------
    checked : CheckedScenario
        Scenario and the document behind it.
    seed : int
        Seed of the run.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    LoanBook
        Loans of the run.
    """
    from fundsim.cli.loans import doubts_about, loans_of
    from fundsim.texts import text

    book = loans_of(checked, seed)
    for note in book.quality:
        click.echo(text("loans_note", lang, note=in_language(note, lang)), err=True)
    tell_cautions(doubts_about(checked, book), lang)
    return book


def simulate_with_progress(
    programme: Scenario, book: LoanBook, paths: int, seed: int, threads: int | None, kept: dict[str, bool],
    lang: Language,
) -> xr.Dataset:  # fmt: skip
    """Simulate with progress on stderr: a bar on a terminal, a line now and then in a log.

    Parameters
    ----------
    programme : Scenario
        Validated scenario.
    book : LoanBook
        Its loans.
    paths, seed, threads
        As for ``simulate``.
    kept : dict of bool
        Options of ``simulate`` that keep every path.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    xarray.Dataset
        Results.

    Raises
    ------
    FundsimError
        The scenario cannot be simulated, or memory runs out.
    """
    from fundsim.cli.progress import with_progress
    from fundsim.simulation import simulate
    from fundsim.simulation.feedback import passes_of

    options = [f"--{name.replace('_', '-')}" for name, asked in kept.items() if asked]
    remedy = "ask for fewer --paths" + (f" or leave out {' and '.join(options)}" if options else "")
    shortage = f"there is not enough memory for {paths:,} paths; {remedy}"
    with with_progress(paths * passes_of(programme), "doing_run", lang, shortage) as progress:
        return simulate(programme, paths, seed, threads, progress=progress, book=book, **kept)
