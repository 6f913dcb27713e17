"""``fundsim trace``: one path followed to its causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import tell_cautions
from fundsim.cli.options import lang_option, overrides_option, seed_option
from fundsim.languages import Language

if TYPE_CHECKING:
    from fundsim.trace import FollowedPath
    from fundsim.trace.wording import Voice


@click.command()
@click.argument("scenario")
@click.option("--path", required=True, type=click.IntRange(0, 2**31 - 1), help="Path to follow, counted from 0.")
@click.option(
    "--loan",
    type=click.IntRange(0),
    help="Show the life of this loan, counted from 0, and of those that replaced it (46.1, 46.2, ...).",
)
@click.option("--month", metavar="YYYY-MM", help="Show one month's books with the causes of each figure.")
@seed_option
@overrides_option
@lang_option
def trace(
    scenario: str,
    path: int,
    loan: int | None,
    month: str | None,
    seed: int,
    overrides: tuple[str, ...],
    lang: Language,
) -> None:
    """Follow one path, loan by loan and month by month.

    Any figure of a run can be traced to its causes.

    SCENARIO is a scenario file or the name of a shipped scenario. Path and seed are those of `fundsim run`.
    Without --loan the loans that met trouble are listed. The books of all months follow, or with --month
    those of one month.
    """
    from fundsim.cli.compiling import compile_first
    from fundsim.scenario_file import check_scenario
    from fundsim.trace import follow_path

    checked = check_scenario(scenario, overrides)
    tell_cautions(checked.cautions, lang)
    compile_first(lang)
    followed = follow_path(checked.scenario, path, seed)
    for part in _parts(followed, loan, month, lang):
        click.echo(f"{part}\n")


def _parts(followed: FollowedPath, loan: int | None, month: str | None, lang: Language) -> list[str]:
    from fundsim.trace.book_text import books_text, month_text
    from fundsim.trace.following import has_loans
    from fundsim.trace.loan_text import loan_text, troubled_loans_text
    from fundsim.trace.wording import Voice

    number = _month_number(followed, month) if month is not None else None
    slots = len(followed.runner.book.made_in)
    if loan is not None and not has_loans(followed):
        raise click.BadParameter("there are no loans: the claims are drawn from a law", param_hint="--loan")
    if loan is not None and loan >= slots:
        raise click.BadParameter(f"loans are numbered 0 to {slots - 1}", param_hint="--loan")
    voice = Voice(followed.runner, lang)
    parts = [_title(followed, voice)]
    if loan is not None:
        parts.append(loan_text(followed, loan, lang))
    elif number is None:
        parts.append(troubled_loans_text(followed, lang))
    if number is None:
        return [*parts, books_text(followed, lang)]
    title = voice.say("month_title", given=month, date=voice.month(number), number=number)
    return [*parts, title, month_text(followed, number, lang)]


def _title(followed: FollowedPath, voice: Voice) -> str:
    runner = voice.runner
    sizes = runner.scenario.report.fund_sizes[:1]
    return voice.say(
        "title",
        name=runner.scenario.name,
        path=runner.path,
        seed=runner.seed,
        size="".join(voice.say("title_size", size=voice.amount(size, 0)) for size in sizes),
        months=runner.months,
        first=voice.month(0),
        last=voice.month(len(followed.books) - 1),
        currency=voice.currency(),
    )


def _month_number(followed: FollowedPath, month: str) -> int:
    """Month of the path that a date (or a number) names."""
    dates = list(followed.books["date"])
    if month in dates:
        return dates.index(month)
    if month.isascii() and month.isdigit() and int(month) < len(dates):
        return int(month)
    reason = f"{month} is none of its months, {dates[0]} to {dates[-1]} (or 0 to {len(dates) - 1})"
    raise click.BadParameter(reason, param_hint="--month")
