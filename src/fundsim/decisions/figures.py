"""Key figures by which designs are compared: what each measures, its estimate, and its difference between designs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.metrics import (
    Estimate,
    Influence,
    difference,
    expected_shortfall,
    expected_shortfall_influence,
    mean,
    mean_influence,
    path_quantities,
    probability,
    quantile,
    quantile_influence,
    ratio_influence,
    ratio_of_totals,
)
from fundsim.metrics.labelled import path_weights
from fundsim.metrics.measures import not_negative
from fundsim.metrics.replicates import replicated_estimate
from fundsim.metrics.weights import Weights

Floats = NDArray[np.float64]


class KeyFigure(NamedTuple):
    """A figure by which designs are compared.

    Parameters
    ----------
    label_en, label_zh : str
        Plain words.
    unit : str
        ``currency`` (the scenario's), ``1`` or ``year``.
    quantities : tuple of str
        Arguments of both functions: keys of `quantities_of`.
    estimator : callable
        Array function that returns an `Estimate`.
    influence : callable
        The same as an influence function, for differences on the same paths.
    """

    label_en: str
    label_zh: str
    unit: str
    quantities: tuple[str, ...]
    estimator: Callable[..., Estimate]
    influence: Callable[..., Influence]


def _mean_of(label_en: str, label_zh: str, quantity: str, unit: str = "currency", *, signed: bool = False) -> KeyFigure:
    return KeyFigure(label_en, label_zh, unit, (quantity,), mean if signed else not_negative(mean), mean_influence)


KEY_FIGURES: dict[str, KeyFigure] = {
    "expected_loss": _mean_of("Expected loss (claims)", "预期损失（索赔总额）", "claims"),
    "value_at_risk_99": KeyFigure(
        "99 % value at risk of the loss", "损失的99%风险价值", "currency", ("claims",),
        partial(quantile, level=0.99), partial(quantile_influence, level=0.99),
    ),
    "expected_shortfall_99": KeyFigure(
        "Mean of the worst 1 % of losses (expected shortfall)", "损失的99%预期短缺（最差1%的均值）", "currency",
        ("claims",), partial(expected_shortfall, level=0.99), partial(expected_shortfall_influence, level=0.99),
    ),
    "ruin_probability": KeyFigure(
        "Probability that the fund is ruined", "基金不足概率", "1", ("ruined",), probability, mean_influence
    ),
    "mean_shortfall": _mean_of("Mean amount the fund cannot pay", "基金平均缺口", "shortfall"),
    "years_to_depletion": _mean_of(
        "Mean years until ruin (at most the horizon)", "基金首次不足前平均年数（以模拟期为限）", "years_survived",
        "year",
    ),
    "mean_government_cost": _mean_of(
        "Mean cost to government (present value)", "政府平均成本（现值）", "government_cost", signed=True
    ),
    "mean_interest_subsidy": _mean_of(
        "Mean interest subsidies in it, not discounted", "其中财政贴息（未贴现）", "interest_subsidy"
    ),
    "quantile_95_government_cost": KeyFigure(
        "95 % quantile of the cost to government", "政府成本的95%分位数", "currency", ("government_cost",),
        partial(quantile, level=0.95), partial(quantile_influence, level=0.95),
    ),
    "quantile_99_government_cost": KeyFigure(
        "99 % quantile of the cost to government", "政府成本的99%分位数", "currency", ("government_cost",),
        partial(quantile, level=0.99), partial(quantile_influence, level=0.99),
    ),
    "government_cost_of_lending": KeyFigure(
        "Cost to government of a unit lent", "每放款一元的政府成本", "1", ("government_cost", "lent"),
        ratio_of_totals, ratio_influence,
    ),
    "mean_bank_cost": _mean_of(
        "Mean cost to banks incl. money paid in (present value)", "银行平均成本（含缴入资金，现值）", "bank_cost",
        signed=True,
    ),
    "mean_bank_loss": _mean_of("Mean bank loss after recovery", "银行平均净损失", "bank_loss"),
    "quantile_99_bank_loss": KeyFigure(
        "99 % quantile of the bank's loss after recovery", "银行净损失的99%分位数", "currency", ("bank_loss",),
        partial(quantile, level=0.99), partial(quantile_influence, level=0.99),
    ),
    "loss_ratio": KeyFigure(
        "Loss ratio of the insurers", "保险赔付率", "1", ("insurance_payment", "insurance_premium"),
        ratio_of_totals, ratio_influence,
    ),
    "mean_lending": _mean_of("Mean lending over the horizon", "模拟期内累计新发放贷款（均值）", "lending"),
    "mean_lending_lost": _mean_of("Mean lending lost to circuit breakers", "熔断平均减少的放款", "lending_lost"),
}  # fmt: skip
"""Key figures in the order in which they are shown."""


def quantities_of(ds: xr.Dataset) -> dict[str, Floats]:
    """Quantities of each path that the key figures are made from.

    Parameters
    ----------
    ds : Dataset
        Results of one design.

    Returns
    -------
    dict of array (paths,)
        Without those of a fund or of insurers where the design has none. All insurers count together.
        [currency, 1 or years]
    """
    known = path_quantities(ds)
    names = (
        "claims",
        "ruined",
        "shortfall",
        "government_cost",
        "interest_subsidy",
        "bank_cost",
        "bank_loss",
        "lending",
        "lending_lost",
    )
    found = {name: known[name].to_numpy().astype(np.float64) for name in names if name in known}
    if "lending" in found and found["lending"].any():
        found["lent"] = found["lending"]
    if "months_survived" in known:
        found["years_survived"] = known["months_survived"].to_numpy() / 12.0
    for name in ("insurance_payment", "insurance_premium"):
        if name in known:
            found[name] = known[name].sum("layer").to_numpy()
    return found


class Paths(NamedTuple):
    """Paths of one design, and how they count.

    Parameters
    ----------
    quantities : dict of array (paths,)
        As `quantities_of` gives them. [currency, 1 or years]
    weights : array (paths,), LikelihoodRatios or None
        Importance weights; None where all paths count the same. [1]
    replicate : array (paths,) or None
        Independent repetition that each path belongs to; None where paths are independent.
    """

    quantities: dict[str, Floats]
    weights: Weights | None = None
    replicate: NDArray[np.int64] | None = None


def paths_of(ds: xr.Dataset) -> Paths:
    """Quantities of the results of one design, with weights or repetitions where the paths were so sampled."""
    replicate = ds.coords["replicate"].to_numpy() if "replicate" in ds.coords else None
    return Paths(quantities_of(ds), path_weights(ds), replicate)


def _samples(figure: KeyFigure, paths: Paths) -> list[Floats]:
    """What a figure is made from; nothing where the design does not have all of it."""
    if not set(figure.quantities) <= set(paths.quantities):
        return []
    return [paths.quantities[name] for name in figure.quantities]


def estimate_of(figure: KeyFigure, paths: Paths) -> Estimate | None:
    """Estimate of a key figure; None where the design has nothing that it measures."""
    samples = _samples(figure, paths)
    estimator = partial(figure.estimator, weights=paths.weights)
    return _repeated(estimator, paths.replicate, samples) if samples else None


def difference_of(figure: KeyFigure, paths: Paths, first: Paths) -> Estimate | None:
    """Difference of a key figure to another design on the same random numbers.

    Parameters
    ----------
    figure : KeyFigure
        What is compared.
    paths, first : Paths
        This design and the other one, path by path.

    Returns
    -------
    Estimate or None
        None where one of the two has nothing that the figure measures; exactly nothing where they agree path by
        path. Where paths come in independent repetitions, so does the error. [unit of the figure]
    """
    own, other = _samples(figure, paths), _samples(figure, first)
    if not own or not other:
        return None
    alike = (paths.weights is None) == (first.weights is None)
    if alike and all(np.array_equal(one, two) for one, two in zip(own, other, strict=True)):
        value = figure.influence(*own, weights=paths.weights).value
        return None if np.isnan(value) else Estimate(0.0, 0.0, 0.0, 0.0)

    def paired(*samples: Floats) -> Estimate:
        here = figure.influence(*samples[: len(own)], weights=paths.weights)
        there = figure.influence(*samples[len(own) :], weights=first.weights)
        return difference(here, there)

    repeated = first.replicate if paths.replicate is None else paths.replicate
    return _repeated(paired, repeated, [*own, *other])


def _repeated(
    estimator: Callable[..., Estimate], replicate: NDArray[np.int64] | None, samples: list[Floats]
) -> Estimate:
    """Estimate whose error comes from independent repetitions where there are some."""
    if replicate is None:
        return estimator(*samples)
    found = replicated_estimate(estimator, replicate, *samples)
    assert isinstance(found, Estimate)
    return found
