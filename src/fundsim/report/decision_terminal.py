"""What decisions print: plain text in aligned columns, one unit a figure, noise marked as such."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.metrics import Estimate
from fundsim.plots.formats import Scale, estimate_parts, money_scale, percent_scale
from fundsim.plots.names import one_line, shorten
from fundsim.plots.texts import Language, horizon_text, text
from fundsim.text_tables import aligned

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
    rows = [["", text("estimate", lang), text("interval_95", lang), text("difference", lang), "", ""]]
    for figure in ds.figure.values:
        rows += _block(ds.sel(figure=figure), lang)
    return "\n".join([one_line(str(ds.attrs["title"])), head, "", aligned(rows, left=(0, 5))])


def scale_of(unit: str, largest: float, currency: str, lang: Language) -> Scale:
    """Unit in which a figure is shown, by its size where it is money."""
    if unit == currency:
        return money_scale(largest, currency, lang)
    return percent_scale(lang) if unit == "1" else Scale(1.0, text("unit_years", lang))


def _block(ds: xr.Dataset, lang: Language) -> list[list[str]]:
    """Lines of one figure: its name, then the designs; nothing where no design has it."""
    values = ds.estimate.sel(statistic="value").values
    if np.isnan(values).all():
        return []
    unit, label = str(ds.unit.values), str((ds.label_zh if lang == "zh" else ds.label_en).values)
    scale = scale_of(unit, float(np.nanmax(np.abs(values))), ds.attrs["currency"], lang)
    title = f"{label} [{scale.unit}]"
    if not np.isnan(values).any() and not ds.difference.values.any():
        value, low, high = estimate_parts(_estimate(ds.estimate.isel(design=0)), scale)
        return [[title, value, f"{low} – {high}", "", "", text("alike", lang)]]
    return [[title, "", "", "", "", ""], *(_row(ds.isel(design=n), n, scale, lang) for n in range(ds.sizes["design"]))]


def _row(ds: xr.Dataset, number: int, scale: Scale, lang: Language) -> list[str]:
    name = "  " + shorten(one_line(str(ds.design.values)), NAME_COLUMNS)
    value, low, high = estimate_parts(_estimate(ds.estimate), scale)
    interval = f"{low} – {high}" if low else ""
    change = _estimate(ds.difference)
    if number == 0 or np.isnan(change.value):
        return [name, value, interval, "", "", ""]
    if change.value == 0.0 and change.standard_error == 0.0:
        return [name, value, interval, "0", "", text("same", lang)]
    shown, lowest, highest = estimate_parts(change, scale)
    sign = "+" if change.value > 0.0 else ""
    mark = text("within_noise", lang) if int(ds.within_noise) else ""
    return [name, value, interval, f"{sign}{shown}", f"{lowest} – {highest}", mark]


def _estimate(values: xr.DataArray) -> Estimate:
    return Estimate(*(float(number) for number in values.values))
