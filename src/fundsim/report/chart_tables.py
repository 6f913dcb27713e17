"""Tables behind the charts, one estimate a row: who pays, townships, stress, assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr

from fundsim.metrics import Estimate
from fundsim.plots.stress import UNITS, stress_rows
from fundsim.plots.township_overdue import overdue_of_townships, reported_ratios
from fundsim.plots.townships import ranked_townships
from fundsim.plots.who_pays import shares_of_parties
from fundsim.report.tables import by_size, estimate_cells
from fundsim.results import at_fund_size
from fundsim.scenario_file import resolved_tree
from fundsim.scenario_file.sources import NO_SOURCE, sources_of_resolved
from fundsim.texts.names import one_line


def who_pays_table(ds: xr.Dataset) -> pd.DataFrame:
    """Share of the claims that each party bears in the end.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        fund_size where the run compares several, group (all paths, or the worst 1 % by claims), payer, unit, and the
        share with standard error and 95 % interval. [1]
    """
    return pd.DataFrame(
        {**size, "group": group, "payer": name, "unit": "1", **estimate_cells(share)}
        for size, own in by_size(ds)
        for group, shares in zip(("all", "worst_1_percent"), shares_of_parties(own, "en"), strict=True)
        for name, share in shares.items()
    )


def township_table(ds: xr.Dataset) -> pd.DataFrame:
    """Claims a year and overdue loans of each township, the largest claims first.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run; of several fund sizes the first.

    Returns
    -------
    pandas.DataFrame
        township, outstanding (loans at the start) [currency], unit, mean claims a year with standard error and
        95 % interval, as a share of those loans, or in money where a township has none; of runs with loans also
        average_overdue_ratio [1] and average_overdue_balance [currency] of the month ends, with the same statistics,
        and where the file of townships reports any, reported_overdue_ratio at the start. [1]
    """
    ds = at_fund_size(ds)
    (ranked, as_share), overdue = ranked_townships(ds), overdue_of_townships(ds)
    unit, reported = "1" if as_share else str(ds.attrs["currency"]), reported_ratios(ds)
    rows = []
    for own in ranked:
        rows.append({"township": own.name, "outstanding": own.outstanding, "unit": unit, **estimate_cells(own.mean)})
        if overdue:
            ratio, balance = overdue[own.place]
            rows[-1] |= _named("average_overdue_ratio", ratio) | _named("average_overdue_balance", balance)
            if np.isfinite(reported).any():
                rows[-1]["reported_overdue_ratio"] = float(reported[own.place])
    return pd.DataFrame(rows)


def stress_table(ds: xr.Dataset) -> pd.DataFrame:
    """Figures of the mean and of the worst paths by claims.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run, with one or several fund sizes.

    Returns
    -------
    pandas.DataFrame
        design (empty where there is one), group (which paths), measure, unit, and the mean over these paths with
        standard error and 95 % interval.
    """
    units = {key: str(ds.attrs["currency"]) if unit == "currency" else unit for key, unit in UNITS.items()}
    return pd.DataFrame(
        {
            "design": row.design,
            "group": row.group.removeprefix("stress_"),
            "measure": key,
            "unit": units[key],
            **estimate_cells(estimate),
        }
        for row in stress_rows(ds)
        for key, estimate in row.figures.items()
    )


def assumption_table(ds: xr.Dataset) -> pd.DataFrame:
    """Every number of the scenario with its source.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    pandas.DataFrame
        key (dotted, as in the scenario file), value, source.
    """
    tree = resolved_tree(str(ds.attrs["scenario"]))
    return pd.DataFrame(
        [
            {"key": item.key, "value": one_line(str(item.value)), "source": item.source or NO_SOURCE}
            for item in sources_of_resolved(tree)
        ],
        columns=["key", "value", "source"],
    )


def _named(name: str, estimate: Estimate) -> dict[str, float]:
    return {name if key == "estimate" else f"{name}_{key}": value for key, value in estimate_cells(estimate).items()}
