"""``fundsim compare``: which design is better, on the same random numbers."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fundsim.cli.cautions import tell_cautions
from fundsim.cli.options import (
    lang_option,
    overrides_option,
    parts_of,
    paths_option,
    remedy_for_number,
    remedy_for_thousands,
    seed_option,
    threads_option,
)
from fundsim.errors import DataError, Fault
from fundsim.languages import CURRENCIES_ZH, MULTIPLES_ZH

if TYPE_CHECKING:
    from fundsim.decisions.designs import Design
    from fundsim.languages import Language
    from fundsim.scenario_file import CheckedScenario


_MOST_IN_NAME = 3  # scenarios after which a folder is named


@click.command()
@click.argument("files", metavar="SCENARIO...", nargs=-1, required=True)
@click.option(
    "--fund-size",
    "sizes",
    metavar="AMOUNT,...",
    help="Compare sizes of the one scenario's fund, for example 2e6,4e6; all of them in one pass where possible.",
)
@click.option(
    "--vary",
    metavar="KEY=VALUE,...",
    help="Compare values of one key of the one scenario, for example layers.insurance.pays=0.5,0.7,0.8.",
)
@paths_option
@seed_option
@threads_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for table, chart and Dataset; results/NAMES-compare, after the first three scenarios, when absent.",
)
@overrides_option
@lang_option
def compare(
    files: tuple[str, ...],
    sizes: str | None,
    vary: str | None,
    paths: int,
    seed: int,
    threads: int | None,
    out: Path | None,
    overrides: tuple[str, ...],
    lang: Language,
) -> None:
    """Compare designs on the same random numbers.

    SCENARIO is a scenario file or the name of a shipped scenario; differences are to the first design. Give
    several scenarios, or one with --fund-size or --vary.
    """
    from fundsim.cli.compiling import compile_first
    from fundsim.cli.folders import check_writable, say_where

    designs = designs_of(files, sizes, vary, overrides, lang)
    folder = out or folder_after(files, "compare")
    check_writable(folder)
    compile_first(lang)
    from fundsim.cli.progress import with_progress
    from fundsim.decisions import compare as compare_designs
    from fundsim.decisions.running import shared_passes
    from fundsim.report.decision_files import write_comparison
    from fundsim.report.decision_terminal import comparison_text

    with with_progress(paths * len(shared_passes(designs)), "doing_compare", lang) as progress:
        ds = compare_designs(designs, paths, seed, threads, progress=progress)
    click.echo(comparison_text(ds, lang))
    write_comparison(ds, folder, lang)
    say_where("decision_files", folder, lang)


def designs_of(
    files: tuple[str, ...], sizes: str | None, vary: str | None, overrides: tuple[str, ...], lang: Language
) -> list[Design]:
    """Designs that the arguments name, checked.

    Parameters
    ----------
    files : tuple of str
        Scenarios.
    sizes, vary : str or None
        Fund sizes, or a key with its values, separated by commas.
    overrides : tuple of str
        Changes of every scenario.
    lang : {"en", "zh"}
        Language of warnings.

    Returns
    -------
    list of Design
        Two or more, each with a name of its own.

    Raises
    ------
    click.UsageError
        The arguments do not go together.
    ScenarioError, DataError
        A scenario is faulty, or the designs cannot be compared.
    """
    from fundsim.decisions.designs import Design, check_comparable, expanded, other_risks, sized_designs
    from fundsim.scenario_file import check_scenario, load_scenario

    if (sizes or vary) and len(files) > 1:
        raise click.UsageError("--fund-size and --vary go with one scenario; give one, or several without them")
    if sizes and vary:
        raise click.UsageError("--fund-size and --vary do not go together; give one of them")
    checked = {name: check_scenario(file, overrides) for name, file in design_names(files).items()}
    for name, found in checked.items():
        tell_cautions(found.cautions, lang, name)
    designs = [Design(name, found.scenario) for name, found in checked.items()]
    name_of = partial(_size_name, currency=designs[0].scenario.currency, lang=lang)
    if sizes:
        amounts = amounts_of(sizes)
        tell_cautions(_small_sizes(checked[designs[0].name], amounts), lang)
        designs = sized_designs(designs[0].scenario, amounts, name_of=name_of)
    if vary:
        key, values = key_and_values(vary)
        own = [(f"{key}={value}", [*overrides, f"{key}={value}"]) for value in values]
        designs = [Design(name, load_scenario(files[0], changes)) for name, changes in own]
    designs = expanded(designs, name_of)
    check_comparable(designs)
    if len(files) > 1:
        tell_cautions(other_risks(designs), lang)
    return designs


def _size_name(amount: float, currency: str, lang: Language) -> str:
    """Name of a design after the size of its fund."""
    from fundsim.decisions.designs import size_name

    unit = CURRENCIES_ZH.get(currency, f" {currency}")
    return f"基金{amount / MULTIPLES_ZH['万']:,.15g}万{unit}" if lang == "zh" else size_name(amount)


def _small_sizes(checked: CheckedScenario, amounts: list[float]) -> list[Fault]:
    """Doubts about amounts of --fund-size that are tiny beside the loans."""
    from fundsim.cli.loans import loans_of
    from fundsim.portfolio.balances import opening_balances
    from fundsim.portfolio.doubts import small_fund_sizes

    outstanding = float(opening_balances(loans_of(checked, seed=1)).sum())
    return [replace(doubt, file="--fund-size") for doubt in small_fund_sizes(amounts, outstanding)]


def folder_after(files: tuple[str, ...], kind: str) -> Path:
    """Folder of a comparison that is named after its first scenarios.

    Examples
    --------
    >>> folder_after(("luoping", "mine/thin.yaml"), "compare").as_posix()
    'results/luoping-thin-compare'
    """
    return Path("results") / f"{'-'.join(Path(file).stem for file in files[:_MOST_IN_NAME])}-{kind}"


def design_names(files: tuple[str, ...]) -> dict[str, str]:
    """Files under short names: their stems, or the whole paths where stems are not enough to tell them apart."""
    stems = [Path(file).stem for file in files]
    if len(set(files)) < len(files):
        raise DataError("a scenario is named twice; name each design once")
    return dict(zip(stems if len(set(stems)) == len(stems) else files, files, strict=True))


def amounts_of(listed: str) -> list[float]:
    """Amounts of a list separated by commas.

    Raises
    ------
    click.UsageError
        Names what is not an amount.

    Examples
    --------
    >>> amounts_of("2e6,4e6")
    [2000000.0, 4000000.0]
    """
    amounts: list[float] = []
    if remedy := remedy_for_thousands(listed):
        raise click.UsageError(f"{listed!r}: commas separate sizes; {remedy}")
    for word in parts_of(listed):
        try:
            amount = float(word)
        except ValueError:
            remedy = remedy_for_number(word) or "write for example 2e6,4e6"
            raise click.UsageError(f"{word!r} is not an amount; {remedy}") from None
        if not 0.0 <= amount <= 1e15:
            raise click.UsageError(f"{word} is not an amount from 0 to 1e15")
        if amount in amounts:
            raise click.UsageError(f"{word} is named twice; list each amount once")
        amounts.append(amount)
    return amounts


def key_and_values(vary: str) -> tuple[str, list[str]]:
    """Key and values of ``KEY=VALUE,VALUE``; commas inside brackets belong to a value, Chinese ones part numbers.

    Raises
    ------
    click.UsageError
        It is not of that form.

    Examples
    --------
    >>> key_and_values("layers.fund.pays=0.5,0.7")
    ('layers.fund.pays', ['0.5', '0.7'])
    >>> key_and_values("recovery.hardship.by_year=[0.5, 0.5],[1]")[1]
    ['[0.5, 0.5]', '[1]']
    >>> key_and_values("topup=0.2，0.5、1")[1]
    ['0.2', '0.5', '1']
    """
    key, equals, listed = vary.partition("=")
    values, depth, start = [], 0, 0
    for place, sign in enumerate(listed):
        depth += (sign in "[{") - (sign in "]}")
        if sign == "," and depth == 0:
            values.append(listed[start:place].strip())
            start = place + 1
    values.append(listed[start:].strip())
    if not key.strip() or not equals or not all(values):
        raise click.UsageError(
            f"{vary!r} is not of the form KEY=VALUE,VALUE; write for example layers.fund.pays=0.5,0.7"
        )
    return key.strip(), [part for value in values for part in _numbers_in(value)]


def _numbers_in(value: str) -> list[str]:
    """Numbers with Chinese commas between them one by one; any other value, such as a name, as it is."""
    from fundsim.scenario_file.scalars import scalar_of

    parts = parts_of(value)
    return parts if all(isinstance(scalar_of(part), int | float) for part in parts) else [value]
