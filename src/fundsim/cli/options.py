"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from fundsim.cli.telling import VARIABLE
from fundsim.errors import did_you_mean
from fundsim.languages import Language


def each_key_once(ctx: click.Context, option: click.Parameter, overrides: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001
    """Changes as they are given; fails where two are of one key, of which only the later would count."""
    keys = [change.partition("=")[0].strip() for change in overrides]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        ctx.fail(f"--set changes {' and '.join(twice)} twice; keep one change of a key")
    return overrides


def remedy_for_number(word: str) -> str:
    """What to write for a number with a unit, as ``8000000`` for 800 万; empty where nothing is meant."""
    from fundsim.scenario_file.as_written import number_meant

    meant = number_meant(word)
    return f"write {meant}" if meant is not None else ""


class Number(click.FloatRange):
    """A number, with the remedy for one that is written with a unit."""

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Number of a text."""
        try:
            number = float(str(value))
        except ValueError:
            remedy = remedy_for_number(str(value))
            self.fail(f"{value!r} is not a number" + (f"; {remedy}" if remedy else ""), param, ctx)
        return float(super().convert(number, param, ctx))


overrides_option = click.option(
    "--set",
    "overrides",
    metavar="KEY=VALUE",
    multiple=True,
    callback=each_key_once,
    help="Change one key, for example layers.county_fund.pays=0.5; can be given several times.",
)


def remember_language(ctx: click.Context, option: click.Parameter, lang: Language) -> Language:  # noqa: ARG001
    """Language as it is given, also for errors that end the command."""
    ctx.ensure_object(dict)["lang"] = lang
    return lang


def _language_option(meaning: str) -> Callable[[Callable[..., object]], Callable[..., object]]:
    return click.option(
        "--lang",
        type=click.Choice(["en", "zh"]),
        default="en",
        show_default=True,
        envvar=VARIABLE,
        show_envvar=True,
        is_eager=True,
        callback=remember_language,
        help=meaning,
    )


lang_option = _language_option("Language of the output.")
lang_of_faults_option = _language_option("Language of faults and warnings.")

seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 1),
    default=1,
    show_default=True,
    help="Seed of all draws: the same seed gives the same numbers.",
)

paths_option = click.option(
    "--paths",
    type=click.IntRange(1, 100_000_000),
    default=20_000,
    show_default=True,
    help="Histories simulated: more paths, smaller errors.",
)

threads_option = click.option("--threads", type=click.IntRange(1, 1024), help="Threads; all processors when absent.")

draws_option = click.option(
    "--parameter-draws",
    "draws",
    type=click.IntRange(2, 100_000),
    help="Draw the scenario's uncertain parameters so many times, each time with --paths of its own.",
)


COMMAS = re.compile("[,，、]")
"""What parts the items of a list: commas as English and Chinese keyboards have them."""
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(,[0-9]{3})+")
_PART_OF_THOUSANDS = re.compile("[0-9]{1,3}")


def parts_of(listed: str) -> list[str]:
    """Items of a list, parted by commas, without blanks around them.

    Examples
    --------
    >>> parts_of("2e6, 4e6"), parts_of("0.95，0.99"), parts_of("12、36")
    (['2e6', '4e6'], ['0.95', '0.99'], ['12', '36'])
    """
    return [part.strip() for part in COMMAS.split(listed)]


def remedy_for_thousands(listed: str) -> str:
    """What to write where commas part thousands and not the items of a list; empty where they part items.

    Examples
    --------
    >>> remedy_for_thousands("4,500,000"), remedy_for_thousands("2000000,4000000")
    ('write 4500000', '')
    """
    parts = parts_of(listed)
    if not all(map(_PART_OF_THOUSANDS.fullmatch, parts)) or not any(len(part) == 3 for part in parts[1:]):
        return ""
    return f"write {listed.replace(',', '')}" if _THOUSANDS.fullmatch(listed) else "write 4500000 for 4,500,000"


def several(choices: Sequence[str], given: Sequence[str], hint: str) -> list[str]:
    """Values of an option that may be repeated, or hold several with commas between them, each once.

    Parameters
    ----------
    choices : sequence of str
        Allowed values.
    given : sequence of str
        What the user gave.
    hint : str
        The option, for the error message.

    Returns
    -------
    list of str
        In the order given.

    Raises
    ------
    click.BadParameter
        A value is not allowed.
    """
    found = [part for item in given for part in parts_of(item) if part]
    if given and not found:
        raise click.BadParameter(f"name at least one of: {', '.join(choices)}", param_hint=hint)
    for part in found:
        if part not in choices:
            remedy = did_you_mean(part, choices)
            allowed = f"allowed: {', '.join(choices)}"
            raise click.BadParameter(f"{part!r} is not one of them; {remedy or allowed}", param_hint=hint)
    return list(dict.fromkeys(found))


def folder_of(results: Path) -> Path:
    """Folder of a run or a decision; files lie in theirs, and the store of a sweep has one of its name beside it."""
    if (results / "zarr.json").exists():
        return results.with_suffix("") if results.suffix else results.with_name(f"{results.name}-files")
    return results if results.is_dir() else results.parent
