"""Extensions with monthly exits, with few places, and with a last month: absorbing chains and small enumerations."""

from collections import defaultdict
from itertools import product
from math import comb

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import Floats, assert_chances, assert_joint_law, assert_law, assert_means, simulated
from tests.theory.test_absorbing_chains import Rules, assert_counts_agree, life, nodes_of

pytestmark = pytest.mark.compiled
PATHS = 6_000
LOAN = 10_000.0


# ---------------------------------------------------------------- monthly exits

WAVE, MONTHS = 40, 14
GRANTED, AT_MOST, FAILS, CURE, EXIT = 0.8, 2, 0.3, 0.1, 0.07


def chain_of_exits(length: int) -> dict[str, Floats]:
    """Probabilities by month: forborne at its end, in default in it; and expected extensions and failures.

    States are (extensions had, months since the grant); a failure is decided on again in its month.
    """
    found = {name: np.zeros(MONTHS) for name in ("forborne", "default", "extensions", "failures")}
    asking, extended = {0: 1.0}, {}
    for month in range(MONTHS):
        following: dict[tuple[int, int], float] = defaultdict(float)
        for (had, age), mass in extended.items():
            well, badly = (1.0 - FAILS, FAILS) if age == length else (CURE, EXIT)
            found["forborne"][month] += well * mass
            found["failures"][month] += badly * mass
            asking[had] = asking.get(had, 0.0) + badly * mass
            following[had, age + 1] += (1.0 - well - badly) * mass
        for had, mass in asking.items():
            granted = GRANTED * mass if had < AT_MOST else 0.0
            found["extensions"][month] += granted
            found["default"][month] += mass - granted
            following[had + 1, 1] += granted
        found["forborne"][month] += sum(following.values())
        asking, extended = {}, following
    return found


@pytest.mark.parametrize("length", [5, None])
def test_forborne_loans_and_defaults_month_by_month(length):
    without_end = ("extension={months: null, default_at_end: 0}",) if length is None else ()
    ds = simulated("extension_exits", PATHS, *without_end, keep_months=True)
    exact = chain_of_exits(length or 10 * MONTHS)
    forborne = (ds.npl_forborne_ratio.values - ds.npl_ratio.values) * ds.outstanding.values / LOAN
    for month in (0, 1, 4, 5, 6, 10):
        law = stats.binom.pmf(np.arange(WAVE + 1), WAVE, exact["forborne"][month])
        assert_law(np.rint(forborne[:, month]), law)
    some = exact["default"] > 1e-12
    assert_means(ds.claims_paid.values[:, some] / LOAN, WAVE * exact["default"][some])
    assert_law(ds.defaults, stats.binom.pmf(np.arange(WAVE + 1), WAVE, exact["default"].sum()))
    counts = np.column_stack([ds.extensions, ds.extension_failures])
    assert_means(counts, WAVE * np.array([exact["extensions"].sum(), exact["failures"].sum()]))


# ---------------------------------------------------------------- places

EACH, PLACES, APPROVED, FAILED = 3, 2, 0.6, 0.5


def law_of_places() -> Floats:
    """Law of (defaults in the east, defaults in the west, extensions), by enumeration.

    Month 0: of the approved in the east two at most are extended. Month 2: each of these fails with one half and frees
    its place, one that ends well still holds it; approved failures and approved new cases of the west draw lots.
    """
    law = np.zeros((EACH + 1, EACH + 1, 2 * EACH + 1))
    for approved, again, new in product(range(EACH + 1), repeat=3):
        first = min(approved, PLACES)
        for failed in range(first + 1):
            free = PLACES - (first - failed)
            chance = (
                stats.binom.pmf(approved, EACH, APPROVED)
                * stats.binom.pmf(failed, first, FAILED)
                * stats.binom.pmf(again, failed, APPROVED)
                * stats.binom.pmf(new, EACH, APPROVED)
            )
            second = min(again + new, free)
            for won in range(second + 1):
                lots = comb(again, won) * comb(new, second - won) / comb(again + new, second)
                place = (EACH - first) + (failed - won), EACH - (second - won), first + second
                law[place] += chance * lots
    return law


def test_places_are_drawn_by_lot_among_failures_and_new_cases():
    ds = simulated("extension_places", PATHS)
    east, west = ds.township_defaults.sel(township="east"), ds.township_defaults.sel(township="west")
    assert_joint_law((east, west, ds.extensions), law_of_places())


@pytest.mark.parametrize("places", [1, 2, 3])
def test_every_approved_loan_has_the_same_chance_of_a_place(places):
    """One wave of forty, in two townships of ten and thirty: who is extended is a random subset."""
    towns = "loans.townships={county: {remove: true}, small: {loans: 10}, large: {loans: 30}}"
    overrides = (towns, f"extension.at_most_at_once={places}", "extension.granted=0.1", "horizon.months=1")
    ds = simulated("extension_exits", PATHS, *overrides)
    approved = stats.binom.pmf(np.arange(WAVE + 1), WAVE, 0.1)
    extended = np.bincount(np.minimum(np.arange(WAVE + 1), places), approved)
    assert_law(ds.extensions, extended)
    small = np.zeros(11)
    for number, chance in enumerate(extended):
        small += chance * stats.hypergeom.pmf(10 - np.arange(11), WAVE, 10, number)
    assert_law(ds.township_defaults.sel(township="small"), small)


def test_a_refused_loan_in_arrears_waits_for_a_place():
    """One of four is extended in month 0 and leaves after month 1; in month 2 one that is still overdue follows it."""
    overrides = (
        "loans.townships.county.loans=4", "arrears={cure_per_month: 0.3, default_per_month: 0.2}",
        "claim.filed_after_days=90", "horizon.months=4",
        "extension={replace: true, granted: 1, months: 1, at_most_at_once: 1}",
    )  # fmt: skip
    ds = simulated("extension_exits", PATHS, *overrides)
    nobody = (1.0 - 0.5**2) ** 3  # the three others are cured or in default by the end of month 1
    assert_chances(ds.extensions.values == 2, 1.0 - nobody)
    assert ((ds.extensions == 1) | (ds.extensions == 2)).all()


# ---------------------------------------------------------------- the last month


@pytest.mark.parametrize("until", [7, 3])
def test_no_extension_outlives_the_wall(until):
    """August 2024 is month 7."""
    overrides = () if until == 7 else (f"extension.until={until}",)
    ds = simulated("last_extensions", PATHS, "loans.repayment={replace: true, bullet: 1}", *overrides)
    rules = Rules(length=2, at_most=9, until=until)
    exact = life(rules, nodes_of(rules))
    assert not exact["extensions"][until + 1 :].any()
    assert exact["extensions"][until] > 0.0
    assert_counts_agree(ds, exact)
    open_ended = Rules(length=2, at_most=9)
    assert exact["defaults"].sum() > 1.05 * life(open_ended, nodes_of(open_ended))["defaults"].sum()
