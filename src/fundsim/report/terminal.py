"""The summary that a run prints: plain text in aligned columns."""

from __future__ import annotations

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import Estimate, summarise
from fundsim.report.tables import figure_labels
from fundsim.text_tables import display_width
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import Scale, estimate_parts, money_scale, number_text, percent_scale
from fundsim.texts.names import one_line, shorten

SHOWN = (
    "mean_claims",
    "value_at_risk_99_claims",
    "expected_shortfall_99_claims",
    "mean_defaults",
    "mean_recovery",
    "mean_payment",
    "loss_ratio",
    "mean_bank_loss",
    "value_at_risk_99_bank_loss",
    "ruin_probability",
    "restricted_mean_time_to_ruin",
    "mean_shortfall",
    "quantile_5_min_balance",
    "account_short_probability",
    "mean_account_shortfall",
    "mean_government_cost",
    "mean_interest_subsidy",
    "quantile_95_government_cost",
    "mean_bank_cost",
    "mean_lever_cost",
    "mean_npl_ratio",
    "mean_lending",
    "mean_lending_lost",
    "mean_breaker_months",
)
"""Headline figures of the printed summary; ``summary.csv`` has them all."""

LABEL_COLUMNS = 60
Row = tuple[str, str, str, str]


def terminal_summary(ds: xr.Dataset, lang: Language = "en") -> str:
    """Headline figures of a run with 95 % intervals, for reading on a terminal.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    lang : {"en", "zh"}
        English with amounts in millions, or Chinese with amounts in 万元 and 亿元.

    Returns
    -------
    str
        Lines of one table; where the run compares fund sizes, a part for each size follows.
    """
    blocks = headline_figures(ds, lang)
    head = ("", text("estimate", lang), text("interval_95", lang), "")
    widths = [max(display_width(row[n]) for _, rows in blocks for row in [head, *rows]) for n in range(4)]
    lines = [*_title(ds, lang), "", _line(head, widths)]
    for title, rows in blocks:
        lines += [title] if title else []
        lines += [_line(row, widths) for row in rows]
    if has_unbounded(blocks):
        lines += ["", text("unbounded", lang, paths=f"{int(ds.attrs['n_paths']):,}")]
    return "\n".join(lines)


def headline_figures(ds: xr.Dataset, lang: Language = "en") -> list[tuple[str, list[Row]]]:
    """Headline figures of a run as they are printed.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of (str, rows)
        A block with an empty title; where the run compares fund sizes, one more for each size. A row is figure, value,
        95 % interval, unit.
    """
    table = _shown(ds, lang)
    scale = _money(table, ds, lang)
    return [(title, _rows(block, scale, lang)) for title, block in _blocks(table, ds, lang)]


def has_unbounded(blocks: list[tuple[str, list[Row]]]) -> bool:
    """Whether an interval has an end that the paths cannot give."""
    return any(sign in interval for _, rows in blocks for _, _, interval, _ in rows for sign in "?∞")


def _shown(ds: xr.Dataset, lang: Language) -> xr.Dataset:
    """Figures of the summary with labels that name the payers as readers do."""
    table = summarise(ds)
    table = table.isel(measure=np.flatnonzero(np.isin(table.key.values, SHOWN)))
    labels = [shorten(label, LABEL_COLUMNS) for label in figure_labels(ds, table, lang)]
    return table.assign_coords(label=("measure", np.array(labels, dtype=np.str_)))


def _title(ds: xr.Dataset, lang: Language) -> list[str]:
    paths, seed = f"{ds.sizes['path']:,}", int(ds.attrs["seed"])
    horizon, start = horizon_text(int(ds.attrs["months"]), lang), ds.attrs["first_month"]
    return [
        one_line(str(ds.attrs["title"])),
        text("run", lang, paths=paths, horizon=horizon, start=start, seed=seed),
    ]


def _blocks(table: xr.Dataset, ds: xr.Dataset, lang: Language) -> list[tuple[str, xr.Dataset]]:
    """Title and figures: those that do not depend on the fund's size, then those of each size."""
    if "fund_size" not in table.dims:
        return [("", table)]
    numbers = table.estimate.transpose("fund_size", "measure", "statistic").values
    alike = np.isclose(numbers, numbers[:1], rtol=1e-9, atol=0.0, equal_nan=True)
    same = alike.all(axis=(0, 2))
    found = [("", table.isel(measure=same, fund_size=0))]
    for place, size in enumerate(float(size) for size in table.fund_size.values):
        amount = number_text(size, money_scale(size, ds.attrs["currency"], lang))
        found.append((text("fund_of", lang, size=amount), table.isel(measure=~same, fund_size=place)))
    return found


def _money(table: xr.Dataset, ds: xr.Dataset, lang: Language) -> Scale:
    """One unit for all amounts, so that they compare at a glance: that of the expected claims, if any."""
    amounts = table.estimate.sel(statistic="value").isel(measure=table.unit.values == ds.attrs["currency"])
    claims = float(amounts.isel(measure=amounts.key.values == "mean_claims").max())
    return money_scale(claims or float(abs(amounts).max()), ds.attrs["currency"], lang)


def _rows(table: xr.Dataset, money: Scale, lang: Language) -> list[Row]:
    scales = {
        "1": percent_scale(lang),
        "month": Scale(1.0, text("unit_months", lang)),
        "loans": Scale(1.0, text("unit_loans", lang)),
    }
    rows = []
    numbers = table.estimate.transpose("measure", "statistic").values
    for label, unit, estimate in zip(table.label.values, table.unit.values, numbers, strict=True):
        scale = scales.get(str(unit), money)
        value, low, high = estimate_parts(Estimate(*(float(number) for number in estimate)), scale, lang)
        rows.append((str(label), value, f"{low} – {high}" if low else "", scale.unit))
    return rows


def _line(row: Row, widths: list[int]) -> str:
    label, value, interval, unit = row
    pads = [" " * (width - display_width(part)) for part, width in zip(row, widths, strict=True)]
    return f"{label}{pads[0]}  {pads[1]}{value}  {pads[2]}{interval}  {unit}".rstrip()
