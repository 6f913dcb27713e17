"""Gather the blocks of a run: rows per path; bands and means by month, township and year."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Model, Outputs, columns
from fundsim.kernels.arrays.outputs import Details, age_quarters
from fundsim.results import CASH_LINES, OUTLAY_SPANS, QUANTILES, TOWNSHIPS, VARIABLES, check_block
from fundsim.results.ranks import bounding_places
from fundsim.simulation.bad_years import BadYears, whole_years
from fundsim.simulation.bands import MANY, Bands
from fundsim.simulation.block_variables import (
    MONTHLY,
    RATIOS,
    books_of,
    by_township,
    by_year,
    cash_by_line,
    outlay_over_years,
    per_month,
    per_path,
    size_first,
    with_bank,
)
from fundsim.simulation.blocks import Block
from fundsim.simulation.cohorts import CohortCurves
from fundsim.simulation.largest_amounts import largest_amount, largest_balance, largest_cash
from fundsim.simulation.moments import Moments, Sums
from fundsim.simulation.rows import Arrays, Rows
from fundsim.simulation.sample_paths import SamplePaths, sample_numbers

MOST_LOANS = 2.0**31  # of a township
SUMS_OF_TOWNSHIPS = ("township_claims", "township_defaults")
PARTS_OF_RATIO = ("township_overdue_average", "township_outstanding_average")
Chosen = slice | NDArray[np.bool_]


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


def details_of(kept: Kept) -> Details:
    """What the kernels have to keep by month."""
    return Details(payments=kept.months and kept.monthly)


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
        places = model.risk.townships
        self.townships = {name: Moments(1, places, self._bound(name), n_paths) for name in SUMS_OF_TOWNSHIPS}
        self.overdue = Moments(len(PARTS_OF_RATIO), places, self.largest, n_paths)
        sizes = model.accounts.sizes
        self.sample = SamplePaths(sample_numbers(n_paths, usual), model.clock.months, sizes)
        self.limit_years = np.zeros((years, layers, sizes), np.int64)
        self.lines = Moments(years, columns.LINES * sizes, self.largest_balance, n_paths)
        self.totals = Moments(1, layers * columns.ACCOUNT_TOTALS * sizes, years * self.largest_balance, n_paths)
        self.payments = Moments(1, years * (layers + 1) * sizes, self.largest, n_paths)
        cash = larger * largest_cash(model)
        self.cash = Moments(1, years * len(CASH_LINES) * sizes, cash, n_paths)
        self.spans = Moments(1, len(OUTLAY_SPANS) * sizes, cash * 12.0, n_paths)  # of part of a year, a year's worth
        self.outlays = Bands((years + len(OUTLAY_SPANS), sizes), cash * 12.0)
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
        own = {name: values[chosen].astype(np.float64, copy=False) for name, values in by_township(outputs).items()}
        for name, moments in self.townships.items():
            moments.add(own[name][:, None])
        self.overdue.add(np.stack([own[name] for name in PARTS_OF_RATIO], axis=1))
        if not self.kept.townships:
            for name, values in own.items():
                self._count(name, values)

    def _add_years(self, outputs: Outputs, first: int, chosen: Chosen) -> None:
        lines, payments = outputs.account_line[chosen], outputs.layer_year_payment[chosen]
        paths, years = payments.shape[:2]
        self.lines.add(lines.reshape(paths, years, -1))
        self.totals.add(outputs.account_total[chosen].reshape(paths, 1, -1))
        self.payments.add(payments.reshape(paths, 1, -1))
        self._add_cash(outputs.government_cash[chosen])
        numbers = np.arange(first, first + outputs.counts.shape[0])[chosen]
        self.bad_years.add(numbers, payments, lines[:, :, columns.RECOVERIES_LINE])

    def _add_cash(self, cash: NDArray[np.float64]) -> None:
        lines = cash_by_line(cash)
        outlay = lines[:, CASH_LINES.index("outlay")]
        spans = outlay_over_years(outlay, self.model.clock.months)
        self.cash.add(lines.reshape(len(cash), 1, -1))
        self.spans.add(spans.reshape(len(cash), 1, -1))
        self.outlays.add(np.concatenate([outlay, spans], axis=1))

    def _add_months(self, outputs: Outputs, first: int, chosen: Chosen) -> None:
        by_size = {"balance": outputs.balance, "compensation": outputs.compensation}
        by_month = {name: outputs.monthly[column] for name, column in MONTHLY.items()}
        for name, values in (by_month | by_size).items():
            own = values[chosen]
            self._moments(name, math.prod(own.shape[1:])).add(own.reshape(len(own), 1, -1))
            if not self.kept.months:
                self._count(name, own)
        self._sum("stop", outputs.monthly[columns.STOP_M][chosen])
        self._sum("shortfall", outputs.shortfall_month[chosen])
        self.sample.add(first, outputs.balance)
        if self.kept.months:
            for name, values in per_month(outputs).items():
                self.rows.put(name, values, first, axis=int(VARIABLES[name].by_fund_size))

    def _chosen(self, first: int, paths: int) -> Chosen:
        """Which paths of a block count in bands and means."""
        return slice(None) if self.usual is None else self.usual[first : first + paths]

    def _bound(self, name: str) -> float:
        """Number that the values of a variable never exceed."""
        if name == "township_defaults":
            return MOST_LOANS
        if name == "balance":
            return self.largest_balance
        return 4.0 if name in (*RATIOS, "township_overdue_ratio", "stop") else self.largest

    def _count(self, name: str, values: NDArray[np.float64]) -> None:
        if name not in self.bands:
            months = self.model.clock.months * self.model.accounts.sizes
            coarse = (self.model.risk.townships if name in TOWNSHIPS else months) > MANY
            self.bands[name] = Bands(values.shape[1:], self._bound(name), coarse=coarse)
        self.bands[name].add(values)

    def _moments(self, name: str, kinds: int) -> Moments:
        """Moments of a variable by month, or by month and fund size."""
        if name not in self.months:
            self.months[name] = Moments(1, kinds, self._bound(name), self.n_paths)
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
        arrays |= self._overdue()
        if not self.kept.townships:
            arrays |= {name: self.bands[name].quantiles(QUANTILES) for name in TOWNSHIPS}
            arrays["township_defaults"] = np.rint(arrays["township_defaults"])
            arrays["township_overdue_ratio"] = np.minimum(arrays["township_overdue_ratio"], 1.0)
        return arrays

    def _overdue(self) -> Arrays:
        """Overdue and outstanding loans by township, and the ratio of their totals (delta method)."""
        means, covariance = self.overdue.mean(), self.overdue.covariance()
        arrays: Arrays = {f"{name}_mean": means[place] for place, name in enumerate(PARTS_OF_RATIO)}
        for place, name in enumerate(PARTS_OF_RATIO):
            arrays[f"{name}_deviation"] = np.sqrt(covariance[place, place])
        late, owed = means
        ratio = np.divide(late, owed, out=np.zeros_like(late), where=owed > 0.0)
        added = covariance[0, 0] - 2.0 * ratio * covariance[0, 1] + ratio**2 * covariance[1, 1]
        deviation = np.sqrt(np.maximum(added, 0.0))
        arrays["township_overdue_ratio_mean"] = ratio
        arrays["township_overdue_ratio_deviation"] = np.divide(
            deviation, owed, out=np.zeros_like(owed), where=owed > 0.0
        )
        return arrays

    def _years(self) -> Arrays:
        covariance = size_first(self._by_size(self.lines.covariance(), columns.LINES))
        by_year: Arrays = {
            "account_line_mean": size_first(self._by_size(self.lines.mean(), columns.LINES)),
            "account_line_deviation": np.sqrt(np.einsum("syyl->syl", covariance)),
            "account_line_covariance": covariance,
            "account_total_mean": self._by_payer(self.totals.mean()),
            "account_total_deviation": self._by_payer(self.totals.deviation()),
            "layer_year_payment_mean": self._by_year(self.payments.mean()),
            "layer_year_payment_deviation": self._by_year(self.payments.deviation()),
        }
        by_year |= self._cash()
        return by_year | {f"bad_year_{field}": values for field, values in self.bad_years.worst()._asdict().items()}

    def _by_size(self, values: NDArray[np.float64], *rows: int) -> NDArray[np.float64]:
        """Take numbers apart whose last dimension joins some others with fund sizes."""
        return values.reshape(*values.shape[:-1], *rows, self.model.accounts.sizes)

    def _cash(self) -> Arrays:
        """Cash of the government by year; bands of what it pays, with the order statistics that bound them."""
        arrays: Arrays = {
            "government_cash_mean": self._cash_by_year(self.cash.mean()),
            "government_cash_deviation": self._cash_by_year(self.cash.deviation()),
            "outlay_span_mean": self._by_size(self.spans.mean()[0], -1).T,
            "outlay_span_deviation": self._by_size(self.spans.deviation()[0], -1).T,
        }
        places = np.array([bounding_places(self.counted, level) for level in QUANTILES])
        lower, upper = np.clip((places.T + 0.5) / self.counted, 0.5 / self.counted, 1.0)
        for ending, levels, place in (("", QUANTILES, 0.5), ("_lower", lower, 0.0), ("_upper", upper, 1.0)):
            bands = np.ascontiguousarray(self.outlays.quantiles(levels, place).T)  # (fund size, level, year or span)
            arrays[f"outlay_quantile{ending}"] = bands[..., : -len(OUTLAY_SPANS)]
            arrays[f"outlay_span_quantile{ending}"] = bands[..., -len(OUTLAY_SPANS) :]
        return arrays

    def _cash_by_year(self, cash: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cash of the government by fund size, year and line."""
        years, _, sizes = self.limit_years.shape
        return cash.reshape(len(CASH_LINES), years, sizes).transpose(2, 1, 0)

    def _by_month(self, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Moments of a variable, (fund size, month) or (month,)."""
        return self._by_size(values[0], -1).T if VARIABLES[name].by_fund_size else values[0]

    def _by_payer(self, totals: NDArray[np.float64]) -> NDArray[np.float64]:
        """Totals of the layers' accounts by fund size and payer; the bank has no account."""
        return np.pad(size_first(self._by_size(totals[0], -1, columns.ACCOUNT_TOTALS)), ((0, 0), (0, 1), (0, 0)))

    def _by_year(self, payments: NDArray[np.float64]) -> NDArray[np.float64]:
        """Payments by fund size, year and payer."""
        years, layers, _ = self.limit_years.shape
        return size_first(self._by_size(payments[0], years, layers + 1))

    def _months(self) -> Arrays:
        arrays: Arrays = {f"{name}_mean": sums.mean().T for name, sums in self.sums.items()}
        if self.kept.monthly:
            arrays["balance_sample"] = self.sample.balance
        for name, moments in self.months.items():
            arrays[f"{name}_mean"] = self._by_month(name, moments.mean())
            if not self.kept.months:
                bands = self.bands[name].quantiles(QUANTILES)  # (level, month) or (month, level, fund size)
                by_size = np.ascontiguousarray(bands.T) if VARIABLES[name].by_fund_size else bands
                arrays[name] = np.minimum(by_size, 1.0) if name in RATIOS else by_size  # a cell may reach beyond 1
                arrays[f"{name}_deviation"] = self._by_month(name, moments.deviation())
        return arrays
