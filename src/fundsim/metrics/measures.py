"""The table of headline figures: what each measures, in which unit, from which quantity of the paths."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import xarray as xr

from fundsim.metrics.estimate import Estimate, FloatArray
from fundsim.metrics.moments import conditional_mean, mean, ratio_of_totals, standard_deviation
from fundsim.metrics.probabilities import probability
from fundsim.metrics.quantiles import quantile, value_at_risk
from fundsim.metrics.ruin import months_survived, ruined_within
from fundsim.metrics.tails import expected_shortfall


class Measure(NamedTuple):
    """A headline figure.

    Parameters
    ----------
    label_en, label_zh : str
        Plain words; ``{layer}`` stands for the layer's name where there is one row per layer.
    unit : str
        ``currency`` (the scenario's), ``1``, ``month`` or ``loans``.
    quantities : tuple of str
        Arguments of the estimator: keys of `path_quantities`.
    estimator : callable
        Array function that returns an `Estimate`.
    """

    label_en: str
    label_zh: str
    unit: str
    quantities: tuple[str, ...]
    estimator: Callable[..., Estimate]


def not_negative(estimator: Callable[..., Estimate]) -> Callable[..., Estimate]:
    """An estimator of what cannot be negative: no interval reaches below zero, where the normal law knows no bound.

    Parameters
    ----------
    estimator : callable
        Array function that returns an `Estimate`.

    Returns
    -------
    callable
        The same, its lower bound at least 0 where there is one; the interval loses no true value by that.
    """

    def estimate(*arrays: FloatArray, **options: object) -> Estimate:
        found = estimator(*arrays, **options)
        return found._replace(lower=max(0.0, found.lower)) if math.isfinite(found.lower) else found

    return estimate


MEASURES: dict[str, Measure] = {
    "mean_claims": Measure("Expected claims", "预期索赔总额", "currency", ("claims",), not_negative(mean)),
    "standard_deviation_claims": Measure(
        "Standard deviation of claims", "索赔总额的标准差", "currency", ("claims",), standard_deviation
    ),
    "value_at_risk_95_claims": Measure(
        "95 % value at risk of claims", "索赔总额的95%风险价值", "currency", ("claims",),
        partial(value_at_risk, level=0.95),
    ),
    "value_at_risk_99_claims": Measure(
        "99 % value at risk of claims", "索赔总额的99%风险价值", "currency", ("claims",),
        partial(value_at_risk, level=0.99),
    ),
    "value_at_risk_99_5_claims": Measure(
        "99.5 % value at risk of claims", "索赔总额的99.5%风险价值", "currency", ("claims",),
        partial(value_at_risk, level=0.995),
    ),
    "expected_shortfall_95_claims": Measure(
        "Mean of the worst 5 % of claims (expected shortfall)", "索赔总额的95%预期短缺（最差5%的均值）",
        "currency", ("claims",), partial(expected_shortfall, level=0.95),
    ),
    "expected_shortfall_99_claims": Measure(
        "Mean of the worst 1 % of claims (expected shortfall)", "索赔总额的99%预期短缺（最差1%的均值）",
        "currency", ("claims",), partial(expected_shortfall, level=0.99),
    ),
    "mean_defaults": Measure(
        "Expected number of defaults", "预期违约贷款笔数", "loans", ("defaults",), not_negative(mean)
    ),
    "mean_recovery": Measure(
        "Expected recovery from borrowers", "预期收回追偿款", "currency", ("total_recovery",), not_negative(mean)
    ),
    "mean_net_loss": Measure(
        "Expected net loss (claims less recovery)", "预期净损失（索赔减追偿）", "currency", ("net_loss",),
        not_negative(mean),
    ),
    "mean_payment": Measure("Mean payment by {layer}", "{layer}平均赔付", "currency", ("payment",), not_negative(mean)),
    "value_at_risk_99_payment": Measure(
        "99 % value at risk of payments by {layer}", "{layer}赔付的99%风险价值", "currency", ("payment",),
        partial(value_at_risk, level=0.99),
    ),
    "loss_ratio": Measure(
        "Loss ratio of {layer} (all payments over all premium)", "{layer}赔付率（赔付总额比保费总额）", "1",
        ("insurance_payment", "insurance_premium"), ratio_of_totals,
    ),
    "mean_bank_loss": Measure(
        "Expected bank loss after recovery", "银行预期净损失", "currency", ("bank_loss",), not_negative(mean)
    ),
    "value_at_risk_99_bank_loss": Measure(
        "99 % value at risk of the bank loss", "银行净损失的99%风险价值", "currency", ("bank_loss",),
        partial(value_at_risk, level=0.99),
    ),
    "ruin_probability": Measure(
        "Probability that the fund is ruined within the horizon", "期内基金不足概率", "1", ("ruined",),
        probability,
    ),
    "restricted_mean_time_to_ruin": Measure(
        "Mean months until ruin or the horizon", "基金首次不足前平均月数（以模拟期为限）", "month",
        ("months_survived",), mean,
    ),
    "mean_time_to_ruin_given_ruin": Measure(
        "Mean months until ruin if there is ruin", "发生不足时的平均首次不足月数", "month",
        ("months_survived", "ruined"), conditional_mean,
    ),
    "mean_shortfall": Measure(
        "Mean amount the fund could not pay", "基金平均缺口", "currency", ("shortfall",), not_negative(mean)
    ),
    "mean_shortfall_given_ruin": Measure(
        "Mean amount the fund could not pay if there is ruin", "发生不足时的基金平均缺口", "currency",
        ("shortfall", "ruined"), not_negative(conditional_mean),
    ),
    "quantile_5_min_balance": Measure(
        "5 % quantile of the lowest month-end fund balance", "基金最低月末余额的5%分位数", "currency", ("min_balance",),
        partial(quantile, level=0.05),
    ),
    "mean_government_cost": Measure(
        "Expected cost to government (present value)", "政府预期成本（现值）", "currency",
        ("government_cost",), mean,
    ),
    "mean_interest_subsidy": Measure(
        "Expected interest subsidies in it, not discounted", "其中财政贴息（未贴现）", "currency",
        ("interest_subsidy",), not_negative(mean),
    ),
    "quantile_95_government_cost": Measure(
        "95 % quantile of the cost to government (present value)", "政府成本（现值）的95%分位数", "currency",
        ("government_cost",), partial(quantile, level=0.95),
    ),
    "mean_bank_cost": Measure(
        "Expected cost to banks incl. money paid in (present value)", "银行预期成本（含缴入资金，现值）",
        "currency", ("bank_cost",), mean,
    ),
    "mean_lever_cost": Measure(
        "Expected cost of the levers that are on", "管理措施预期费用", "currency", ("lever_cost",), not_negative(mean)
    ),
    "mean_lending": Measure(
        "Mean lending over the horizon", "模拟期内累计新发放贷款（均值）", "currency", ("lending",), not_negative(mean)
    ),
    "mean_lending_lost": Measure(
        "Mean lending lost to circuit breakers", "熔断平均减少的放款", "currency", ("lending_lost",), not_negative(mean)
    ),
}  # fmt: skip
"""Headline figures in the order in which they are shown; `summarise` evaluates them."""

_DIRECT = ("claims", "payment", "government_cost", "bank_cost")
_OF_LOANS = ("defaults", "lending", "lending_lost")
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
        layers that wrote any premium [currency].
    """
    quantities = {name: ds[name] for name in _DIRECT if name in ds}
    return quantities | _of_loans(ds) | _where_any(ds) | _recovered(ds) | _fund(ds) | _insured(ds)


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
