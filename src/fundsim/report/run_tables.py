"""Tables of a report on a run: headline figures, payers, bad outcomes, townships, months."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import xarray as xr

from fundsim.languages import Language
from fundsim.metrics import (
    Estimate,
    account_total_estimates,
    mean,
    probability,
    ratio_of_totals,
    ruined_within,
    summarise,
)
from fundsim.metrics.estimate import STATISTICS, statistics_of, within
from fundsim.plots.stress import UNITS, stress_rows
from fundsim.plots.township_overdue import overdue_of_townships, reported_ratios
from fundsim.plots.townships import ranked_townships
from fundsim.plots.who_pays import payer_names, shares_of_parties
from fundsim.report.document import Cell, Column, Measured, Quantity, Table
from fundsim.report.report_texts import words
from fundsim.report.tables import figure_labels, monthly_report
from fundsim.results import VARIABLES, at_fund_size
from fundsim.texts import horizon_text, text
from fundsim.texts.formats import money_scale, percent_scale, unit_scale
from fundsim.texts.names import one_line

KEY_FIGURES = (
    "mean_claims", "expected_shortfall_99_claims", "mean_payment", "mean_bank_loss", "ruin_probability",
    "mean_shortfall", "account_short_probability", "mean_account_shortfall", "mean_government_cost",
    "mean_interest_subsidy", "quantile_95_government_cost", "mean_bank_cost",
)  # fmt: skip
"""Headline figures of the summary."""
_OF = {
    "distress": "", "cures": "distress", "extensions": "distress", "extension_failures": "extensions",
    "arrears_cures": "distress", "wilful": "distress", "defaults": "distress", "renewals": "",
}  # fmt: skip
"""What happens to loans, and what its share is taken of."""
_MONTHLY = {
    "outstanding": "stock", "overdue_ratio": "overdue_ratio", "npl_ratio": "npl_ratio", "claims_paid": "claims",
    "compensation": "compensation", "balance": "balance",
}  # fmt: skip


def columns_of(keys: Iterable[str], lang: Language) -> tuple[Column, ...]:
    """Columns with the headings of these keys."""
    return tuple(Column(words(key, lang)) for key in keys)


def headline_table(ds: xr.Dataset, lang: Language, keys: tuple[str, ...] | None = None) -> Table:
    """Headline figures with intervals, for each fund size where there are several.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    lang : {"en", "zh"}
        Language.
    keys : tuple of str or None
        Keys of ``MEASURES``; None takes all.
    """
    table = summarise(ds)
    labels = figure_labels(ds, table, lang)
    several = "fund_size" in table.dims
    rows = []
    for place, key in enumerate(str(key) for key in table.key.values):
        if keys is not None and key not in keys:
            continue
        rows += _sizes_of(table.isel(measure=place), labels[place], str(ds.attrs["currency"]), lang)
    names = ("measure", "fund_size", "estimate") if several else ("measure", "estimate")
    title, sheet = ("headline", "headline figures") if keys is None else ("key_figures", "key figures")
    return Table(words(title, lang), columns_of(names, lang), tuple(rows), sheet)


def _sizes_of(table: xr.Dataset, label: str, currency: str, lang: Language) -> list[tuple[Cell, ...]]:
    """Rows of one figure: a single one where it does not depend on the fund's size."""
    unit = str(table.unit.values)
    blocks = table.estimate.sel(statistic=list(STATISTICS)).values.reshape(-1, len(STATISTICS))
    cells = []
    for block in blocks:
        estimate = Estimate(*(float(part) for part in block))
        cells.append(Measured(estimate, unit_scale(unit, estimate.value, currency, lang), unit))
    if "fund_size" not in table.dims:
        return [(label, cells[0])]
    if np.array_equal(blocks, np.broadcast_to(blocks[0], blocks.shape), equal_nan=True):
        return [(label, words("all_sizes", lang), cells[0])]
    sizes = (money(float(size), currency, lang) for size in table.fund_size.values)
    return [(label, size, cell) for size, cell in zip(sizes, cells, strict=True)]


def money(value: float, currency: str, lang: Language) -> Quantity:
    """An exact amount. [currency]"""
    return Quantity(value, money_scale(value, currency, lang), currency)


def troubled_table(ds: xr.Dataset, lang: Language) -> Table:
    """What became of loans in distress: mean numbers, and their shares in what they come from.

    Of several fund sizes at the first, where they act back on the loans.
    """
    ds, rows = at_fund_size(ds), []
    for name, of in _OF.items():
        number = within(mean(ds[name].values), 0.0)
        cells: list[Cell] = [VARIABLES[name].long_name_zh if lang == "zh" else VARIABLES[name].long_name]
        cells.append(Measured(number, unit_scale("loans", number.value, "", lang), "loans"))
        if of and float(ds[of].sum()) > 0.0:
            highest = np.inf if name == "extensions" else 1.0  # one distress can lead to several
            share = within(ratio_of_totals(ds[name].values, ds[of].values), 0.0, highest)
            cells.append(Measured(share, percent_scale(lang), "1"))
            cells.append(VARIABLES[of].long_name_zh if lang == "zh" else VARIABLES[of].long_name)
        else:
            cells += ["–", "–"]
        if number.value > 0.0:
            rows.append(tuple(cells))
    names = ("what_happened", "mean_number", "share_of", "of_what")
    return Table(words("troubled", lang), columns_of(names, lang), tuple(rows), "loans in trouble")


def ruin_table(ds: xr.Dataset, lang: Language) -> Table:
    """Probability that the fund is ruined by the end of each year; of several fund sizes at the first."""
    ds = at_fund_size(ds)
    months, ruined = int(ds.attrs["months"]), ds["ruin_month"].values
    rows = []
    for until in sorted({*range(12, months, 12), months}):
        share = probability(ruined_within(ruined, until))
        rows.append((horizon_text(until, lang), Measured(share, percent_scale(lang), "1")))
    return Table(
        words("ruin_by_year", lang), columns_of(("ruin_within", "probability"), lang), tuple(rows), "ruin by year"
    )


def accounts_table(ds: xr.Dataset, lang: Language) -> Table:
    """What the accounts of each payer took in, paid and held, means over paths; of several fund sizes at the first."""
    currency, found = str(ds.attrs["currency"]), account_total_estimates(at_fund_size(ds))
    scale = money_scale(float(found.value.max()), currency, lang)
    rows: list[tuple[Cell, ...]] = []
    for name, own in zip(payer_names(ds, lang), np.stack(statistics_of(found), axis=-1), strict=True):
        if own[:, 0].any():
            estimates = (Estimate(*(float(number) for number in one)) for one in own)
            rows.append((name, *(Measured(estimate, scale, currency) for estimate in estimates)))
    names = ("payer", *(f"total_{name}" for name in ds["account_total"].values))
    return Table(words("accounts_table", lang), columns_of(names, lang), tuple(rows), "accounts")


def payers_table(ds: xr.Dataset, lang: Language) -> Table:
    """Share of the claims that each party bears in the end; of several fund sizes at the first."""
    average, worst = shares_of_parties(at_fund_size(ds), lang)
    scale = percent_scale(lang)
    rows = tuple((name, Measured(average[name], scale, "1"), Measured(worst[name], scale, "1")) for name in average)
    return Table(words("pays_table", lang), columns_of(("payer", "all_paths", "worst_paths"), lang), rows, "who pays")


def bad_outcomes_table(ds: xr.Dataset, lang: Language) -> Table:
    """Mean and worst paths by claims, a column for each figure."""
    found, currency = stress_rows(ds, lang), str(ds.attrs["currency"])
    keys = [key for key in UNITS if any(key in row.figures for row in found)]
    several = found[0].design != ""
    rows = []
    for row in found:
        cells: list[Cell] = [row.design] if several else []
        cells.append(words(f"group_{row.group.removeprefix('stress_')}", lang))
        for key in keys:
            unit = currency if UNITS[key] == "currency" else UNITS[key]
            own = row.figures.get(key)
            cells.append("–" if own is None else Measured(own, unit_scale(unit, own.value, currency, lang), unit))
        rows.append(tuple(cells))
    names = ["design_name"] * several + ["paths", *keys]
    return Table(words("stress_table", lang), columns_of(names, lang), tuple(rows), "bad outcomes")


def townships_table(ds: xr.Dataset, lang: Language) -> Table:
    """Claims a year and overdue loans of each township."""
    ds = at_fund_size(ds)
    (ranked, as_share), currency = ranked_townships(ds, lang), str(ds.attrs["currency"])
    unit, overdue, reported = "1" if as_share else currency, overdue_of_townships(ds), reported_ratios(ds)
    shown = bool(overdue) and bool(np.isfinite(reported).any())
    rows = []
    for own in ranked:
        cells: list[Cell] = [one_line(own.name), money(own.outstanding, currency, lang)]
        cells.append(Measured(own.mean, unit_scale(unit, own.mean.value, currency, lang), unit))
        if overdue:
            ratio, amount = overdue[own.place]
            cells.append(Measured(ratio, percent_scale(lang), "1") if np.isfinite(ratio.value) else "–")
            cells.append(Measured(amount, unit_scale(currency, amount.value, currency, lang), currency))
        if shown:
            known = float(reported[own.place])
            cells.append(Quantity(known, percent_scale(lang), "1") if np.isfinite(known) else "–")
        rows.append(tuple(cells))
    names = ["township", "opening_loans", "share_of_loans" if as_share else "claims_money"]
    names += ["township_overdue_ratio", "township_overdue"] if overdue else []
    names += ["township_overdue_reported"] if shown else []
    title = words("township_overdue_table" if overdue else "township_table", lang)
    return Table(title, columns_of(names, lang), tuple(rows), "townships")


def monthly_table(ds: xr.Dataset, lang: Language) -> Table:
    """Means over paths and range over paths by month; for workbooks only."""
    ds = at_fund_size(ds)
    report, currency = monthly_report(ds), str(ds.attrs["currency"])
    columns, cells = [Column(words("month", lang))], [list(report["date"])]
    for variable, prefix in _MONTHLY.items():
        entry = VARIABLES[variable]
        name = entry.long_name_zh if lang == "zh" else entry.long_name
        unit = currency if entry.unit == "currency" else entry.unit
        for statistic, key in (("mean", "mean"), ("p05", "p05"), ("median", "median"), ("p95", "p95")):
            columns.append(Column(f"{name}, {_statistic(key, lang)}"))
            values = report[f"{prefix}_{statistic}"]
            cells.append([Quantity(float(value), unit_scale(unit, value, currency, lang), unit) for value in values])
    rows = tuple(zip(*cells, strict=True))
    return Table(words("monthly", lang), tuple(columns), rows, "monthly", most_rows=0)


def _statistic(key: str, lang: Language) -> str:
    labels = {"mean": "mean", "median": "median"}
    if key in labels:
        return text(labels[key], lang).lower()
    return {"p05": "5 %", "p95": "95 %"}[key]
