"""A loan's life as an absorbing chain: monitoring, extension with re-default, renewal, missed dues."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr
from scipy import stats
from tests.theory.agreement import Floats, assert_chances, assert_law, assert_means, simulated
from tests.theory.laws import conditional, conditional_t, mixing_nodes, normal_nodes

pytestmark = pytest.mark.compiled
PATHS = 6_000
LOANS, ANNUAL, MONTHS, LOAN = 30, 0.5, 30, 10_000.0
COUNTS = ("distress", "wilful", "cures", "extensions", "extension_failures", "renewals", "defaults")


class Rules(NamedTuple):
    """Probabilities of one scenario; the defaults are those of extension.yaml."""

    term: int = 12
    wilful: float = 0.2
    cured: float = (1.0 - 0.7**1.5) * 0.6  # 6 inspections a year, a quarter of a year ahead
    granted: float = 0.6
    length: int = 3
    at_most: int = 2
    fails: float = 0.35
    renewed: float = 0.0
    renewals: int = 2
    catch_up: bool = False
    until: int = MONTHS  # last month in which an extension is granted


class Loan(NamedTuple):
    """State of a loan: months to maturity, this one included; extensions and renewals had; months of missed dues."""

    left: int
    extensions: int = 0
    renewals: int = 0
    missed: int = 0  # dues that are caught up in the month in which it performs again


def resumed(loan: Loan, missed: int, rules: Rules) -> Loan:
    """The loan when it performs again after missing some dues."""
    if not rules.catch_up:
        return loan
    return loan._replace(left=max(loan.left - missed, 1), missed=owed(loan) - max(loan.left - missed, 1))


def owed(loan: Loan) -> int:
    """Equal parts of the principal that are owed before this month's dues."""
    return loan.left + loan.missed


class Nodes(NamedTuple):
    """Nodes of a year's factor: yearly default probability, failure of an extension, weight."""

    yearly: Floats
    fails: Floats
    weights: Floats


def nodes_of(rules: Rules, correlation: float = 0.0, degrees: float = 0.0) -> Nodes:
    """A single node without a factor; those of the county factor; those of factor and Student's mixing variable."""
    if not correlation:
        return Nodes(np.array([ANNUAL]), np.array([rules.fails]), np.ones(1))
    nodes, weights = normal_nodes(60)
    index = np.sqrt(correlation) * nodes
    if not degrees:
        return Nodes(*(conditional(chance, index, correlation) for chance in (ANNUAL, rules.fails)), weights)
    mixing, mass = mixing_nodes(degrees, 60)
    given = (
        conditional_t(chance, index, mixing[:, None], correlation, degrees).ravel() for chance in (ANNUAL, rules.fails)
    )
    return Nodes(*given, np.outer(mass, weights).ravel())


def life(rules: Rules, nodes: Nodes) -> dict[str, Floats]:
    """Expected counts by month of one loan made in month 0, and the mean exposure of its defaults.

    States carry one weight for each node of the year's factor; at a new year the factor is independent.
    """
    weights, fails = nodes.weights, nodes.fails
    hazard = 1.0 - (1.0 - nodes.yearly) ** (1.0 / 12.0)
    performing: dict[Loan, Floats] = {Loan(rules.term): weights}
    forborne: dict[tuple[int, Loan], Floats] = {}  # by month of the extension's end
    found = {name: np.zeros(MONTHS) for name in (*COUNTS, "exposure")}
    for month in range(MONTHS):
        if month % 12 == 0:
            performing = {loan: weights * mass.sum() for loan, mass in performing.items()}
            forborne = {key: weights * mass.sum() for key, mass in forborne.items()}
        following: dict[Loan, Floats] = defaultdict(lambda: np.zeros_like(weights))
        extended: dict[tuple[int, Loan], Floats] = defaultdict(lambda: np.zeros_like(weights))

        def count(name: str, mass: Floats, amount: float = 1.0, at: int = month) -> None:
            found[name][at] += amount * mass.sum()

        def default(loan: Loan, mass: Floats) -> None:
            count("defaults", mass)
            count("exposure", mass, LOAN * owed(loan) / rules.term)

        def extend(loan: Loan, mass: Floats, new=extended, at: int = month) -> None:
            allowed = loan.extensions < rules.at_most and at <= rules.until
            granted = rules.granted * mass if allowed else 0.0 * mass
            count("extensions", granted)
            new[at + rules.length, loan._replace(extensions=loan.extensions + 1)] += granted
            default(loan, mass - granted)

        for loan, mass in performing.items():
            fallen = hazard * mass
            count("distress", fallen)
            count("wilful", rules.wilful * fallen)
            default(loan, rules.wilful * fallen)
            cured = rules.cured * (1.0 - rules.wilful) * fallen
            count("cures", cured)
            following[resumed(loan, 1, rules)] += cured
            extend(loan, (1.0 - rules.cured) * (1.0 - rules.wilful) * fallen)
            standing = mass - fallen
            if loan.left > 1:
                following[loan._replace(left=loan.left - 1, missed=0)] += standing
            elif loan.renewals < rules.renewals:
                count("renewals", rules.renewed * standing)
                following[Loan(rules.term, renewals=loan.renewals + 1)] += rules.renewed * standing
        for (end, loan), mass in forborne.items():
            if end > month:
                extended[end, loan] += mass
                continue
            count("extension_failures", fails * mass)
            extend(loan, fails * mass)
            following[resumed(loan, rules.length + 1, rules)] += (1.0 - fails) * mass
        performing, forborne = following, extended
    return found


def assert_counts_agree(ds: xr.Dataset, exact: dict[str, Floats]) -> None:
    """Means of all counts, together."""
    assert_means(
        np.column_stack([ds[name] for name in COUNTS]), LOANS * np.array([exact[name].sum() for name in COUNTS])
    )


CASES = {
    "shifted schedule": (Rules(), ()),
    "dues caught up": (Rules(catch_up=True), ("missed_dues=catch_up",)),
    "one extension": (Rules(at_most=1), ("extension.at_most=1",)),
    "three extensions of one month": (Rules(at_most=3, length=1), ("extension.at_most=3", "extension.months=1")),
    "no extension": (Rules(granted=0.0), ("extension.granted=0",)),
    "certain failure": (Rules(fails=1.0), ("extension.default_at_end=1",)),
    "no monitoring": (Rules(cured=0.0), ("monitoring.detects=0",)),
}


@pytest.mark.parametrize("name", CASES)
def test_expected_counts_of_independent_loans(name):
    rules, overrides = CASES[name]
    bullets = ("loans.repayment={replace: true, bullet: 1}",)
    ds = simulated("extension", PATHS, *bullets, *overrides)
    exact = life(rules, nodes_of(rules))
    assert_counts_agree(ds, exact)
    assert_law(ds.defaults, stats.binom.pmf(np.arange(LOANS + 1), LOANS, exact["defaults"].sum()))


@pytest.mark.parametrize("missed_dues", ["shift", "catch_up"])
def test_defaults_by_month_and_their_exposure(missed_dues):
    """Equal parts of the principal: the exposure is what the shifted or caught-up schedule still owes."""
    ds = simulated("extension", PATHS, f"missed_dues={missed_dues}", keep_months=True)
    rules = Rules(catch_up=missed_dues == "catch_up")
    exact = life(rules, nodes_of(rules))
    enough = exact["defaults"] * LOANS * PATHS > 200.0  # months with hardly any default have no normal mean
    assert enough[:14].all()
    assert_means(ds.claims_paid.values[:, enough], LOANS * exact["exposure"][enough])
    assert_means(ds.exposure_at_default, LOANS * exact["exposure"].sum())


@pytest.mark.parametrize("degrees", [0, 4])
def test_extensions_fail_when_loans_default(degrees):
    """Under a factor the share of extensions that fail is above the probability of an average year."""
    overrides = ("correlation.copula=t", f"correlation.degrees_of_freedom={degrees}") if degrees else ()
    ds = simulated("extension_in_bad_years", PATHS, *overrides)
    exact, independent = (life(Rules(), nodes_of(Rules(), *terms)) for terms in ((0.3, degrees), ()))
    assert_counts_agree(ds, exact)
    realised = exact["extension_failures"].sum() / exact["extensions"].sum()
    assert realised > 1.02 * independent["extension_failures"].sum() / independent["extensions"].sum()


@pytest.mark.parametrize("catch_up", [False, True])
def test_renewed_loans_face_the_same_risks_again(catch_up):
    ds = simulated("renewal", PATHS, f"missed_dues={'catch_up' if catch_up else 'shift'}")
    rules = Rules(term=6, renewed=0.7, catch_up=catch_up)
    exact = life(rules, nodes_of(rules))
    assert_counts_agree(ds, exact)
    assert_chances(ds.defaults.values == 0, (1.0 - exact["defaults"].sum()) ** LOANS)
