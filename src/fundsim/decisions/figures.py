"""Key figures by which designs are compared: what each measures, and the influence of every path on it."""

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


def _mean_of(label_en: str, label_zh: str, quantity: str, unit: str = "currency") -> KeyFigure:
    return KeyFigure(label_en, label_zh, unit, (quantity,), mean, mean_influence)


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
        "Mean cost to government (present value)", "政府平均成本（现值）", "government_cost"
    ),
    "quantile_95_government_cost": KeyFigure(
        "95 % quantile of the cost to government", "政府成本的95%分位数", "currency", ("government_cost",),
        partial(quantile, level=0.95), partial(quantile_influence, level=0.95),
    ),
    "mean_bank_loss": _mean_of("Mean bank loss after recovery", "银行平均净损失", "bank_loss"),
    "loss_ratio": KeyFigure(
        "Loss ratio of the insurers", "保险赔付率", "1", ("insurance_payment", "insurance_premium"),
        ratio_of_totals, ratio_influence,
    ),
    "mean_lending": _mean_of("Mean lending", "平均新发放贷款", "lending"),
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
    names = ("claims", "ruined", "shortfall", "government_cost", "bank_loss", "lending", "lending_lost")
    found = {name: known[name].to_numpy().astype(np.float64) for name in names if name in known}
    if "months_survived" in known:
        found["years_survived"] = known["months_survived"].to_numpy() / 12.0
    for name in ("insurance_payment", "insurance_premium"):
        if name in known:
            found[name] = known[name].sum("layer").to_numpy()
    return found


def estimate_of(figure: KeyFigure, quantities: dict[str, Floats]) -> Estimate | None:
    """Estimate of a key figure; None where the design has nothing that it measures."""
    if not set(figure.quantities) <= set(quantities):
        return None
    return figure.estimator(*(quantities[name] for name in figure.quantities))


def influence_of(figure: KeyFigure, quantities: dict[str, Floats]) -> Influence | None:
    """Value and influence of every path on a key figure; None where the design has nothing that it measures."""
    if not set(figure.quantities) <= set(quantities):
        return None
    return figure.influence(*(quantities[name] for name in figure.quantities))
