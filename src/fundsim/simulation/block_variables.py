"""Variables that a block of paths yields, by path, township, year and month, under the names of the results."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Outputs, columns
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.simulation.rows import Arrays

COUNTS = {
    "distress": columns.DISTRESSES, "cures": columns.CURES, "extensions": columns.EXTENSIONS,
    "extension_failures": columns.EXTENSION_FAILURES, "renewals": columns.RENEWALS, "wilful": columns.WILFUL,
    "defaults": columns.DEFAULTS, "breaker_months": columns.BREAKER_MONTHS, "arrears_cures": columns.ARREARS_CURES,
}  # fmt: skip
AMOUNTS = {
    "claims": columns.CLAIMS, "claims_open": columns.CLAIMS_OPEN, "court_cost": columns.COURT_COST,
    "exposure_at_default": columns.EXPOSURE_AT_DEFAULT, "recovery_at_default": columns.RECOVERY_AT_DEFAULT,
    "lending": columns.LENDING, "lending_lost": columns.LENDING_LOST, "interest_subsidy": columns.SUBSIDY,
    "inspection_cost": columns.INSPECTION, "lever_cost": columns.LEVER_COST,
}  # fmt: skip
FUND = {
    "shortfall": columns.SHORTFALL, "min_balance": columns.MIN_BALANCE, "closing_balance": columns.CLOSING,
    "government_cost": columns.GOVERNMENT_COST,
    "bank_cost": columns.BANK_COST,
}  # fmt: skip
MONTHLY = {
    "outstanding": columns.OUTSTANDING_M, "overdue_ratio": columns.OVERDUE_M, "npl_ratio": columns.NPL_M,
    "npl_forborne_ratio": columns.NPL_FORBORNE_M, "overdue_ratio_number": columns.OVERDUE_NUMBER_M,
    "npl_ratio_number": columns.NPL_NUMBER_M, "npl_forborne_ratio_number": columns.NPL_FORBORNE_NUMBER_M,
    "claims_paid": columns.CLAIMS_PAID_M, "lending_month": columns.LENDING_M,
}  # fmt: skip
HIGHEST = {"npl_ratio_highest": columns.NPL_M, "overdue_ratio_highest": columns.OVERDUE_M}
DIRECT = ("industry_claims", "cohort_defaults", "cohort_loans")
BY_SIZE = ("payment", "recovery", "recovery_due")
LAYERS_ONLY = {"premium": "premium", "suspended_months": "suspended"}
LAYERS_BY_SIZE = {
    "exhausted": "exhausted", "layer_shortfall": "layer_shortfall", "limit_reached": "limit_reached",
    "queue_unpaid": "queue_unpaid",
}  # fmt: skip
RATIOS = (
    "overdue_ratio", "npl_ratio", "npl_forborne_ratio", "overdue_ratio_number", "npl_ratio_number",
    "npl_forborne_ratio_number",
)  # fmt: skip


def with_bank(values: NDArray[Any]) -> NDArray[Any]:
    """Append the bank, for which the quantity is zero, to a layer axis."""
    return np.concatenate([values, np.zeros((*values.shape[:-1], 1), values.dtype)], axis=-1)


def size_first(values: NDArray[Any]) -> NDArray[Any]:
    """The same numbers with fund sizes, which kernels put last, in front."""
    return np.moveaxis(values, -1, 0)


def per_path(outputs: Outputs) -> Arrays:
    """Variables per path of a block; those by fund size have it first."""
    arrays: Arrays = {name: outputs.counts[:, column] for name, column in COUNTS.items()}
    arrays |= {name: outputs.amount[:, column] for name, column in AMOUNTS.items()}
    arrays |= {name: outputs.fund[:, column].T for name, column in FUND.items()}
    arrays |= {"ruin_month": outputs.ruin[:, 0].T, "ruin_month_settle": outputs.ruin[:, 1].T}
    arrays |= {"years_below": years_below(outputs.account_line).T}
    arrays |= {name: outputs.monthly[column].max(axis=1) for name, column in HIGHEST.items()}
    arrays["npl_ratio_average"] = npl_ratio_average(outputs.monthly)
    arrays |= averages(outputs.monthly)
    arrays |= {name: getattr(outputs, name) for name in DIRECT}
    arrays |= {name: size_first(getattr(outputs, name)) for name in BY_SIZE}
    arrays |= {name: with_bank(getattr(outputs, field)) for name, field in LAYERS_ONLY.items()}
    arrays |= {name: with_bank(size_first(getattr(outputs, field))) for name, field in LAYERS_BY_SIZE.items()}
    arrays |= {"premium_paid": outputs.premium_party, "borrower_cover_premium": outputs.cover_premium}
    if outputs.failed_villages.shape[0] > 0:
        arrays["failed_villages"] = outputs.failed_villages
    return arrays


def years_below(lines: NDArray[np.float64]) -> NDArray[np.int64]:
    """Years that close below the opening amount by half a fen or more; ``lines`` (path, year, line, size)."""
    opening = lines[:, :1, columns.OPENING_LINE]
    return np.asarray((lines[:, :, columns.CLOSING_LINE] < opening - HALF_FEN).sum(axis=1))


def npl_ratio_average(monthly: NDArray[np.float64]) -> NDArray[np.float64]:
    """NPL of all month ends over what was outstanding at them; ``monthly`` (column, path, month)."""
    outstanding = monthly[columns.OUTSTANDING_M]
    npl, total = (monthly[columns.NPL_M] * outstanding).sum(axis=1), outstanding.sum(axis=1)
    return np.asarray(np.divide(npl, total, out=np.zeros_like(total), where=total > 0.0))


def averages(monthly: NDArray[np.float64]) -> Arrays:
    """Overdue and outstanding loans on average of all month ends; ``monthly`` (column, path, month)."""
    outstanding = monthly[columns.OUTSTANDING_M]
    overdue = monthly[columns.OVERDUE_M] * outstanding
    return {"overdue_average": overdue.mean(axis=1), "outstanding_average": outstanding.mean(axis=1)}


def by_township(outputs: Outputs) -> Arrays:
    """Variables by township of a block, (path, township)."""
    months = outputs.monthly.shape[-1]
    overdue, outstanding = (
        np.where(total > HALF_FEN, total, 0.0) for total in (outputs.township_overdue, outputs.township_outstanding)
    )
    share = np.divide(overdue, outstanding, out=np.zeros_like(overdue), where=outstanding > 0.0)
    return {
        "township_claims": outputs.township_claims,
        "township_defaults": outputs.township_defaults,
        "township_overdue_average": overdue / months,
        "township_outstanding_average": outstanding / months,
        "township_overdue_ratio": np.minimum(share, 1.0),  # rounding may leave a little more than all
    }


def by_year(outputs: Outputs) -> Arrays:
    """Variables by account year of a block, (fund size, path, year, line or layer)."""
    return {
        "account_line": size_first(outputs.account_line),
        "layer_year_payment": size_first(outputs.layer_year_payment),
        "government_cash": cash_by_line(outputs.government_cash).transpose(3, 0, 2, 1),
    }


def cash_by_line(cash: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cash of the government with the sum of what it pays but opening amounts; from and to (path, line, year, size)."""
    paid, outlay = cash[:, : columns.CASH_RECEIVED], cash[:, columns.CASH_OPENING + 1 : columns.CASH_RECEIVED]
    return np.concatenate([paid, outlay.sum(axis=1, keepdims=True), cash[:, columns.CASH_RECEIVED :]], axis=1)


def outlay_over_years(outlay: NDArray[np.float64], months: int) -> NDArray[np.float64]:
    """What the government pays in an average year and in the highest one.

    Parameters
    ----------
    outlay : array (path, year, size)
        What it pays in each account year, opening amounts left out. [currency]
    months : int
        Of the horizon; what is paid while settling stands in its last account year.

    Returns
    -------
    array (path, 2, size)
        All of it over the years of the horizon; the highest account year, a part of one as it is. [currency]
    """
    return np.stack([outlay.sum(axis=1) * (12.0 / months), outlay.max(axis=1)], axis=1)


def books_of(outputs: Outputs) -> Arrays:
    """What must balance on every path, (path, fund size or 1, ...)."""
    every = ("industry_claims", "cohort_defaults", "premium")
    arrays: Arrays = {name: getattr(outputs, name)[:, None] for name in every}
    arrays |= {name: values[:, None] for name, values in (by_township(outputs) | averages(outputs.monthly)).items()}
    arrays |= {name: np.swapaxes(values, 0, 1) for name, values in by_year(outputs).items()}
    arrays |= {name: np.moveaxis(getattr(outputs, name), -1, 1) for name in (*BY_SIZE, "account_total")}
    arrays |= {"claims": outputs.amount[:, None, columns.CLAIMS], "defaults": outputs.counts[:, None, columns.DEFAULTS]}
    return arrays | {
        "premium_paid": outputs.premium_party[:, None], "closing_balance": outputs.fund[:, columns.CLOSING],
    }  # fmt: skip


def per_month(outputs: Outputs) -> Arrays:
    """Monthly variables of a block, (path, month, ...), those by fund size with it in front."""
    arrays: Arrays = {name: outputs.monthly[column] for name, column in MONTHLY.items()}
    arrays["balance"] = size_first(outputs.balance)
    arrays["compensation"] = size_first(outputs.compensation)
    if outputs.payment_month.size:
        arrays["payment_month"] = size_first(outputs.payment_month)
    return arrays
