"""Key figures by which designs are compared: what each measures, its estimate, and its difference between designs."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.metrics import (
    MEASURES,
    Estimate,
    Measure,
    difference,
    mean_influence,
    path_quantities,
    probability,
    ratio_influence,
    ratio_of_totals,
)
from fundsim.metrics.estimate import within
from fundsim.metrics.labelled import path_weights
from fundsim.metrics.measures import possible_range, quantile_of, survival_of
from fundsim.metrics.quantiles import quantile
from fundsim.metrics.rare import paired_probability
from fundsim.metrics.replicates import replicated_estimate
from fundsim.metrics.resampling import quantile_difference
from fundsim.metrics.weights import Weights

Floats = NDArray[np.float64]
BANK = "bank"  # the last payer of every programme

KEY_FIGURES: dict[str, Measure] = {
    "expected_loss": MEASURES["mean_claims"],
    "value_at_risk_99": MEASURES["value_at_risk_99_claims"],
    "expected_shortfall_99": MEASURES["expected_shortfall_99_claims"],
    "ruin_probability": MEASURES["ruin_probability"],
    "mean_shortfall": MEASURES["mean_shortfall"],
    "years_to_depletion": survival_of(
        "Mean years until ruin or the horizon", "基金首次不足前平均年数（以模拟期为限）", "years_survived", "year"
    ),
    "mean_government_cost": MEASURES["mean_government_cost"],
    "mean_interest_subsidy": MEASURES["mean_interest_subsidy"],
    "quantile_95_government_cost": MEASURES["quantile_95_government_cost"],
    "quantile_99_government_cost": quantile_of(
        "99 % quantile of the cost to government (present value)", "政府成本（现值）的99%分位数", "government_cost",
        0.99,
    ),
    "government_cost_of_lending": Measure(
        "Cost to government as a share of lending", "政府成本占放款额的比重", "1", ("government_cost", "lent"),
        ratio_of_totals, ratio_influence, "none",
    ),
    "mean_bank_cost": MEASURES["mean_bank_cost"],
    "mean_bank_loss": MEASURES["mean_bank_loss"],
    "quantile_99_bank_loss": MEASURES["value_at_risk_99_bank_loss"],
    "loss_ratio": MEASURES["loss_ratio"]._replace(
        label_en="Loss ratio of all insurers (all payments over all premium)",
        label_zh="保险赔付率（赔付总额比保费总额）",
    ),
    "mean_npl_ratio": MEASURES["mean_npl_ratio"],
    "mean_highest_npl_ratio": MEASURES["mean_highest_npl_ratio"],
    "mean_highest_overdue_ratio": MEASURES["mean_highest_overdue_ratio"],
    "mean_lending": MEASURES["mean_lending"],
    "mean_lending_lost": MEASURES["mean_lending_lost"],
    "mean_breaker_months": MEASURES["mean_breaker_months"],
}  # fmt: skip
"""Figures by which designs are compared whoever pays, in the order in which they are shown."""
BY_PAYER = {
    "mean_payment": MEASURES["mean_payment"],
    "account_short_probability": MEASURES["account_short_probability"],
    "suspended_probability": Measure(
        "Probability that {layer} is suspended at some time", "期内{layer}曾暂停赔付概率", "1", ("suspended",),
        probability, mean_influence, "share",
    ),
}  # fmt: skip
"""Figures with a row for each payer."""
_AFTER = {
    "mean_payment": "expected_shortfall_99",
    "account_short_probability": "years_to_depletion",
    "suspended_probability": "mean_breaker_months",
}
"""Figure after which the rows of the payers stand."""


def payer_figure(measure: str, payer: str) -> str:
    """Key of a payer's row of a figure, as the headline figures have it."""
    return f"{measure}:{payer}"


def figures_of(sampled: Sequence[Paths]) -> dict[str, Measure]:
    """Figures by which some designs are compared: those of all, and those of each payer of any of them.

    Parameters
    ----------
    sampled : sequence of Paths
        Paths of the designs.

    Returns
    -------
    dict of str to Measure
        Payers stand in the order of the first design that has them, the bank last.
    """
    figures: dict[str, Measure] = {}
    for name, figure in KEY_FIGURES.items():
        figures[name] = figure
        for measure in (measure for measure, before in _AFTER.items() if before == name):
            figures |= {payer_figure(measure, payer): _of_payer(measure, payer) for payer in _payers(measure, sampled)}
    return figures


def _payers(measure: str, sampled: Sequence[Paths]) -> list[str]:
    """Payers that a figure is known of in any design; of those that can be suspended, the ones that are."""
    (quantity,) = BY_PAYER[measure].quantities
    found: dict[str, None] = {}
    for own in sampled:
        for name, values in own.quantities.items():
            of, _, payer = name.partition(":")
            if of == quantity and payer and (of != "suspended" or values.any()):
                found[payer] = None
    return sorted(found, key=lambda payer: payer == BANK)


def _of_payer(measure: str, payer: str) -> Measure:
    figure = BY_PAYER[measure]
    (quantity,) = figure.quantities
    return figure._replace(
        label_en=figure.label_en.format(layer=payer), label_zh=figure.label_zh.format(layer=payer),
        quantities=(f"{quantity}:{payer}",),
    )  # fmt: skip


def quantities_of(ds: xr.Dataset) -> dict[str, Floats]:
    """Quantities of each path that the key figures are made from.

    Parameters
    ----------
    ds : Dataset
        Results of one design.

    Returns
    -------
    dict of array (paths,)
        Without those of a fund or of insurers where the design has none. All insurers count together; what each
        payer pays is ``payment:NAME``, whether its account ran short or it was suspended is ``account_short:NAME`` and
        ``suspended:NAME``. [currency, 1, months or years]
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
        "npl_ratio_average",
        "npl_ratio_highest",
        "overdue_ratio_highest",
        "lending",
        "lending_lost",
        "breaker_months",
    )
    found = {name: known[name].to_numpy().astype(np.float64) for name in names if name in known}
    if "lending" in found and found["lending"].any():
        found["lent"] = found["lending"]
    if "months_survived" in known:
        found["years_survived"] = known["months_survived"].to_numpy() / 12.0
    for name in ("insurance_payment", "insurance_premium"):
        if name in known:
            found[name] = known[name].sum("layer").to_numpy()
    by_layer: dict[str, xr.DataArray] = {name: known[name] for name in ("payment", "account_short") if name in known}
    by_layer |= {"suspended": ds["suspended_months"] > 0} if "suspended_months" in ds else {}
    for name, values in by_layer.items():
        own = values.transpose("layer", "path").to_numpy().astype(np.float64)
        found |= {f"{name}:{layer}": row for layer, row in zip(values["layer"].values, own, strict=True)}
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
    attributes : mapping
        Attributes of the results, which say how far figures can reach.
    """

    quantities: dict[str, Floats]
    weights: Weights | None = None
    replicate: NDArray[np.int64] | None = None
    attributes: Mapping[Hashable, object] = MappingProxyType({})


def paths_of(ds: xr.Dataset) -> Paths:
    """Quantities of the results of one design, with weights or repetitions where the paths were so sampled."""
    replicate = ds.coords["replicate"].to_numpy() if "replicate" in ds.coords else None
    return Paths(quantities_of(ds), path_weights(ds), replicate, ds.attrs)


def _samples(figure: Measure, paths: Paths) -> list[Floats]:
    """What a figure is made from; nothing where the design does not have all of it."""
    if not set(figure.quantities) <= set(paths.quantities):
        return []
    return [paths.quantities[name] for name in figure.quantities]


def estimate_of(figure: Measure, paths: Paths) -> Estimate | None:
    """Estimate of a key figure; None where the design has nothing that it measures."""
    samples = _samples(figure, paths)
    if not samples:
        return None
    estimator = partial(figure.estimator, weights=paths.weights)
    return within(_repeated(estimator, paths.replicate, samples), *possible_range(figure, paths.attributes))


def difference_of(figure: Measure, paths: Paths, first: Paths) -> Estimate | None:
    """Difference of a key figure to another design on the same random numbers.

    Parameters
    ----------
    figure : Measure
        What is compared.
    paths, first : Paths
        This design and the other one, path by path.

    Returns
    -------
    Estimate or None
        None where one of the two has nothing that the figure measures; exactly nothing where the designs agree path by
        path in what it is made from, and for rare events in all quantities. What no path shows has the error of what it
        may be in both. Where paths come in independent repetitions, so does the error, but for quantiles. [unit of the
        figure]
    """
    own, other = _samples(figure, paths), _samples(figure, first)
    if not own or not other:
        return None
    if _differ_nowhere(figure, paths, first):
        value = figure.influence(*own, weights=paths.weights).value
        return None if np.isnan(value) else Estimate(0.0, 0.0, 0.0, 0.0)

    def paired(*samples: Floats) -> Estimate:
        here = figure.influence(*samples[: len(own)], weights=paths.weights)
        there = figure.influence(*samples[len(own) :], weights=first.weights)
        return difference(here, there)

    repeated = first.replicate if paths.replicate is None else paths.replicate
    alike = paths.weights is None and first.weights is None
    level = _level_of(figure)
    if alike and repeated is None and figure.estimator is probability:
        found = paired_probability(own[0], other[0])
    elif alike and level is not None:
        found = quantile_difference(own[0], other[0], level)
    else:
        found = _repeated(paired, repeated, [*own, *other])
    if found.standard_error == 0.0:
        found = _apart(estimate_of(figure, paths), estimate_of(figure, first), found)
    lowest, highest = possible_range(figure, paths.attributes)
    return within(found, lowest - highest, highest - lowest)


def _level_of(figure: Measure) -> float | None:
    """Level of a quantile; None for other figures."""
    estimator = figure.estimator
    return estimator.keywords["level"] if isinstance(estimator, partial) and estimator.func is quantile else None


def _differ_nowhere(figure: Measure, paths: Paths, first: Paths) -> bool:
    """Whether a figure is the same in two designs: they agree path by path in what it is made from.

    For events, and for what no path shows, that is not enough: there they must agree in all quantities.
    """
    one, other = paths.quantities, first.quantities
    rare = figure.estimator is probability or np.ptp(one[figure.quantities[0]]) == 0.0
    names = one.keys() | other.keys() if rare else set(figure.quantities)
    alike = (paths.weights is None) == (first.weights is None) and names <= one.keys() & other.keys()
    return alike and all(np.array_equal(one[name], other[name]) for name in names)


def _apart(own: Estimate | None, other: Estimate | None, found: Estimate) -> Estimate:
    """Difference that no path shows, with the bounds that the two figures by themselves leave."""
    if own is None or other is None:
        return found
    error = math.hypot(own.standard_error, other.standard_error)
    lower, upper = found.value + own.lower - own.value, found.value + own.upper - own.value
    return found._replace(
        standard_error=error, lower=lower + other.value - other.upper, upper=upper + other.value - other.lower
    )


def _repeated(
    estimator: Callable[..., Estimate], replicate: NDArray[np.int64] | None, samples: list[Floats]
) -> Estimate:
    """Estimate whose error comes from independent repetitions where there are some."""
    if replicate is None:
        return estimator(*samples)
    found = replicated_estimate(estimator, replicate, *samples)
    assert isinstance(found, Estimate)
    return found
