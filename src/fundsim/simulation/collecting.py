"""Gather the blocks of a run: rows per path; bands and means by month, township and year."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Model, Outputs, columns
from fundsim.kernels.arrays.codes import LEVERAGE_TARGET, STATED_TARGET
from fundsim.kernels.arrays.outputs import age_quarters
from fundsim.kernels.arrays.types import HALF_FEN
from fundsim.results import QUANTILES, TOWNSHIPS, VARIABLES, check_block
from fundsim.simulation.bad_years import BadYears, whole_years
from fundsim.simulation.bands import MANY, Bands
from fundsim.simulation.blocks import Block
from fundsim.simulation.cohorts import CohortCurves
from fundsim.simulation.moments import Moments, Sums
from fundsim.simulation.rows import Arrays, Rows

MOST_LOANS = 2.0**31  # of a township
Chosen = slice | NDArray[np.bool_]
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
    arrays |= {name: getattr(outputs, name) for name in DIRECT}
    arrays |= {name: size_first(getattr(outputs, name)) for name in BY_SIZE}
    arrays |= {name: with_bank(getattr(outputs, field)) for name, field in LAYERS_ONLY.items()}
    arrays |= {name: with_bank(size_first(getattr(outputs, field))) for name, field in LAYERS_BY_SIZE.items()}
    arrays |= {"premium_paid": outputs.premium_party, "borrower_cover_premium": outputs.cover_premium}
    if outputs.failed_villages.shape[0] > 0:
        arrays["failed_villages"] = outputs.failed_villages
    return arrays


def years_below(lines: NDArray[np.float64]) -> NDArray[np.int64]:
    """Years that close below the opening amount by half a fen or more; ``lines`` (path, line, year, size)."""
    opening = lines[:, columns.OPENING_LINE, :1]
    return np.asarray((lines[:, columns.CLOSING_LINE] < opening - HALF_FEN).sum(axis=1))


def by_township(outputs: Outputs) -> Arrays:
    """Variables by township of a block, (path, township)."""
    return {name: getattr(outputs, name) for name in TOWNSHIPS}


def by_year(outputs: Outputs) -> Arrays:
    """Variables by account year of a block, (fund size, path, year, line or layer)."""
    return {
        "account_line": outputs.account_line.transpose(3, 0, 2, 1),
        "layer_year_payment": size_first(outputs.layer_year_payment),
    }


def books_of(outputs: Outputs) -> Arrays:
    """What must balance on every path, (path, fund size or 1, ...)."""
    every = ("township_claims", "township_defaults", "industry_claims", "cohort_defaults", "premium")
    arrays: Arrays = {name: getattr(outputs, name)[:, None] for name in every}
    arrays |= {name: np.swapaxes(values, 0, 1) for name, values in by_year(outputs).items()}
    arrays |= {name: np.moveaxis(getattr(outputs, name), -1, 1) for name in (*BY_SIZE, "account_total")}
    arrays |= {"claims": outputs.amount[:, None, columns.CLAIMS], "defaults": outputs.counts[:, None, columns.DEFAULTS]}
    return arrays | {
        "premium_paid": outputs.premium_party[:, None], "closing_balance": outputs.fund[:, columns.CLOSING],
    }  # fmt: skip


def per_month(outputs: Outputs) -> Arrays:
    """Monthly variables of a block, (path, month) or (fund size, path, month)."""
    arrays: Arrays = {name: outputs.monthly[column] for name, column in MONTHLY.items()}
    arrays["balance"] = size_first(outputs.balance)
    arrays["compensation"] = size_first(outputs.compensation)
    return arrays


def total_principal(model: Model) -> float:
    """Principals of all loans that can ever be made, each once. [currency]"""
    principal, first = np.abs(model.loans.principal), model.loans.first_principal
    return float(principal.sum() + np.maximum(first - principal[:, 0], 0.0).sum())


def largest_amount(model: Model) -> float:
    """Bound of what is lent, claimed and paid: generous, finite, the same whatever the number of paths. [currency]"""
    principal, interest = total_principal(model), 0.0
    if model.rules.claims_interest:
        interest = float(model.loans.rate.max(initial=0.0)) / 12.0 * model.rules.interest_limit
    lent = principal * max(1.0 + model.clock.months, 1.0 + interest)  # a slot is lent anew each month at most
    money = float(model.accounts.initial.sum() + model.accounts.inflow_start.sum() + model.accounts.inflow_end.sum())
    return 4.0 * (1.0 + lent + money) + model.aggregate.intervals * model.aggregate.largest


def largest_balance(model: Model) -> float:
    """Bound of what an account holds or earns, with all premiums and top-ups at the highest yield. [currency]"""
    accounts, months = model.accounts, model.clock.months
    principal = total_principal(model)
    outstanding = principal + float(model.baseline.performing.sum(axis=0).max(initial=0.0))
    premiums = float(model.layers.price_rate.sum()) * outstanding * months
    by_amount, by_leverage = accounts.top_up_target == STATED_TARGET, accounts.top_up_target == LEVERAGE_TARGET
    targets = float(accounts.initial.sum() + accounts.top_up_amount[by_amount].sum())
    targets += float((outstanding / accounts.top_up_amount[by_leverage]).sum())
    topped_up = months * targets if accounts.top_up.any() else 0.0
    growth = (1.0 + float(accounts.yield_month.max(initial=0.0))) ** model.clock.end
    return (largest_amount(model) + premiums + topped_up) * growth


class Kept(NamedTuple):
    """What a run keeps.

    Parameters
    ----------
    months, townships, years : bool
        Keep variables by month, by township, by account year of every path.
    monthly : bool
        Keep anything by month at all.
    """

    months: bool = False
    townships: bool = False
    years: bool = False
    monthly: bool = True


class Collector:
    """Rows per path, bands and means of a run, filled block by block.

    Parameters
    ----------
    model : Model
        Arrays of the scenario.
    n_paths : int
        Number of paths.
    kept : Kept
        What to keep of every path.
    larger : float
        Factor by which amounts may exceed the bound that follows from the model.
    usual : array (paths,) of bool, optional
        Paths that count in bands and means; all when absent.
    """

    def __init__(
        self, model: Model, n_paths: int, kept: Kept, larger: float = 1.0, usual: NDArray[np.bool_] | None = None
    ) -> None:
        self.model, self.n_paths, self.kept, self.usual = model, n_paths, kept, usual
        self.largest, self.largest_balance = larger * largest_amount(model), larger * largest_balance(model)
        self.counted = n_paths if usual is None else int(usual.sum())
        self.rows = Rows(n_paths)
        self.bands: dict[str, Bands] = {}
        self.months: dict[str, Moments] = {}
        self.sums: dict[str, Sums] = {}
        years, layers = int(model.clock.year[-1]) + 1, model.layers.share.shape[0]
        self.curves = CohortCurves(years + 1, age_quarters(model))
        self.townships = {name: Moments(model.risk.townships, 1, 1, self._bound(name), n_paths) for name in TOWNSHIPS}
        sizes = model.accounts.sizes
        self.limit_years = np.zeros((years, layers, sizes), np.int64)
        self.lines = Moments(columns.LINES, years, sizes, self.largest_balance, n_paths)
        self.totals = Moments(layers * columns.ACCOUNT_TOTALS, 1, sizes, years * self.largest_balance, n_paths)
        self.payments = Moments(years * (layers + 1), 1, sizes, self.largest, n_paths)
        self.bad_years = BadYears(whole_years(model.clock), sizes, layers + 1, self.counted)

    def check(self, block: Block) -> None:
        """Check the books of a block; on any thread.

        Raises
        ------
        AccountingError
            They do not balance.
        """
        check_block(books_of(block.outputs), self.model.accounts.fund, block.first)

    def add(self, block: Block) -> None:
        """Take the results of a block, whose books have been checked."""
        outputs, first = block.outputs, block.first
        for name, values in per_path(outputs).items():
            self.rows.put(name, values, first, axis=int(VARIABLES[name].by_fund_size))
        if self.kept.townships:
            for name, values in by_township(outputs).items():
                self.rows.put(name, values, first, axis=0)
        if self.kept.years:
            for name, values in by_year(outputs).items():
                self.rows.put(name, values, first, axis=1)
        chosen = self._chosen(first, outputs.counts.shape[0])
        self.curves.add(outputs.cohort_loans[chosen], outputs.cohort_age_defaults[chosen])
        self.limit_years += outputs.limit_year[chosen].sum(axis=0)
        self._add_townships(outputs, chosen)
        self._add_years(outputs, first, chosen)
        if self.kept.monthly:
            self._add_months(outputs, first, chosen)

    def _add_townships(self, outputs: Outputs, chosen: Chosen) -> None:
        for name, values in by_township(outputs).items():
            own = values[chosen].astype(np.float64, copy=False)
            self.townships[name].add(own[:, :, None, None])
            if not self.kept.townships:
                self._count(name, own)

    def _add_years(self, outputs: Outputs, first: int, chosen: Chosen) -> None:
        lines, payments = outputs.account_line[chosen], outputs.layer_year_payment[chosen]
        paths, sizes = len(payments), payments.shape[-1]
        self.lines.add(lines)
        self.totals.add(outputs.account_total[chosen].reshape(paths, -1, 1, sizes))
        self.payments.add(payments.reshape(paths, -1, 1, sizes))
        numbers = np.arange(first, first + outputs.counts.shape[0])[chosen]
        self.bad_years.add(numbers, payments, lines[:, columns.RECOVERIES_LINE])

    def _add_months(self, outputs: Outputs, first: int, chosen: Chosen) -> None:
        by_size = {"balance": outputs.balance, "compensation": outputs.compensation}
        by_month = {name: outputs.monthly[column] for name, column in MONTHLY.items()}
        for name, values in (by_month | by_size).items():
            own = values[chosen]
            groups, kinds = math.prod(own.shape[1:-1]), own.shape[-1]
            self._moments(name, groups, kinds).add(own.reshape(len(own), groups, 1, kinds))
            if not self.kept.months:
                self._count(name, own)
        self._sum("stop", outputs.monthly[columns.STOP_M][chosen])
        self._sum("shortfall", outputs.shortfall_month[chosen])
        if self.kept.months:
            for name, values in per_month(outputs).items():
                self.rows.put(name, values, first, axis=values.ndim - 2)

    def _chosen(self, first: int, paths: int) -> Chosen:
        """Which paths of a block count in bands and means."""
        return slice(None) if self.usual is None else self.usual[first : first + paths]

    def _bound(self, name: str) -> float:
        """Number that the values of a variable never exceed."""
        if name == "township_defaults":
            return MOST_LOANS
        if name == "balance":
            return self.largest_balance
        return 4.0 if name in RATIOS or name == "stop" else self.largest

    def _count(self, name: str, values: NDArray[np.float64]) -> None:
        if name not in self.bands:
            months = self.model.clock.months * self.model.accounts.sizes
            coarse = (self.model.risk.townships if name in TOWNSHIPS else months) > MANY
            self.bands[name] = Bands(values.shape[1:], self._bound(name), coarse=coarse)
        self.bands[name].add(values)

    def _moments(self, name: str, groups: int, kinds: int) -> Moments:
        """Moments of a variable by month, (1, 1, month) or (month, 1, fund size)."""
        if name not in self.months:
            self.months[name] = Moments(groups, 1, kinds, self._bound(name), self.n_paths)
        return self.months[name]

    def _sum(self, name: str, values: NDArray[np.float64]) -> None:
        if name not in self.sums:
            self.sums[name] = Sums(values.shape[1:], self._bound(name), self.n_paths)
        self.sums[name].add(values)

    def arrays(self) -> Arrays:
        """All variables of the run, by name; those by fund size have it first."""
        arrays = dict(self.rows.arrays)
        arrays["cohort_default_rate"] = self.curves.rates()
        arrays["cohort_default_rate_deviation"] = self.curves.standard_deviations()
        arrays["limit_reached_mean"] = with_bank(size_first(self.limit_years / self.counted))
        return arrays | self._townships() | self._years() | self._months()

    def _townships(self) -> Arrays:
        arrays: Arrays = {f"{name}_mean": moments.mean().ravel() for name, moments in self.townships.items()}
        arrays |= {f"{name}_deviation": moments.deviation().ravel() for name, moments in self.townships.items()}
        if not self.kept.townships:
            arrays["township_claims"] = self.bands["township_claims"].quantiles(QUANTILES)
            arrays["township_defaults"] = np.rint(self.bands["township_defaults"].quantiles(QUANTILES))
        return arrays

    def _years(self) -> Arrays:
        covariance = self.lines.covariance().transpose(3, 1, 2, 0)
        by_year: Arrays = {
            "account_line_mean": self.lines.mean().T,
            "account_line_deviation": np.sqrt(np.einsum("syyl->syl", covariance)),
            "account_line_covariance": covariance,
            "account_total_mean": self._by_payer(self.totals.mean()),
            "account_total_deviation": self._by_payer(self.totals.deviation()),
            "layer_year_payment_mean": self._by_year(self.payments.mean()),
            "layer_year_payment_deviation": self._by_year(self.payments.deviation()),
        }
        return by_year | {f"bad_year_{field}": values for field, values in self.bad_years.worst()._asdict().items()}

    def _by_month(self, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Moments of a variable, (fund size, month) or (month,)."""
        return values[:, 0].T if VARIABLES[name].by_fund_size else values[0, 0]

    def _by_payer(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Totals of the layers' accounts by fund size and payer; the bank has no account."""
        by_layer = totals.reshape(-1, columns.ACCOUNT_TOTALS, self.model.accounts.sizes)
        return np.pad(size_first(by_layer), ((0, 0), (0, 1), (0, 0)))

    def _by_year(self, payments: NDArray[np.float64]) -> NDArray[np.float64]:
        """Payments by fund size, year and payer."""
        years, layers, sizes = self.limit_years.shape
        return size_first(payments.reshape(years, layers + 1, sizes))

    def _months(self) -> Arrays:
        arrays: Arrays = {f"{name}_mean": sums.mean().T for name, sums in self.sums.items()}
        for name, moments in self.months.items():
            arrays[f"{name}_mean"] = self._by_month(name, moments.mean())
            if not self.kept.months:
                bands = self.bands[name].quantiles(QUANTILES)  # (level, month) or (month, level, fund size)
                by_size = np.ascontiguousarray(bands.T) if VARIABLES[name].by_fund_size else bands
                arrays[name] = np.minimum(by_size, 1.0) if name in RATIOS else by_size  # a cell may reach beyond 1
                arrays[f"{name}_deviation"] = self._by_month(name, moments.deviation())
        return arrays
