"""Cash of the government by year: one estimate a row for files, a row for each year in documents."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import (
    Estimate,
    Estimates,
    government_cash_estimates,
    outlay_quantiles,
    outlay_span_estimates,
    outlay_span_quantiles,
)
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.months import account_years
from fundsim.plots.yearly_outlay import YEARLY, opening_apart, years_with_parts
from fundsim.report.document import Cell, Column, Measured, Table
from fundsim.report.report_texts import words
from fundsim.report.run_tables import columns_of
from fundsim.report.tables import by_size, estimate_cells
from fundsim.results import CASH_LINES, OUTLAY_SPANS, at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import money_scale

QUANTILES = {"outlay_p05": 0.05, "outlay_median": 0.5, "outlay_p95": 0.95}
"""Quantiles of the outlay in tables by the names of their rows."""
NOTHING = Estimate(0.0, 0.0, 0.0, 0.0)


def outlay_table(ds: xr.Dataset) -> pd.DataFrame:
    """Cash that the government pays and receives in each account year, in an average year and in the highest one.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        fund_size where the run compares several, year_start (first month of the account year; ``average`` and
        ``highest`` for the average year of a path and its highest one), months of it within the horizon, measure,
        description, description_zh, unit, and the estimate with standard error and 95 % interval. Measures are means by
        purpose, ``opening`` for amounts paid once; ``outlay``, all that is paid but these, with its quantiles over
        paths; ``received``, what comes back. Not discounted. [currency]
    """
    return pd.DataFrame({**size, **row} for size, own in by_size(ds) for row in _rows(own))


def _rows(ds: xr.Dataset) -> list[dict[str, object]]:
    """Rows of one fund size."""
    months = [after - first for first, after in account_years(ds)]
    places = dict(zip([str(start) for start in ds["year_start"].values], months, strict=True))
    rows = [
        _row(ds, start, months, measure, own)
        for year, (start, months) in enumerate(places.items())
        for measure, own in _of_year(ds, year)
    ]
    rows += [
        _row(ds, span, 12, measure, own)
        for place, span in enumerate(OUTLAY_SPANS)
        for measure, own in _of_span(ds, place)
    ]
    return rows


def yearly_outlay_table(ds: xr.Dataset, lang: Language) -> Table:
    """The same with a row for each year; purposes that never cost anything are left out.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run; of several fund sizes the first.
    lang : {"en", "zh"}
        Language.
    """
    ds = at_fund_size(ds)
    cash, currency = government_cash_estimates(ds), str(ds.attrs["currency"])
    paid = [line for line in (*YEARLY, "received") if cash.value[:, CASH_LINES.index(line)].any()]
    measures = ["outlay", "outlay_p05", "outlay_p95", *paid]
    scale = money_scale(float(cash.value[:, CASH_LINES.index("outlay")].max()), currency, lang)
    found = [dict(_of_year(ds, year)) for year in range(ds.sizes["year"])]
    found += [dict(_of_span(ds, place)) for place in range(len(OUTLAY_SPANS))]
    names = [name.replace("\n", "" if lang == "zh" else " ") for name in years_with_parts(ds, lang)]
    names += [words(f"outlay_{span}_year", lang) for span in OUTLAY_SPANS]
    rows: list[tuple[Cell, ...]] = []
    for name, own in zip(names, found, strict=True):
        cells = (own.get(measure, NOTHING) for measure in measures)
        rows.append((name, *(Measured(cell, scale, currency) if cell.upper > 0.0 else "–" for cell in cells)))
    headings = (*columns_of(["year"], lang), *(Column(_label(measure, lang)) for measure in measures))
    note = opening_apart(float(cash.value[:, CASH_LINES.index("opening")].sum()), currency, lang)
    return Table(words("outlay_table", lang), headings, tuple(rows), "yearly outlay", note=note)


def _of_year(ds: xr.Dataset, year: int) -> Iterator[tuple[str, Estimate]]:
    """Measures of an account year."""
    cash = government_cash_estimates(ds)
    for place, line in enumerate(CASH_LINES):
        yield line, _entry(cash, year, place)
    for name, level in QUANTILES.items():
        yield name, _entry(outlay_quantiles(ds, level), year)


def _of_span(ds: xr.Dataset, place: int) -> Iterator[tuple[str, Estimate]]:
    """Measures of the average or the highest year of a path."""
    yield "outlay", _entry(outlay_span_estimates(ds), place)
    for name, level in QUANTILES.items():
        yield name, _entry(outlay_span_quantiles(ds, level), place)


def _entry(found: Estimates, *place: int) -> Estimate:
    return Estimate(*(float(part[place]) for part in statistics_of(found)))


def _row(ds: xr.Dataset, year: str, months: int, measure: str, own: Estimate) -> dict[str, object]:
    unit = str(ds.attrs["currency"])
    return {"year_start": year, "months": months, **_words(measure), "unit": unit, **estimate_cells(own)}


def _words(measure: str) -> dict[str, str]:
    return {"measure": measure, "description": _label(measure, "en"), "description_zh": _label(measure, "zh")}


def _label(measure: str, lang: Language) -> str:
    if measure not in QUANTILES:
        return text(f"cash_{measure}", lang)
    return text("outlay_quantile", lang, level=f"{100.0 * QUANTILES[measure]:.0f}")
