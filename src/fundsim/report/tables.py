"""The tables of a run: headline figures, the monthly report of a county office, the fund's yearly account."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from fundsim.languages import Language
from fundsim.metrics import MEASURES, Estimate, Estimates, monthly_estimates, summarise
from fundsim.metrics.estimate import statistics_of
from fundsim.plots.reconciliation import account_by_year, adding_up
from fundsim.plots.who_pays import payer_names
from fundsim.report.headings import ESTIMATE_COLUMNS, MONTHLY_COLUMNS
from fundsim.report.report_texts import words
from fundsim.results import LINES, at_fund_size, quantile_over_paths

FloatArray = NDArray[np.float64]

_QUANTILES = {"p05": 0.05, "median": 0.5, "p95": 0.95}
_GRID = 0.002  # to which bands are exact


def summary_table(ds: xr.Dataset) -> pd.DataFrame:
    """Headline figures with standard error and 95 % interval.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        One row per figure (and fund size, where the run compares several): measure, description,
        description_zh, unit, estimate, standard_error, lower_95, upper_95. [unit of the row]
    """
    table = summarise(ds)
    names = {"measure": "measure", "description": "label_en", "description_zh": "label_zh", "unit": "unit"}
    columns = {column: table[name].to_numpy() for column, name in names.items()}
    columns["description_zh"] = np.array(figure_labels(ds, table, "zh"))
    blocks = []
    for size, block in by_size(table):
        numbers = block.estimate.transpose("measure", "statistic").to_numpy()
        statistics = dict(zip(ESTIMATE_COLUMNS, numbers.T, strict=True))
        blocks.append(pd.DataFrame({**size, **columns, **statistics}))
    return pd.concat(blocks, ignore_index=True)


def figure_labels(ds: xr.Dataset, table: xr.Dataset, lang: Language) -> list[str]:
    """Headline figures in words that name the payers as readers do.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    table : xarray.Dataset
        Figures of it, as ``summarise`` gives them.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    list of str
        One for each figure.
    """
    payers = dict(zip((str(name) for name in ds["layer"].values), payer_names(ds, lang), strict=True))
    measures = [MEASURES[str(key)] for key in table["key"].values]
    wordings = [measure.label_zh if lang == "zh" else measure.label_en for measure in measures]
    named = zip(wordings, table["layer"].values, strict=True)
    labels = [wording.format(layer=payers.get(str(layer), "")) for wording, layer in named]
    keys = [str(key) for key in table["key"].values]
    if "account_short_probability" in keys and "ruin_probability" in keys:  # there is more than one account
        fund = payers[str(ds.attrs["fund_layer"])]
        labels[keys.index("ruin_probability")] = words("ruin_of", lang, fund=fund)
    return labels


def monthly_report(ds: xr.Dataset) -> pd.DataFrame:
    """The table that county offices file: one row per month, mean with standard error and quantiles over paths.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        month, date, and for lending, stock, overdue ratio by amount and by number, NPL ratio, ratio of NPL
        and forborne loans, claims, compensation paid by the fund and its balance: ``_mean`` with its
        ``_standard_error``, ``_p05``, ``_median``, ``_p95`` (in four digits; the mean where paths differ by less than
        bands tell). Amounts in the scenario's currency, ratios as fractions.
    """
    blocks = []
    for size, block in by_size(ds):
        columns = {**size, "month": block.month.to_numpy(), "date": block.date.to_numpy()}
        for column, (name, _) in MONTHLY_COLUMNS.items():
            means = monthly_estimates(block, name)
            columns[f"{column}_mean"], columns[f"{column}_standard_error"] = means.value, means.standard_error
            bands = np.array([quantile_over_paths(block, name, level).to_numpy() for level in _QUANTILES.values()])
            known = _same_on_paths(means, bands)
            for suffix, band in zip(_QUANTILES, bands, strict=True):
                columns[f"{column}_{suffix}"] = np.where(known, means.value, four_digits(band))
        blocks.append(pd.DataFrame(columns))
    return pd.concat(blocks, ignore_index=True)


def _same_on_paths(means: Estimates, bands: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Months in which the mean says more of the paths than bands do: all are equal, or as near as the grid tells."""
    near = np.abs(means.value - bands[0]) <= _GRID * np.abs(bands[0])
    return np.asarray((means.standard_error == 0.0) | (bands == bands[0]).all(axis=0) & near)


def four_digits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Quantiles in the digits that bands, which are exact to 0.2 %, justify.

    Examples
    --------
    >>> four_digits(np.array([53_912_345.67, 0.0, 0.0123456])).tolist()
    [53910000.0, 0.0, 0.01235]
    """
    place = np.floor(np.log10(np.where(values == 0.0, 1.0, np.abs(values))))
    scale = 10.0 ** (3.0 - place)
    return np.asarray(np.round(values * scale) / scale)


def reconciliation(ds: xr.Dataset) -> pd.DataFrame:
    """The reported fund's account by year: means over paths that add up to the fen.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        One row per account year and a ``total``: year_start, then for each line of the account ``_mean``
        and ``_standard_error`` [currency]. Opening + appropriation + provision + premium + top-up + interest
        − payments + recoveries − returned = closing, and closing = opening of the next year.

    Notes
    -----
    Balances are rounded to the fen; what rounding leaves over goes to the largest flow of the year.
    """
    blocks = []
    for size, block in by_size(ds):
        account = account_by_year(block)
        means = adding_up(account.lines.value[:-1], 2)
        columns = {**size, "year_start": [*account.periods, "total"]}
        for place, line in enumerate(LINES):
            columns[f"{line}_mean"] = means[:, place]
            columns[f"{line}_standard_error"] = account.lines.standard_error[:, place]
        blocks.append(pd.DataFrame(columns))
    return pd.concat(blocks, ignore_index=True)


def estimate_cells(estimate: Estimate) -> dict[str, float]:
    """Columns that a row of a table has for an estimate."""
    return {name: float(part) for name, part in zip(ESTIMATE_COLUMNS, statistics_of(estimate), strict=True)}


def by_size(ds: xr.Dataset) -> list[tuple[dict[str, float], xr.Dataset]]:
    """Leading column and results for each fund size; no leading column where there is one size."""
    if "fund_size" not in ds.dims:
        return [({}, ds)]
    sizes = [float(size) for size in ds.fund_size.values]
    return [({"fund_size": size}, at_fund_size(ds, size)) for size in sizes]
