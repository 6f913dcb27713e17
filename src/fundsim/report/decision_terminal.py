"""What comparisons, grids and solved keys print: aligned columns, one unit a figure, noise marked as such."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics.labelled import estimate_in
from fundsim.plots.differences import figure_label
from fundsim.plots.sweeps import level_text
from fundsim.text_tables import aligned
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import (
    Scale,
    estimate_parts,
    estimate_text,
    money_scale,
    number_text,
    percent_scale,
    unit_scale,
)
from fundsim.texts.names import one_line, shorten

NAME_COLUMNS = 36


def comparison_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Key figures of the designs and their differences to the first one, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        A block for each figure: one line for each design, or a single one where all designs agree exactly.
    """
    horizon = horizon_text(int(ds.attrs["months"]), lang)
    paths, seed = f"{int(ds.attrs['n_paths']):,}", int(ds.attrs["seed"])
    head = text("run", lang, paths=paths, horizon=horizon, start=ds.attrs["first_month"], seed=seed)
    rows = comparison_rows(ds, lang)
    note = text("unbounded", lang, paths=paths)
    unbounded = ["", note] if any(sign in cell for row in rows for cell in row[1:] for sign in "?∞") else []
    return "\n".join([one_line(str(ds.attrs["title"])), head, "", aligned(rows, left=(0, 5)), *unbounded])


def comparison_rows(ds: xr.Dataset, lang: Language = "en") -> list[list[str]]:
    """Key figures of the designs and their differences to the first one, as they are printed.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``compare``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of list of str
        A head, then a block for each figure: name, value, interval, difference, its interval, a remark.
    """
    interval = text("interval_95", lang)
    rows = [["", text("estimate", lang), interval, text("difference", lang), interval, ""]]
    for figure in ds.figure.values:
        rows += _block(ds.sel(figure=figure), figure_label(ds, str(figure), lang), lang)
    return rows


def _block(ds: xr.Dataset, label: str, lang: Language) -> list[list[str]]:
    """Lines of one figure: its name, then the designs; nothing where no design has it."""
    values = ds.estimate.sel(statistic="value").values
    if np.isnan(values).all():
        return []
    unit = str(ds.unit.values)
    scale = unit_scale(unit, float(np.nanmax(np.abs(values))), ds.attrs["currency"], lang)
    title = f"{label} [{scale.unit}]"
    if not np.isnan(values).any() and not ds.difference.values.any():
        value, low, high = estimate_parts(estimate_in(ds.estimate.isel(design=0)), scale)
        return [[title, value, f"{low} – {high}", "", "", text("alike", lang)]]
    return [[title, "", "", "", "", ""], *(_row(ds.isel(design=n), n, scale, lang) for n in range(ds.sizes["design"]))]


def _row(ds: xr.Dataset, number: int, scale: Scale, lang: Language) -> list[str]:
    name = "  " + shorten(one_line(str(ds.design.values)), NAME_COLUMNS)
    value, low, high = estimate_parts(estimate_in(ds.estimate), scale, lang)
    interval = f"{low} – {high}" if low else ""
    change = estimate_in(ds.difference)
    if number == 0 or np.isnan(change.value):
        return [name, value, interval, "", "", ""]
    if change.value == 0.0 and change.standard_error == 0.0:
        return [name, value, interval, "0", "", text("same", lang)]
    shown, lowest, highest = estimate_parts(change, scale, lang)
    sign = "+" if change.value > 0.0 else ""
    mark = text("within_noise", lang) if int(ds.within_noise) and np.isfinite(change.standard_error) else ""
    return [name, value, interval, f"{sign}{shown}", f"{lowest} – {highest}", mark]


def run_head(ds: xr.Dataset, lang: Language) -> str:
    """Title of a decision, and the run that it rests on: two lines."""
    horizon, paths = horizon_text(int(ds.attrs["months"]), lang), f"{int(ds.attrs['n_paths']):,}"
    start, seed = ds.attrs["first_month"], int(ds.attrs["seed"])
    run = text("run", lang, paths=paths, horizon=horizon, start=start, seed=seed)
    return f"{one_line(str(ds.attrs['title']))}\n{run}"


def solve_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Value of a key that meets the target, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``solve``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        The answer with its interval, and how it was found.
    """
    answer, *how = solve_sentences(ds, lang)
    return "\n".join([run_head(ds, lang), "", answer, "", *how])


def solve_sentences(ds: xr.Dataset, lang: Language) -> list[str]:
    """The answer with its interval, how it was found, and what makes it doubtful; parameters as for `solve_text`."""
    attributes, (value, _, lower, upper) = ds.attrs, ds.answer.values
    low, high = (
        _four_digits(bound, lang) if np.isfinite(bound) else ("−∞", "∞")[int(bound > 0.0)] for bound in (lower, upper)
    )
    shown = f"{_four_digits(value, lang)} ({low} – {high})"
    target = f"{100.0 * float(attributes['target']):.10g} %"
    bounds = {end: level_text(float(attributes[end]), lang) for end in ("low", "high")}
    key = attributes["key"]
    answer = text(f"solve_{attributes['meets']}", lang, target=target, moved=key, value=shown, **bounds)
    doubt = [] if attributes["consistent"] else [text("solve_inconsistent", lang, moved=key)]
    return [answer, text("solve_method", lang, n=ds.sizes["tried"]), *doubt]


def _four_digits(value: float, lang: Language) -> str:
    return level_text(float(f"{value:.4g}"), lang)


def equal_cost_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """What each design was scaled to, and how they compare; parameters as for `comparison_text`."""
    return "\n".join([comparison_text(ds, lang), "", *equal_cost_sentences(ds, lang)])


def equal_cost_sentences(ds: xr.Dataset, lang: Language) -> list[str]:
    """The budget that all designs were scaled to, and how each of them was.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``equal_cost``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        The budget, then a sentence for each design.
    """
    budget = float(ds.attrs["budget"])
    lines = [text("common_budget", lang, amount=number_text(budget, money_scale(budget, ds.attrs["currency"], lang)))]
    for design in ds.design.values:
        own = ds.sel(design=design)
        name, key = one_line(str(design)), str(own.key.values)
        value = level_text(float(f"{float(own.scaled_to):.6g}"), lang)
        scaled = text("scaled", lang, design=name, moved=key, value=value) if key else ""
        lines.append(scaled or text("taken_as_it_is", lang, design=name))
    return lines


def frontier_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Designs of the frontier, the cheapest first, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Result of ``frontier``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One line for each design that no other one beats.
    """
    own = ds.isel(design=np.flatnonzero(ds.efficient.values == 1))
    own = own.isel(design=np.argsort(own.cost.sel(statistic="value").values))
    scale = money_scale(float(own.cost.sel(statistic="value").max()), ds.attrs["currency"], lang)
    rows = [["", text("cost", lang), text("ruin", lang)]]
    for design in own.design.values:
        one = own.sel(design=design)
        cost = estimate_text(estimate_in(one.cost), scale, lang)
        rows.append([str(design), cost, estimate_text(estimate_in(one.ruin_probability), percent_scale(lang), lang)])
    count = text("beaten_count", lang, n=own.sizes["design"], all=ds.sizes["design"])
    return "\n".join([run_head(ds, lang), "", aligned(rows), "", count])
