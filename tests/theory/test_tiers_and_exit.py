"""Layers that watch the NPL ratio: tiers, whole and marginal, excess not paid, an insurer that leaves for good."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import assert_amounts, assert_law, simulated
from tests.theory.laws import within

pytestmark = pytest.mark.compiled
PATHS = 10_000
LOANS, ANNUAL, LOAN = 20, 0.25, 10_000.0
ENDS, SHARES = (0.12, 0.22, 0.32), (1.0, 0.6, 0.25)


def whole(npl: float) -> float:
    """Share of the tier that the ratio lies in; nothing beyond the last."""
    return next((share for end, share in zip(ENDS, SHARES, strict=True) if npl <= end), 0.0)


def marginal(npl: float) -> float:
    """Each tier's share for its part of the ratio."""
    if npl == 0.0:
        return SHARES[0]
    parts = [max(0.0, min(npl, end) - start) for start, end in zip((0.0, *ENDS[:-1]), ENDS, strict=True)]
    return sum(part * share for part, share in zip(parts, SHARES, strict=True)) / npl


def excess(npl: float) -> float:
    """Above 14 % the asks are cut to 14 % over the ratio."""
    return min(1.0, 0.14 / npl) if npl > 0.0 else 1.0


OVERRIDES = {
    whole: (),
    marginal: ("layers.insurer.tiers_apply=marginal",),
    excess: (
        "layers.insurer.tiers=[]",
        "breakers={excess: {watch: npl_ratio, layer: insurer, stop_above: 0.14, action: stop_paying_excess}}",
    ),
}


@pytest.mark.parametrize("apply", OVERRIDES)
def test_the_share_paid_follows_the_npl_ratio_of_the_month_before(apply):
    """Defaults of eleven months give the ratio, those of twelve the claims."""
    ds = simulated("tiers", PATHS, *OVERRIDES[apply])
    before = within(ANNUAL, 11)
    last = (ANNUAL - before) / (1.0 - before)
    law: dict[float, float] = {}
    for early in range(LOANS + 1):
        for late in range(LOANS - early + 1):
            amount = round(LOAN * (early + late) * apply(early / LOANS), 2)
            chance = stats.binom.pmf(early, LOANS, before) * stats.binom.pmf(late, LOANS - early, last)
            law[amount] = law.get(amount, 0.0) + float(chance)
    assert_amounts(ds.payment.sel(layer="insurer"), law)


def test_an_insurer_that_left_pays_no_later_claim():
    """Chain over months: defaults so far, of which the first months' are paid while the ratio is at most 17 %."""
    assert_paid_until_exit(0.17)


def test_a_ratio_that_equals_its_threshold_is_not_above_it():
    """Three of twenty loans are 15 %, which is not more than 15 %."""
    assert_paid_until_exit(0.15)


def assert_paid_until_exit(threshold: float) -> None:
    ds = simulated("insurer_exit", PATHS, f"layers.insurer.suspend_when.above={threshold}")
    hazard = within(ANNUAL, 1)
    staying = np.zeros(LOANS + 1)  # law of the defaults so far while the insurer stays
    staying[0] = 1.0
    paid = np.zeros(LOANS + 1)
    for _ in range(12):
        following = np.zeros(LOANS + 1)
        for defaults, chance in enumerate(staying):
            following[defaults:] += chance * stats.binom.pmf(np.arange(LOANS - defaults + 1), LOANS - defaults, hazard)
        leaves = np.arange(LOANS + 1) / LOANS > threshold
        paid += np.where(leaves, following, 0.0)
        staying = np.where(leaves, 0.0, following)
    assert_law(np.rint(ds.payment.sel(layer="insurer").values / LOAN), paid + staying)
