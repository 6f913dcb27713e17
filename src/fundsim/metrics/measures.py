"""The table of headline figures: what each measures, in which unit, from which quantity of the paths."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from typing import Literal, NamedTuple

import numpy as np
import xarray as xr

from fundsim.metrics.estimate import Estimate, FloatArray, Influence
from fundsim.metrics.moments import (
    conditional_influence,
    conditional_mean,
    mean,
    mean_influence,
    ratio_influence,
    ratio_of_totals,
    standard_deviation,
    standard_deviation_influence,
)
from fundsim.metrics.probabilities import probability
from fundsim.metrics.quantiles import quantile, quantile_influence
from fundsim.metrics.rare import rare_mean, rare_mean_influence
from fundsim.metrics.ruin import ruined_within
from fundsim.metrics.tails import expected_shortfall, expected_shortfall_influence
from fundsim.metrics.time_to_ruin import months_survived, range_of_survival
from fundsim.metrics.weights import Weights

Limits = Literal["none", "not_negative", "share", "horizon", "bank_cost"]


class Measure(NamedTuple):
    """A headline figure, or a figure by which designs are compared.

    Parameters
    ----------
    label_en, label_zh : str
        Plain words; ``{layer}`` stands for the layer's name where there is one row per layer.
    unit : str
        ``currency`` (the scenario's), ``1``, ``month``, ``year`` or ``loans``.
    quantities : tuple of str
        Arguments of both functions: keys of `path_quantities`.
    estimator : callable
        Array function that returns an `Estimate`.
    influence : callable
        The same as an influence function, for differences on the same paths.
    limits : {"none", "not_negative", "share", "horizon", "bank_cost"}
        What the figure cannot leave, see `possible_range`.
    """

    label_en: str
    label_zh: str
    unit: str
    quantities: tuple[str, ...]
    estimator: Callable[..., Estimate]
    influence: Callable[..., Influence]
    limits: Limits = "not_negative"


def possible_range(measure: Measure, attributes: Mapping[Hashable, object]) -> tuple[float, float]:
    """Values between which a figure must lie, whatever the paths show.

    Parameters
    ----------
    measure : Measure
        The figure.
    attributes : mapping
        Those of the results; one that is missing leaves out the bound that rests on it.

    Returns
    -------
    tuple of float
        Lowest and highest value. Times to ruin end at the horizon. Costs of banks are at least 0 unless banks pay
        into accounts, of whose balances they then own a part. [unit of the figure]
    """
    if measure.limits == "horizon":
        shortest, longest = range_of_survival(float(str(attributes.get("months", math.inf))))
        months = 12.0 if measure.unit == "year" else 1.0
        return shortest / months, longest / months
    signed = measure.limits == "none" or (measure.limits == "bank_cost" and attributes.get("banks_pay_in", 1) != 0)
    return -math.inf if signed else 0.0, 1.0 if measure.limits == "share" else math.inf


def mean_of(
    label_en: str, label_zh: str, quantity: str, unit: str = "currency", limits: Limits = "not_negative"
) -> Measure:
    """Mean of a quantity."""
    return Measure(label_en, label_zh, unit, (quantity,), mean, mean_influence, limits)


def survival_of(label_en: str, label_zh: str, quantity: str, unit: str) -> Measure:
    """Mean time to ruin or the horizon, whichever comes first; ruin may be what no path shows."""

    def survival(time: FloatArray, *, weights: Weights | None = None, confidence: float = 0.95) -> Estimate:
        return rare_mean(time, -time, weights=weights, confidence=confidence)

    return Measure(label_en, label_zh, unit, (quantity,), survival, mean_influence, "horizon")


def quantile_of(label_en: str, label_zh: str, quantity: str, level: float) -> Measure:
    """Quantile of an amount; its value at risk, where the amount is a loss. Its interval ends at values of paths."""
    estimator, influence = partial(quantile, level=level), partial(quantile_influence, level=level)
    return Measure(label_en, label_zh, "currency", (quantity,), estimator, influence, "none")


def _tail_mean_of(label_en: str, label_zh: str, quantity: str, level: float) -> Measure:
    estimator = partial(expected_shortfall, level=level)
    influence = partial(expected_shortfall_influence, level=level)
    return Measure(label_en, label_zh, "currency", (quantity,), estimator, influence)


MEASURES: dict[str, Measure] = {
    "mean_claims": mean_of("Expected claims", "预期应代偿总额", "claims"),
    "standard_deviation_claims": Measure(
        "Standard deviation of claims", "应代偿总额的标准差", "currency", ("claims",), standard_deviation,
        standard_deviation_influence,
    ),
    "value_at_risk_95_claims": quantile_of(
        "95 % value at risk of claims", "应代偿总额的95%风险价值", "claims", 0.95
    ),
    "value_at_risk_99_claims": quantile_of(
        "99 % value at risk of claims", "应代偿总额的99%风险价值", "claims", 0.99
    ),
    "value_at_risk_99_5_claims": quantile_of(
        "99.5 % value at risk of claims", "应代偿总额的99.5%风险价值", "claims", 0.995
    ),
    "expected_shortfall_95_claims": _tail_mean_of(
        "Mean of the worst 5 % of claims (expected shortfall)", "预期尾部损失（最差5%情形的平均应代偿额）", "claims",
        0.95,
    ),
    "expected_shortfall_99_claims": _tail_mean_of(
        "Mean of the worst 1 % of claims (expected shortfall)", "预期尾部损失（最差1%情形的平均应代偿额）", "claims",
        0.99,
    ),
    "mean_defaults": mean_of("Expected number of defaults", "预期违约贷款笔数", "defaults", "loans"),
    "mean_recovery": mean_of("Expected recovery from borrowers", "预期收回追偿款", "total_recovery"),
    "mean_net_loss": mean_of("Expected net loss (claims less recovery)", "预期净损失（应代偿额减追偿）", "net_loss"),
    "mean_payment": mean_of("Mean payment by {layer}", "{layer}平均赔付", "payment"),
    "value_at_risk_99_payment": quantile_of(
        "99 % value at risk of payments by {layer}", "{layer}赔付的99%风险价值", "payment", 0.99
    ),
    "loss_ratio": Measure(
        "Loss ratio of {layer} (all payments over all premium)", "{layer}赔付率（赔付总额比保费总额）", "1",
        ("insurance_payment", "insurance_premium"), ratio_of_totals, ratio_influence,
    ),
    "mean_bank_loss": mean_of("Expected bank loss after recovery", "银行预期净损失", "bank_loss"),
    "value_at_risk_99_bank_loss": quantile_of(
        "99 % value at risk of the bank loss", "银行净损失的99%风险价值", "bank_loss", 0.99
    ),
    "ruin_probability": Measure(
        "Probability that the fund is ruined within the horizon", "期内基金不足概率", "1", ("ruined",),
        probability, mean_influence, "share",
    ),
    "restricted_mean_time_to_ruin": survival_of(
        "Mean months until ruin or the horizon", "基金首次不足前平均月数（以模拟期为限）", "months_survived", "month"
    ),
    "mean_time_to_ruin_given_ruin": Measure(
        "Mean months until ruin if there is ruin", "发生不足时的平均首次不足月数", "month",
        ("months_survived", "ruined"), conditional_mean, conditional_influence, "horizon",
    ),
    "mean_shortfall": Measure(
        "Mean amount the fund could not pay", "基金平均缺口", "currency", ("shortfall", "claims"), rare_mean,
        rare_mean_influence,
    ),
    "mean_shortfall_given_ruin": Measure(
        "Mean amount the fund could not pay if there is ruin", "发生不足时的基金平均缺口", "currency",
        ("shortfall", "ruined"), conditional_mean, conditional_influence,
    ),
    "quantile_5_min_balance": quantile_of(
        "5 % quantile of the lowest month-end fund balance", "基金最低月末余额的5%分位数", "min_balance", 0.05
    ),
    "account_short_probability": Measure(
        "Probability that {layer} runs short of money", "期内{layer}资金不足概率", "1",
        ("account_short",), probability, mean_influence, "share",
    ),
    "mean_account_shortfall": Measure(
        "Mean amount {layer} could not pay for want of money", "{layer}资金缺口均值", "currency",
        ("account_shortfall", "claims"), rare_mean, rare_mean_influence,
    ),
    "mean_government_cost": mean_of(
        "Expected cost to government (present value)", "政府预期成本（现值）", "government_cost", limits="none"
    ),
    "mean_interest_subsidy": mean_of(
        "Expected interest subsidies in it, not discounted", "其中财政贴息（未贴现）", "interest_subsidy"
    ),
    "quantile_95_government_cost": quantile_of(
        "95 % quantile of the cost to government (present value)", "政府成本（现值）的95%分位数", "government_cost",
        0.95,
    ),
    "mean_bank_cost": mean_of(
        "Expected cost to banks incl. money paid in (present value)", "银行预期成本（含缴入资金，现值）", "bank_cost",
        limits="bank_cost",
    ),
    "mean_lever_cost": mean_of("Expected cost of the levers that are on", "管理措施预期费用", "lever_cost"),
    "mean_npl_ratio": mean_of(
        "Expected NPL ratio over the horizon (all month ends)", "期内预期不良贷款率（各月末余额加权）",
        "npl_ratio_average", "1", "share",
    ),
    "mean_highest_npl_ratio": mean_of(
        "Mean of the highest month-end NPL ratio", "最高月末不良贷款率均值", "npl_ratio_highest", "1", "share"
    ),
    "mean_highest_overdue_ratio": mean_of(
        "Mean of the highest month-end overdue ratio", "最高月末逾期率均值", "overdue_ratio_highest", "1", "share"
    ),
    "mean_lending": mean_of("Mean lending over the horizon", "模拟期内累计新发放贷款（均值）", "lending"),
    "mean_lending_lost": mean_of("Mean lending lost to circuit breakers", "熔断平均减少的放款", "lending_lost"),
    "mean_breaker_months": mean_of(
        "Mean months with lending stopped somewhere", "平均停贷月数（任一地区停贷即计）", "breaker_months", "month"
    ),
}  # fmt: skip
"""Headline figures in the order in which they are shown; `summarise` evaluates them."""

_DIRECT = ("claims", "payment", "government_cost", "bank_cost")
_OF_LOANS = (
    "defaults", "npl_ratio_average", "npl_ratio_highest", "overdue_ratio_highest", "lending", "lending_lost",
    "breaker_months",
)  # fmt: skip
_IF_ANY = ("interest_subsidy", "lever_cost")


def path_quantities(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    """Quantities of each path that the headline figures are made from.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation. A variable that is missing leaves out the quantities made from it; where the
        attribute ``fund_layer`` is empty there is no fund, and its quantities are left out; so are numbers of loans
        where there never was one, and subsidies and the cost of levers where there are none.

    Returns
    -------
    dict of DataArray ([fund_size,] path[, layer])
        Variables of the results as they are, and: total recovery [currency]; net loss = claims − recovery
        within the horizon [currency]; bank loss = payments of the bank − its recovery [currency]; ruined
        within the horizon [1]; months survived = min(τ, T) [months]; payment and premium of the insurance
        layers that wrote any premium [currency]; of layers with money of their own beside the reported fund, whether it
        ran short [1], and what it did not cover [currency].
    """
    quantities = {name: ds[name] for name in _DIRECT if name in ds}
    return quantities | _of_loans(ds) | _where_any(ds) | _recovered(ds) | _fund(ds) | _insured(ds) | _other_accounts(ds)


def _of_loans(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    without_loans = "cohort_loans" in ds and not ds["cohort_loans"].any()
    return {} if without_loans else {name: ds[name] for name in _OF_LOANS if name in ds}


def _where_any(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    return {name: ds[name] for name in _IF_ANY if name in ds and ds[name].any()}


def _recovered(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    if not {"claims", "payment", "recovery"} <= set(ds.data_vars):
        return {}
    total = ds["recovery"].sum("layer")
    bank_loss = (ds["payment"] - ds["recovery"]).sel(layer="bank", drop=True)
    return {"total_recovery": total, "net_loss": ds["claims"] - total, "bank_loss": bank_loss}


def _fund(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    if ds.attrs.get("fund_layer") == "":
        return {}
    own = {name: ds[name] for name in ("shortfall", "min_balance") if name in ds}
    if "ruin_month" not in ds:
        return own
    month, months = ds["ruin_month"], int(ds.attrs["months"])
    flat = month.to_numpy().ravel()
    ruined = month.copy(data=ruined_within(flat, months).reshape(month.shape))
    survived = month.copy(data=months_survived(flat, months).reshape(month.shape))
    return own | {"ruined": ruined, "months_survived": survived}


def _insured(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    if not {"payment", "premium", "layer_kind"} <= set(ds.variables):
        return {}
    premium = ds["premium"]
    written = premium.sum([dim for dim in premium.dims if dim != "layer"]).to_numpy() > 0.0
    layers = np.flatnonzero((ds["layer_kind"].to_numpy() == "insurance") & written)
    if layers.size == 0:
        return {}
    return {
        "insurance_payment": ds["payment"].isel(layer=layers),
        "insurance_premium": ds["premium"].isel(layer=layers),
    }


def _other_accounts(ds: xr.Dataset) -> dict[str, xr.DataArray]:
    if not {"account_total_mean", "exhausted", "layer_shortfall"} <= set(ds.variables):
        return {}
    held = ds["account_total_mean"]
    moneyed = (held > 0.0).any([dim for dim in held.dims if dim != "layer"]).to_numpy()
    layers = np.flatnonzero(moneyed & (ds["layer"].to_numpy() != ds.attrs.get("fund_layer")))
    if layers.size == 0:
        return {}
    short, uncovered = (ds[name].isel(layer=layers) for name in ("exhausted", "layer_shortfall"))
    return {"account_short": short > 0, "account_shortfall": uncovered}
