"""Gather the blocks of a run: rows per path, bands and means by month."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels import arrays as columns
from fundsim.kernels.arrays import Model, Outputs
from fundsim.results import QUANTILES
from fundsim.simulation.bands import Bands
from fundsim.simulation.blocks import Block, age_quarters
from fundsim.simulation.cohorts import CohortCurves

Arrays = dict[str, NDArray[Any]]
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
}  # fmt: skip
MONTHLY = {
    "outstanding": columns.OUTSTANDING_M, "overdue_ratio": columns.OVERDUE_M, "npl_ratio": columns.NPL_M,
    "npl_forborne_ratio": columns.NPL_FORBORNE_M, "overdue_ratio_number": columns.OVERDUE_NUMBER_M,
    "claims_paid": columns.CLAIMS_PAID_M, "lending_month": columns.LENDING_M,
}  # fmt: skip
DIRECT = (
    "township_claims",
    "township_defaults",
    "industry_claims",
    "cohort_defaults",
    "cohort_loans",
)
BY_SIZE = ("payment", "recovery", "recovery_due", "account_line", "layer_year_payment")
LAYERS_ONLY = {"premium": "premium", "limit_reached": "limit_reached", "suspended_months": "suspended"}
LAYERS_BY_SIZE = {
    "exhausted": "exhausted",
    "layer_shortfall": "layer_shortfall",
    "queue_unpaid": "queue_unpaid",
}
RATIOS = ("overdue_ratio", "npl_ratio", "npl_forborne_ratio", "overdue_ratio_number")


def with_bank(values: NDArray[Any]) -> NDArray[Any]:
    """Append the bank, for which the quantity is zero, to a layer axis."""
    return np.concatenate([values, np.zeros((*values.shape[:-1], 1), values.dtype)], axis=-1)


def per_path(outputs: Outputs) -> Arrays:
    """Variables per path of a block; those by fund size have it first."""
    arrays: Arrays = {name: outputs.counts[:, column] for name, column in COUNTS.items()}
    arrays |= {name: outputs.amount[:, column] for name, column in AMOUNTS.items()}
    arrays |= {name: outputs.fund[:, :, column].T for name, column in FUND.items()}
    arrays |= {"ruin_month": outputs.ruin[:, :, 0].T, "ruin_month_settle": outputs.ruin[:, :, 1].T}
    arrays |= {name: getattr(outputs, name) for name in DIRECT}
    arrays |= {name: np.moveaxis(getattr(outputs, name), 1, 0) for name in BY_SIZE}
    arrays |= {name: with_bank(getattr(outputs, field)) for name, field in LAYERS_ONLY.items()}
    arrays |= {name: with_bank(np.moveaxis(getattr(outputs, field), 1, 0)) for name, field in LAYERS_BY_SIZE.items()}
    arrays |= {"premium_paid": outputs.premium_party, "borrower_cover_premium": outputs.cover_premium}
    if outputs.failed_villages.shape[0] > 0:
        arrays["failed_villages"] = outputs.failed_villages
    return arrays


def per_month(outputs: Outputs) -> Arrays:
    """Monthly variables of a block, (path, month) or (fund size, path, month)."""
    arrays: Arrays = {name: outputs.monthly[column] for name, column in MONTHLY.items()}
    arrays["balance"] = np.moveaxis(outputs.balance, 1, 0)
    arrays["compensation"] = np.moveaxis(outputs.compensation, 1, 0)
    return arrays


def largest_amount(model: Model) -> float:
    """Bound for monthly amounts of money: generous, finite, the same whatever the number of paths. [currency]"""
    lent = float(np.abs(model.loans.principal).sum()) * (
        1.0 + model.clock.months / max(1, int(model.loans.term.min(initial=1)))
    )
    money = float(model.accounts.initial.sum() + model.accounts.inflow_start.sum() + model.accounts.inflow_end.sum())
    return 4.0 * (1.0 + lent + money) + model.aggregate.largest


class Collector:
    """Rows per path and monthly bands of a run, filled block by block.

    Parameters
    ----------
    model : Model
        Arrays of the scenario.
    n_paths : int
        Number of paths.
    keep_months : bool
        Keep monthly variables per path instead of bands.
    larger : float
        Factor by which monthly amounts may exceed the bound that follows from the model.
    monthly : bool
        Keep anything by month at all.
    usual : array (paths,) of bool, optional
        Paths that count in bands and means by month; all when absent.
    """

    def __init__(
        self, model: Model, n_paths: int, keep_months: bool, monthly: bool = True, larger: float = 1.0,
        usual: NDArray[np.bool_] | None = None,
    ) -> None:  # fmt: skip
        self.model, self.n_paths, self.usual = model, n_paths, usual
        self.keep_months, self.monthly, self.larger = keep_months, monthly, larger
        self.rows: Arrays = {}
        self.bands: dict[tuple[str, int], Bands] = {}
        years, layers = int(model.clock.year[-1]) + 1, model.layers.share.shape[0]
        self.curves = CohortCurves(years + 1, age_quarters(model))
        self.limit_years = np.zeros((years, layers), np.int64)

    def add(self, block: Block) -> None:
        """Take the results of a block."""
        for name, values in per_path(block.outputs).items():
            self._put(name, values, block.first, axis=1 if self._by_size(name) else 0)
        chosen = self._chosen(block.first, block.outputs.counts.shape[0])
        self.curves.add(block.outputs.cohort_loans[chosen], block.outputs.cohort_age_defaults[chosen])
        self.limit_years += block.outputs.limit_year[chosen].sum(axis=0)
        if self.monthly:
            self._add_months(block)

    def _add_months(self, block: Block) -> None:
        monthly = per_month(block.outputs)
        for name, values in monthly.items():
            if self.keep_months:
                self._put(name, values, block.first, axis=values.ndim - 2)
            self._count(name, self._usual(values, block.first))
        self._count("stop", self._usual(block.outputs.monthly[columns.STOP_M], block.first))
        self._count("shortfall", self._usual(np.moveaxis(block.outputs.shortfall_month, 1, 0), block.first))

    def _chosen(self, first: int, paths: int) -> NDArray[np.bool_]:
        """Which paths of a block count in bands and means."""
        return np.ones(paths, np.bool_) if self.usual is None else self.usual[first : first + paths]

    def _usual(self, values: NDArray[Any], first: int) -> NDArray[Any]:
        """Rows (..., path, month) of the paths that count by month."""
        return values if self.usual is None else values[..., self._chosen(first, values.shape[-2]), :]

    def _by_size(self, name: str) -> bool:
        return name in FUND or name in BY_SIZE or name in LAYERS_BY_SIZE or name.startswith("ruin_month")

    def _put(self, name: str, values: NDArray[Any], first: int, axis: int) -> None:
        if name not in self.rows:
            shape = (*values.shape[:axis], self.n_paths, *values.shape[axis + 1 :])
            self.rows[name] = np.zeros(shape, values.dtype)
        self.rows[name][(slice(None),) * axis + (slice(first, first + values.shape[axis]),)] = values

    def _count(self, name: str, values: NDArray[np.float64]) -> None:
        largest = 4.0 if name in RATIOS or name == "stop" else self.larger * largest_amount(self.model)
        for size, own in enumerate(values if values.ndim == 3 else [values]):
            bands = self.bands.get((name, size))
            if bands is None:
                bands = self.bands[name, size] = Bands(
                    self.model.clock.months, largest, self.n_paths, self.model.accounts.sizes
                )
            bands.add(own)

    def arrays(self) -> Arrays:
        """All variables of the run, by name; those by fund size have it first."""
        arrays = dict(self.rows)
        arrays["cohort_default_rate"] = self.curves.rates()
        arrays["cohort_default_rate_deviation"] = self.curves.standard_deviations()
        arrays["limit_reached_mean"] = with_bank(
            self.limit_years / (self.n_paths if self.usual is None else int(self.usual.sum()))
        )
        for name in {name for name, _ in self.bands}:
            own = [bands for (other, _), bands in sorted(self.bands.items()) if other == name]
            by_size = name in ("balance", "compensation", "shortfall")
            arrays[f"{name}_mean"] = np.array([bands.mean() for bands in own]) if by_size else own[0].mean()
            if name not in ("stop", "shortfall") and not self.keep_months:
                quantiles = [bands.quantiles(QUANTILES) for bands in own]
                arrays[name] = np.array(quantiles) if by_size else quantiles[0]
                deviations = [bands.standard_deviation() for bands in own]
                arrays[f"{name}_deviation"] = np.array(deviations) if by_size else deviations[0]
        return arrays
