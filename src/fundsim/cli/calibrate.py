"""``fundsim calibrate``: the value of one term with which a simulated figure meets a published one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import tell_cautions
from fundsim.cli.options import Number, lang_option, overrides_option, seed_option
from fundsim.languages import Language

if TYPE_CHECKING:
    from fundsim.decisions.calibrating import Calibration
    from fundsim.metrics.estimate import Estimate

MEASURES = ("overdue_ratio", "npl_ratio", "default_rate", "failed_villages", "claims", "loss_ratio")


@click.command()
@click.argument("scenario")
@click.option("--key", required=True, metavar="KEY", help="Number that is fitted, for example arrears.cure_per_month.")
@click.option("--measure", required=True, type=click.Choice(MEASURES), help="Figure that it is fitted to.")
@click.option("--target", required=True, type=Number(), help="What the figure shall be: a fraction, or an amount.")
@click.option(
    "--between",
    nargs=2,
    type=Number(),
    default=(0.0, 1.0),
    show_default=True,
    help="Range in which the value is sought.",
)
@click.option(
    "--paths",
    type=click.IntRange(2, 100_000_000),
    default=2_000,
    show_default=True,
    help="Histories simulated in each run: more paths, smaller errors.",
)
@click.option(
    "--tolerance",
    type=click.FloatRange(1e-9, 0.1),
    default=1e-3,
    show_default=True,
    help="The value is found to within this share of itself.",
)
@seed_option
@click.option("--threads", type=click.IntRange(1, 1024), help="Threads; all processors when absent.")
@overrides_option
@lang_option
def calibrate(
    scenario: str,
    key: str,
    measure: str,
    target: float,
    between: tuple[float, float],
    paths: int,
    tolerance: float,
    seed: int,
    threads: int | None,
    overrides: tuple[str, ...],
    lang: Language,
) -> None:
    """Fit one term to a published figure.

    SCENARIO is a scenario file or the name of a shipped scenario. Ratios are those of the last twelve months, balances
    of all paths together, claims the mean total over the horizon, loss_ratio all payments of the key's layer over its
    premiums: 1 is where it breaks even.
    """
    from fundsim.cli.compiling import compile_first
    from fundsim.scenario_file import check_scenario

    checked = check_scenario(scenario, overrides)
    tell_cautions(checked.cautions, lang)
    compile_first(lang)
    from fundsim.cli.progress import say_if_plain, with_progress
    from fundsim.decisions import calibrate as fitted

    say_if_plain(checked.scenario, lang=lang)
    with with_progress(None, "doing_calibrate", lang) as progress:
        found = fitted(
            checked.scenario, key, measure, target, between, paths, seed, threads,
            tolerance=tolerance, progress=progress,
        )  # fmt: skip
    click.echo(calibration_text(found, paths, lang))


def calibration_text(found: Calibration, paths: int, lang: Language = "en") -> str:
    """What was found, and how to use it.

    Parameters
    ----------
    found : Calibration
        Answer.
    paths : int
        Paths of each run.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        Lines.
    """
    from fundsim.texts import text

    return text(
        "calibrated", lang, term=found.key, value=f"{found.value.value:.6g}", error=_error_text(found.value, lang),
        measure=found.measure, achieved=f"{found.achieved.value:.6g}",
        achieved_error=_error_text(found.achieved, lang), target=f"{found.target:.6g}", runs=found.runs,
        paths=f"{paths:,}", tolerance=f"{found.tolerance:.2g}",
        miss=f"{abs(found.achieved.value - found.target):.2g}",
    )  # fmt: skip


def _error_text(estimate: Estimate, lang: Language) -> str:
    from fundsim.texts import text

    return text(
        "calibrated_error", lang, error=f"{estimate.standard_error:.2g}", level=f"{100 * estimate.confidence:g}",
        lower=f"{estimate.lower:.4g}", upper=f"{estimate.upper:.4g}",
    )  # fmt: skip
