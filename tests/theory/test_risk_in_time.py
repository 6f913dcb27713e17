"""Regimes, price cycles, ages of loans, borrowers' cover and contagion against laws worked out step by step."""

import numpy as np
import pytest
from tests.theory.agreement import SEED, Floats, assert_counts, assert_joint_law, assert_law, assert_means, simulated
from tests.theory.laws import binomials, conditional, normal_nodes, poisson_binomial, sums, with_odds

import fundsim as fs
from fundsim.portfolio import build_loan_book

pytestmark = pytest.mark.compiled
PATHS = 10_000


def default_months(intensities: Floats) -> Floats:
    """Chance of default by month, and last of none, from monthly intensities."""
    survival = np.exp(-np.concatenate([[0.0], np.cumsum(intensities)]))
    return np.append(-np.diff(survival), survival[-1])


def assert_months(name: str, intensities: Floats, *overrides: str, loans: int = 40) -> None:
    """Defaults fall in the months in which they should, and there are as many as there should be."""
    ds = simulated(name, PATHS // 5, *overrides, keep_months=True)
    chances = default_months(intensities)
    counts = np.rint(ds.claims_paid.values / 10_000.0)
    np.testing.assert_allclose(counts.sum(axis=1), ds.defaults)
    assert_counts(np.append(counts.sum(axis=0), loans * len(counts) - counts.sum()), chances)
    assert_law(ds.defaults, binomials(loans, 1.0 - chances[-1]))


# ---------------------------------------------------------------- regimes


def yearly(probability: float, loans: int) -> Floats:
    """Law of a year's defaults under a county factor."""
    nodes, weights = normal_nodes()
    return np.asarray(weights @ binomials(loans, conditional(probability, np.sqrt(0.1) * nodes, 0.1)))


def three_years(start: Floats, bad: float) -> Floats:
    """Joint law of three cohorts' defaults, mixed over the chain's states."""
    step = np.array([[0.8, 0.2], [0.4, 0.6]])
    laws = np.array([yearly(0.05, 12), yearly(bad, 12)])
    return np.einsum("a,ai,ab,bj,bc,ck->ijk", start, laws, step, laws, step, laws)


@pytest.mark.parametrize(
    ("start", "law"),
    [("stationary", [2 / 3, 1 / 3]), ("bad", [0.0, 1.0]), ("{good: 0.5, bad: 0.5}", [0.5, 0.5])],
)
def test_a_chain_of_good_and_bad_years_mixes_the_yearly_laws(start, law):
    ds = simulated("regimes", PATHS, f"regimes.weather.start={start}")
    assert_joint_law(tuple(ds.cohort_defaults.values[:, 1:].T), three_years(np.array(law), 0.25))


def test_regimes_multiply_odds_on_request():
    ds = simulated("regimes", PATHS, "regimes.weather.scale=odds")
    table = three_years(np.array([2 / 3, 1 / 3]), with_odds(0.05, 5.0))
    assert_joint_law(tuple(ds.cohort_defaults.values[:, 1:].T), table)


def test_bad_years_lose_more_of_each_default():
    """Net claims are the loss: 40 % of the exposure in good years, 60 % in bad ones."""
    ds = simulated("regimes", PATHS, "horizon.months=12")
    chances = (yearly(0.05, 12) @ np.arange(13), yearly(0.25, 12) @ np.arange(13))
    assert_means(ds.claims, 10_000.0 * (2 / 3 * 0.4 * chances[0] + 1 / 3 * 0.6 * chances[1]))


def test_townships_have_chains_of_their_own():
    towns = "loans.townships={replace: true, East: {loans: 6}, West: {loans: 6}}"
    own = ("lending={replace: true, mode: run_off}", "regimes.weather.level=township", "correlation.county=0")
    ds = simulated("regimes", PATHS, towns, *own)
    law = np.array([2 / 3, 1 / 3]) @ np.array([binomials(6, 0.05), binomials(6, 0.25)])
    counts = tuple(ds.township_defaults.sel(township=name) for name in ("East", "West"))
    assert_joint_law(counts, np.outer(law, law))
    shared = simulated("regimes", PATHS, towns, *own, "regimes.weather.level=county")
    laws = np.array([binomials(6, 0.05), binomials(6, 0.25)])
    counts = tuple(shared.township_defaults.sel(township=name) for name in ("East", "West"))
    assert_joint_law(counts, np.einsum("a,ai,aj->ij", [2 / 3, 1 / 3], laws, laws))


# ---------------------------------------------------------------- price cycles


CYCLE = np.array([0.0, 3.0, 1.5, 0.5, 1.0])


def cycle_intensities(phase: int) -> Floats:
    return -np.log(0.8) / 12.0 * CYCLE[(np.arange(12) + phase) % 5]


def test_a_price_cycle_multiplies_the_intensity_of_its_months():
    assert_months("price_cycle", cycle_intensities(3))


def test_a_random_phase_mixes_all_months_of_the_cycle():
    ds = simulated("price_cycle", PATHS, "price_cycles.pork.phase_months=random")
    given = [1.0 - np.exp(-cycle_intensities(phase).sum()) for phase in range(5)]
    assert_law(ds.defaults, binomials(40, given).mean(axis=0))


# ---------------------------------------------------------------- ages


def test_seasoning_says_when_and_not_how_many():
    curve = np.interp(np.arange(24), [0, 6, 18], [0.0, 3.0, 0.5])
    intensities = -np.log(0.8) / 12.0 * curve / curve.mean()
    assert_months("seasoning", intensities)
    assert np.exp(-intensities.sum()) == pytest.approx(0.8**2)


def test_a_part_of_a_bullet_loans_risk_falls_in_its_month_of_maturity():
    year = -np.log(0.8)
    assert_months("due_at_maturity", np.append(np.full(11, 0.4 / 12), 0.4 / 12 + 0.6) * year)
    longer = ("loans.product.term_months=24", "horizon.months=24")
    assert_months("due_at_maturity", np.append(np.full(23, 0.4 / 12), 0.4 / 12 + 0.6 * 2) * year, *longer)
    ds = simulated("due_at_maturity", PATHS, "loans.repayment={replace: true, annuity: 1}")
    assert_law(ds.defaults, binomials(40, 0.2))


def test_other_industries_than_the_leading_ones_have_other_odds():
    overrides = (
        "loans.industries={replace: true, tea: 0.5, inn: 0.5}",
        "default_probability={leading_industries: [tea], odds_outside_leading: 3}",
    )
    ds = simulated("one_period", PATHS, *overrides)
    assert_law(ds.defaults, poisson_binomial([0.05] * 20 + [with_odds(0.05, 3.0)] * 20))


# ---------------------------------------------------------------- cover


def test_cover_takes_force_from_a_shock_for_those_who_have_it():
    ds = simulated("insured_borrowers", PATHS)
    cover = build_loan_book(fs.load_scenario("theory/insured_borrowers"), seed=SEED).cover
    assert cover is not None
    insured = int(cover[:, 0, 0].sum())
    assert 8 <= insured <= 32  # four standard deviations around half of 40
    chances = [1.0 - 0.95 ** (0.5 + 0.5 * multiplier) for multiplier in (2.0, 10.0)]
    assert_law(ds.defaults, sums(binomials(insured, chances[0]), binomials(40 - insured, chances[1])))


def test_premiums_of_cover_are_paid_on_what_performs():
    ds = simulated("insured_borrowers", 200, "default_probability.annual=0", "loans.size.amount=50000")
    cover = build_loan_book(fs.load_scenario("theory/insured_borrowers"), seed=SEED).cover
    assert cover is not None
    premium = 50_000.0 * 0.03 * cover[:, 0, 0].sum()
    for party, share in (("government", 0.8), ("bank", 0.0), ("borrower", 0.2)):
        np.testing.assert_allclose(ds.borrower_cover_premium.sel(party=party), share * premium)
    np.testing.assert_allclose(ds.government_cost, 0.8 * premium)


# ---------------------------------------------------------------- contagion


def overdue_law(loans: int, intensities: Floats, strength: float, trigger: float = 0.0) -> Floats:
    """Law of the number of loans in default after some months: each month a binomial number of the rest follows."""
    law = np.eye(loans + 1)[0]
    for intensity in intensities:
        after = np.zeros(loans + 1)
        for overdue, chance in enumerate(law):
            multiplier = np.exp(strength * max(0.0, overdue / loans - trigger))
            fresh = binomials(loans - overdue, -np.expm1(-multiplier * intensity))
            after[overdue:] += chance * fresh
        law = after
    return law


def flat(annual: float) -> Floats:
    return np.full(12, -np.log1p(-annual) / 12.0)


def total_of_villages(law: Floats) -> Floats:
    """Law of the defaults of twenty independent villages."""
    total = np.ones(1)
    for _ in range(20):
        total = np.convolve(total, law)
    return total


def assert_villages(law: Floats, *overrides: str) -> None:
    """Defaults of twenty villages of two loans, and villages in which both default."""
    ds = simulated("contagion", PATHS // 2, *overrides)
    assert_law(ds.defaults, total_of_villages(law))
    assert_law(ds.failed_villages, binomials(20, law[2]))


def test_villages_fail_together():
    law = overdue_law(2, flat(0.2), 6.0)
    assert law[2] > 3.0 * overdue_law(2, flat(0.2), 0.0)[2]
    assert_villages(law)


def test_without_strength_neighbours_are_independent():
    assert_villages(overdue_law(2, flat(0.2), 0.0), "contagion.village.strength=0")


def test_contagion_multiplies_with_seasoning_and_maturity():
    curve = np.interp(np.arange(13), [0, 12], [0.0, 2.0])
    parts = 0.5 * curve / curve.mean() / 12.0
    parts[-1] += 0.5 * 13 / 12
    terms = "default_probability={seasoning: {ages: [0, 12], relative: [0, 2]}, due_at_maturity: 0.5}"
    ds = simulated("contagion", PATHS // 2, terms, "horizon.months=13")
    assert_law(ds.defaults, total_of_villages(overdue_law(2, -np.log(0.8) * parts, 6.0)))


def test_village_and_township_contagion_multiply():
    """Villages of one township are no longer independent: one village alone in it has both exponents."""
    one = ("loans.townships.county.loans=2", "loans.villages_per_township=1", "contagion.township={strength: 2}")
    ds = simulated("contagion", PATHS, *one)
    assert_law(ds.defaults, overdue_law(2, flat(0.2), 8.0))


def test_contagion_of_a_township_begins_above_its_trigger():
    ds = simulated("township_contagion", PATHS)
    law = overdue_law(5, flat(0.3), 4.0, 0.2)
    assert_law(ds.defaults, law)
    assert_law(ds.failed_villages, np.array([1.0 - law[5], law[5]]))
    half = simulated("township_contagion", PATHS, "report.village_failed_at=0.5")
    assert_law(half.failed_villages, np.array([law[:3].sum(), law[3:].sum()]))
