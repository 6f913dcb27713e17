"""``fundsim sweep``: many scenarios at once, resumable at any moment."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import tell_cautions
from fundsim.cli.memory import in_words
from fundsim.cli.options import lang_of_faults_option, overrides_option
from fundsim.cli.telling import in_language
from fundsim.errors import FundsimError, install_extra
from fundsim.languages import Language

if TYPE_CHECKING:
    from fundsim.sweep import Plan

FOR_STORES, FOR_CLUSTERS = ("zarr",), ("dask", "distributed")


@click.command()
@click.argument("file", required=False)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the results, a Zarr store; results/NAME.zarr when absent.",
)
@click.option("--jobs", type=click.IntRange(1, 4096), help="Points that run at a time; all processors when absent.")
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run on a Dask cluster: tcp://HOST:PORT of its scheduler, or `local` to start one here.",
)
@click.option("--paths", type=click.IntRange(1, 100_000_000), help="Histories of each point, instead of the file's.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Seed of all draws, instead of the file's.")
@overrides_option
@click.option("--keep-going", is_flag=True, help="Record points that fail and go on; the exit code is then 1.")
@click.option("--force", is_flag=True, help="Throw away what another sweep, or an earlier base, left in the folder.")
@click.option("--dry-run", is_flag=True, help="Count points and estimate time, memory and disk; run nothing.")
@click.option(
    "--show",
    "shown",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Say what a store holds, and how far it is.",
)
@lang_of_faults_option
def sweep(
    file: str | None,
    out: Path | None,
    jobs: int | None,
    cluster: str | None,
    paths: int | None,
    seed: int | None,
    overrides: tuple[str, ...],
    keep_going: bool,
    force: bool,
    dry_run: bool,
    shown: Path | None,
    lang: Language,
) -> int:
    """Run many scenarios into one store, and resume it.

    FILE is a sweep file or the name of a shipped sweep; `fundsim scenarios` lists them.
    """
    check_extras(FOR_STORES if cluster is None else FOR_STORES + FOR_CLUSTERS)
    if shown is not None:
        show_store(shown, lang)
        return 0
    if file is None:
        raise click.UsageError("name a sweep file, or a store with --show DIR")
    from fundsim.cli.compiling import compile_first
    from fundsim.cli.folders import check_writable
    from fundsim.sweep import plan_sweep

    plan = plan_sweep(file, overrides, n_paths=paths, seed=seed, faulty_points=keep_going)
    tell_cautions(plan.cautions, lang)
    folder = out or Path("results") / f"{Path(file).stem}.zarr"
    check_writable(folder.parent)
    compile_first(lang)
    if dry_run:
        say_cost(plan, folder, jobs, lang)
        return 0
    return run_with_progress(plan, folder, jobs, cluster, lang, keep_going=keep_going, force=force)


def check_extras(needed: Sequence[str]) -> None:
    """Say how to install what sweeps need, where it is missing."""
    missing = [package for package in needed if find_spec(package) is None]
    if missing:
        raise FundsimError(f"sweeps need {', '.join(missing)}; install with: {install_extra('sweep')}")


def say(line: str, lang: Language) -> None:
    """Print a line on a sweep or its store."""
    if lang == "zh":
        from fundsim.cli.chinese.sweep_messages import sweep_line

        line = sweep_line(line)
    click.echo(line)


def show_store(folder: Path, lang: Language) -> None:
    """Print what a store holds."""
    from fundsim.sweep.describing import description_of

    if not folder.exists():
        raise FundsimError(f"{folder}: there is no such folder")
    for line in description_of(folder, lang):
        say(line, lang)


def say_cost(plan: Plan, folder: Path, jobs: int | None, lang: Language) -> None:
    """Print what a sweep would cost, without running it."""
    from fundsim.machine import available_threads
    from fundsim.sweep import points_to_run
    from fundsim.sweep.estimating import estimated_cost

    jobs = jobs or available_threads()
    cost = estimated_cost(plan, points_to_run(plan, folder), jobs)
    done = len(plan.points) - cost.points
    say(f"points  {len(plan.points):,}" + (f", of which {done:,} are done" if done else ""), lang)
    say(f"paths   {plan.paths:,} for each point", lang)
    say(f"time    about {duration(cost.seconds)}, {min(jobs, max(1, cost.points))} points at a time", lang)
    say(f"memory  about {in_words(cost.memory)} beside the program itself", lang)
    say(f"disk    at most {in_words(cost.disk)}; free: {in_words(free_disk(folder))}", lang)
    say(f"(estimated from {cost.pilots} points with {cost.pilot_paths:,} paths each)", lang)


def free_disk(folder: Path) -> float:
    """Free space where a folder is or will be made. [bytes]"""
    existing = next(place for place in [folder, *folder.absolute().parents] if place.exists())
    return float(shutil.disk_usage(existing).free)


def duration(seconds: float) -> str:
    """A time as people say it.

    Examples
    --------
    >>> [duration(seconds) for seconds in (0.2, 42.3, 200, 9000)]
    ['1 second', '42 seconds', '3.3 minutes', '2.5 hours']
    """
    whole = max(1, round(seconds))
    if whole < 100:
        return f"{whole} second{'s' if whole > 1 else ''}"
    return f"{seconds / 60:.1f} minutes" if seconds < 6000 else f"{seconds / 3600:.1f} hours"


def run_with_progress(
    plan: Plan,
    folder: Path,
    jobs: int | None,
    cluster: str | None,
    lang: Language,
    *,
    keep_going: bool,
    force: bool,
) -> int:
    """Run a sweep with rate and time left on stderr; returns the exit code."""
    from tqdm import tqdm

    from fundsim.sweep import points_to_run, run_sweep
    from fundsim.texts import text

    pace = {"mininterval": 0.1 if sys.stderr.isatty() else 10.0, "leave": True}
    total = len(plan.points)
    # What earlier sessions did is no sign of how quick this one is: hence `initial`.
    earlier = 0 if force else total - points_to_run(plan, folder)
    try:
        with tqdm(
            total=total, initial=earlier, unit=text("points_done", lang), desc=text("doing_sweep", lang), **pace
        ) as bar:
            end = run_sweep(
                plan, folder, jobs=jobs, cluster=cluster, keep_going=keep_going, force=force, progress=bar.update
            )
    except KeyboardInterrupt:
        kept = "points that were finished are kept; the same command goes on with the others"
        kept = kept if folder.exists() else "no point was finished; the same command begins anew"
        click.echo(in_language(kept, lang), err=True)
        raise
    click.echo(in_language(f"{end.done:,} of {len(plan.points):,} points are in {folder}", lang))
    for failure in end.failed:
        click.echo(in_language(f"failed: {failure}", lang), err=True)
    return 1 if end.failed else 0
