"""What captions say about comparisons, searches and sweeps."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.plots.captions.sentences import in_turn, joined, percent, with_companions
from fundsim.plots.differences import differences_of, figure_label, figure_scale, signed_text
from fundsim.plots.heat_map import cell_estimate, grid_of, of_one_variant
from fundsim.plots.sweeps import (
    independent_parameters,
    level_text,
    measure_label,
    measure_scale,
    prepared,
    sweep_estimates,
)
from fundsim.plots.swings import Swing, swing_name, tornado_of
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import estimate_text, money_scale
from fundsim.texts.names import one_line

_MOST_NAMED = 4


def heat_map(ds: xr.Dataset, lang: Language) -> str:
    """Lowest and highest cell of the map of ruin."""
    ds, variant = of_one_variant(prepared(ds))
    across, along, grid = grid_of(ds, "ruin_probability")
    values = grid[0]
    ends = [np.unravel_index(int(place), values.shape) for place in (np.nanargmin(values), np.nanargmax(values))]
    cells = []
    for row, column in ends:
        shown = percent(cell_estimate(grid, int(row), int(column)), lang)
        levels = ((across, across.levels[column]), (along, along.levels[row]))
        place = in_turn([f"{own.name(lang)} {level_text(level, lang)}" for own, level in levels], lang)
        cells.append((shown, place))
    (low, low_at), (high, high_at) = cells
    label = measure_label("ruin_probability", lang)
    said = text("range_caption", lang, measure=label, low=low, low_at=low_at, high=high, high_at=high_at)
    if np.nanmin(values) == np.nanmax(values):
        said = text("alike_caption", lang, measure=label, value=low)
    others = [own.name(lang) for own in independent_parameters(ds) if own.key not in (across.key, along.key)]
    if others:
        said = joined([said, text("mean_over_others", lang, names=in_turn(others, lang))], lang)
    if variant:
        said = joined([text("of_variant", lang, name=variant) + ("。" if lang == "zh" else "."), said], lang)
    return with_companions(said, ds, lang)


def tornado(ds: xr.Dataset, lang: Language) -> str:
    """The parameter with the widest swing."""
    ds = prepared(ds)
    found = tornado_of(ds, lang=lang)
    widest, of_sweep = found.swings[0], np.isnan(found.solvency)
    ends = (widest.low.value, widest.high.value, found.base.value)
    largest = max((abs(value) for value in ends if np.isfinite(value)), default=0.0)
    if of_sweep:
        scale = measure_scale(ds, "ruin_probability", largest, lang)
        answer = text("swept_measure", lang, measure=_within_sentence(measure_label("ruin_probability", lang)))
    else:
        scale, horizon = money_scale(largest, ds.attrs["currency"], lang), horizon_text(found.months, lang)
        answer = text("fund_needed", lang, horizon=horizon, solvency=f"{100 * found.solvency:g}")
    if widest.low.value == widest.high.value == found.base.value:
        said = text("nothing_moves", lang, answer=answer, base=estimate_text(found.base, scale, lang))
        return with_companions(said, ds, lang)
    amounts = {"low": widest.low, "high": widest.high, "base": found.base}
    shown = {key: estimate_text(amount, scale, lang) for key, amount in amounts.items()}
    key = "tornado_caption_mean" if of_sweep else "tornado_caption"
    said = text(key, lang, name=swing_name(widest, lang), answer=answer, levels=_levels(widest, lang), **shown)
    return with_companions(said, ds, lang)


def differences(ds: xr.Dataset, lang: Language) -> str:
    """What each design changes in the first key figure, against the first design."""
    found = differences_of(ds)
    if not found:
        return text("no_difference", lang)
    first = [own for own in found if own.figure == found[0].figure]
    scale = figure_scale(ds, first[0].figure, max(abs(own.estimate.value) for own in first), lang)
    parts = [
        text("difference_part", lang, name=one_line(own.design), amount=signed_text(own.estimate, scale, lang))
        for own in first[:_MOST_NAMED]
    ]
    reference = one_line(str(ds["design"].values[0]))
    measure = _within_sentence(figure_label(ds, first[0].figure, lang))
    return text("differences_caption", lang, reference=reference, list=in_turn(parts, lang), measure=measure)


def sweep_panels(ds: xr.Dataset, lang: Language) -> str:
    """Range of the probability of ruin over all scenarios."""
    ds = prepared(ds)
    found = sweep_estimates(ds, "ruin_probability")
    values = [estimate.value for estimate in found]
    names = ", ".join(parameter.name(lang) for parameter in independent_parameters(ds))
    low, high = found[int(np.nanargmin(values))], found[int(np.nanargmax(values))]
    if low.value == high.value:
        alike = text("alike_caption", lang, measure=measure_label("ruin_probability", lang), value=percent(low, lang))
        return with_companions(alike, ds, lang)
    said = text(
        "sweep_caption", lang, count=len(found), names=names, measure=measure_label("ruin_probability", lang),
        low=percent(low, lang), high=percent(high, lang),
    )  # fmt: skip
    return with_companions(said, ds, lang)


def _levels(swing: Swing, lang: Language) -> str:
    return text("swing_levels", lang, levels=" – ".join(swing.levels)) if swing.levels else ""


def _within_sentence(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label[:1].lower() + label[1:]
