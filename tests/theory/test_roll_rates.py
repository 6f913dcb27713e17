"""Arrears as an absorbing chain: how many are cured, default and are overdue, month by month."""

from typing import NamedTuple

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import Floats, assert_law, assert_means, simulated
from tests.theory.laws import within

pytestmark = pytest.mark.compiled
PATHS = 5_000
LOAN = 10_000.0


# ---------------------------------------------------------------- one wave of distress

WAVE, WAIT, CURE, DEFAULT = 40, 4, 0.2, 0.15
STAYS = 1.0 - CURE - DEFAULT


def numbers(ds, name):
    """Loans behind a monthly ratio, all loans being of one size: (path, month)."""
    return np.rint(ds[name].values * ds.outstanding.values / LOAN).astype(int)


def cured_by(age: int) -> float:
    """Probability that a loan is cured at this age or before: a geometric sum."""
    return CURE * (1.0 - STAYS ** min(age + 1, WAIT)) / (CURE + DEFAULT)


def test_cures_and_defaults_share_out_the_loans_in_distress():
    ds = simulated("roll_rates", PATHS, keep_months=True)
    assert_law(ds.arrears_cures, stats.binom.pmf(np.arange(WAVE + 1), WAVE, cured_by(WAIT)))
    assert (ds.arrears_cures + ds.defaults == WAVE).all()


@pytest.mark.parametrize("age", [0, 1, 3, 8])
def test_overdue_stock_by_months_since_distress(age):
    """All that are not cured are overdue, and non-performing from claim age on, whether in default or not."""
    ds = simulated("roll_rates", PATHS, keep_months=True)
    law = stats.binom.pmf(np.arange(WAVE + 1), WAVE, 1.0 - cured_by(age))
    assert_law(numbers(ds, "overdue_ratio")[:, age], law)
    assert_law(numbers(ds, "npl_ratio")[:, age], law if age >= WAIT else np.eye(1, WAVE + 1)[0])


@pytest.mark.parametrize("first", [0, 1])
def test_defaults_by_age(first):
    """Claims that wait from the default show its month; at claim age the rest defaults."""
    overrides = ("arrears.claim_waits_from=default", f"arrears.first_roll={('distress_month', 'next_month')[first]}")
    ds = simulated("roll_rates", PATHS, *overrides, keep_months=True)
    claims = np.rint(ds.claims_paid.values / LOAN).astype(int)
    assert not claims[:, :WAIT].any()
    for age in range(WAIT + 1):
        rolls = max(age - first, 0)
        chance = STAYS**rolls * DEFAULT * (age >= first) if age < WAIT else STAYS**rolls
        assert_law(claims[:, WAIT + age], stats.binom.pmf(np.arange(WAVE + 1), WAVE, chance))


# ---------------------------------------------------------------- the stock under steady lending

LOANS, TERM, MONTHS = 60, 12, 30
HAZARD = within(0.3, 1)


class Rolls(NamedTuple):
    """Terms of the arrears; the defaults are those of rolling_stock.yaml."""

    cure: float = 0.25
    default: float = 0.1
    at_maturity: float = 1.0
    first: int = 0
    wait: int = 3
    from_default: bool = False


def expected_stocks(terms: Rolls) -> tuple[Floats, Floats, Floats, Floats]:
    """Expected loans overdue, non-performing, cured and in default by month.

    ``ages`` are loans that perform, by months behind them; ``arrears`` those overdue, by months behind them when they
    missed their due and months since. A loan that is cured goes on where its schedule stopped.
    """
    ages, arrears = np.full(TERM, LOANS / TERM), np.zeros((TERM, terms.wait + 1))
    found = np.zeros((4, MONTHS + TERM + 2 * terms.wait))
    overdue, npl, cured, defaults = found
    for month in range(MONTHS):
        arrears[:, 0] = HAZARD * ages
        following = np.roll((1.0 - HAZARD) * ages, 1)  # those that mature are replaced by new loans
        rolled = np.zeros_like(arrears)
        for done in range(TERM):
            for age in range(terms.wait + 1):
                mass = arrears[done, age]
                at_maturity = terms.at_maturity if done + age == TERM - 1 else 0.0
                fails = at_maturity + (1.0 - at_maturity) * terms.default
                heals = (1.0 - at_maturity) * terms.cure
                if age < terms.first:
                    fails = heals = 0.0
                if age == terms.wait:
                    fails, heals = 1.0, 0.0
                filed = month + (terms.wait if terms.from_default else terms.wait - age)
                overdue[month:filed] += fails * mass
                npl[filed : filed + 12] += fails * mass
                cured[month] += heals * mass
                defaults[month] += fails * mass
                following[done] += heals * mass
                following[0] += fails * mass
                if age < terms.wait:
                    rolled[done, age + 1] = (1.0 - fails - heals) * mass
        overdue[month] += rolled.sum()
        ages, arrears = following, rolled
    return overdue[:MONTHS], npl[:MONTHS], cured[:MONTHS], defaults[:MONTHS]


CASES = {
    "as it is": (Rolls(), ()),
    "no default but by age and maturity": (Rolls(default=0.0), ("arrears.default_per_month=0",)),
    "maturity decides nothing": (Rolls(at_maturity=0.0), ("arrears.default_at_maturity=0",)),
    "maturity decides half": (Rolls(at_maturity=0.5), ("arrears.default_at_maturity=0.5",)),
    "first roll in the next month": (Rolls(first=1), ("arrears.first_roll=next_month",)),
    "claims wait from default": (
        Rolls(from_default=True, wait=5),
        ("arrears.claim_waits_from=default", "claim.filed_after_days=150"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_expected_stock_of_overdue_loans_under_steady_lending(name):
    terms, overrides = CASES[name]
    ds = simulated("rolling_stock", PATHS, *overrides, keep_months=True)
    overdue, npl, cured, defaults = expected_stocks(terms)
    stock, non_performing = numbers(ds, "overdue_ratio"), numbers(ds, "npl_ratio")
    some = npl > 0.0  # months before the first claim
    assert_means((stock - non_performing), overdue)
    assert_means(non_performing[:, some], npl[some])
    assert not non_performing[:, ~some].any()
    assert_means(ds.arrears_cures, cured.sum())
    assert_means(ds.defaults, defaults.sum())
