"""Shocks: Marshall-Olkin counts, footprints, persistent events, hazard multipliers that decay and restart."""

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import Floats, assert_counts, assert_joint_law, assert_law, assert_means, simulated
from tests.theory.laws import binomials, conditional, normal_nodes, with_odds, within

pytestmark = pytest.mark.compiled
PATHS = 10_000
EVENTS = np.arange(25)  # numbers of events that have a chance


def test_marshall_olkin_count():
    ds = simulated("marshall_olkin", PATHS)
    given = 1.0 - 0.9 * 0.8**EVENTS
    assert_law(ds.defaults, stats.poisson.pmf(EVENTS, 1.5) @ binomials(15, given))


def test_shock_defaults_come_in_the_season_and_are_never_wilful():
    """A month's Poisson many events are survived with exp(−0.1); what a loan's own risk brings down can be wilful."""
    ds = simulated("marshall_olkin", PATHS, keep_months=True)
    own = within(0.1, 1)
    survival = (1.0 - own) * np.where(np.isin(np.arange(12), (5, 6, 7)), np.exp(-0.5 * 0.2), 1.0)
    alive = np.concatenate([[1.0], np.cumprod(survival)])
    assert_means(ds.claims_paid / 10_000.0, -15.0 * np.diff(alive))
    assert_means(ds.wilful, 15 * 0.4 * own * alive[:-1].sum())


def test_a_yearly_event_comes_in_the_first_month_of_its_season():
    ds = simulated("persistent_shock", PATHS // 2, keep_months=True)
    own = 0.95 ** (np.arange(13) / 12.0)
    hit = np.where(np.arange(13) > 2, 1.0 - 0.3 * 0.5, 1.0)  # the first year's event comes in March
    assert_means(ds.claims_paid.values[:, :12] / 10_000.0, -4.0 * np.diff(own * hit))


def test_townships_are_hit_each_by_its_own_chance():
    """At most one event, which hits East and West independently and Hill never."""
    ds = simulated("township_hits", PATHS)
    own, hit = 0.05, 1.0 - 0.95 * 0.6
    east = [binomials(6, own), 0.6 * binomials(6, hit) + 0.4 * binomials(6, own)]
    west = [binomials(9, own), 0.3 * binomials(9, hit) + 0.7 * binomials(9, own)]
    table = sum(0.5 * np.outer(one, other) for one, other in zip(east, west, strict=True))
    counts = [ds.township_defaults.sel(township=name) for name in ("East", "West", "Hill")]
    assert_joint_law((counts[0], counts[1]), np.asarray(table))
    assert_law(counts[2], binomials(3, own))


def test_sets_of_townships_are_hit_together():
    """Events of each footprint are independent Poisson numbers: means 0.48 and 0.36, the rest hit nobody."""
    ds = simulated("drought_sets", PATHS)
    first, second = stats.poisson.pmf(EVENTS, 1.2 * 0.4), stats.poisson.pmf(EVENTS, 1.2 * 0.3)

    def given(events: Floats) -> Floats:
        return 1.0 - 0.95 * 0.7**events

    both = EVENTS[:, None] + EVENTS  # West is hit by either set
    east, hill = binomials(6, given(EVENTS)), binomials(3, given(EVENTS))
    west = binomials(9, given(both))
    table = np.einsum("a,b,ai,abj,bk->ijk", first, second, east, west, hill)
    counts = tuple(ds.township_defaults.sel(township=name) for name in ("East", "West", "Hill"))
    assert_joint_law(counts, table)


def test_events_follow_each_other_as_a_markov_chain():
    ds = simulated("persistent_shock", PATHS // 2, keep_months=True)
    yearly = np.array([binomials(4, 0.05), binomials(4, 1.0 - 0.95 * 0.5)])  # without and with an event
    step = np.array([[0.7, 0.3], [0.2, 0.8]])
    table = np.einsum(
        "a,ai,ab,bj,bc,ck,cd,dl->ijkl", [0.7, 0.3], yearly, step, yearly, step, yearly, step, yearly
    )  # fmt: skip
    assert_joint_law(tuple(ds.cohort_defaults.values[:, 1:].T), table)
    without = simulated("persistent_shock", PATHS // 2, "shocks.epidemic.persistence=null")
    law = np.array([0.7, 0.3]) @ yearly
    assert_joint_law(tuple(without.cohort_defaults.values[:, 1:3].T), np.outer(law, law))


def monthly_law(annual: float, multipliers: Floats) -> Floats:
    """Chance of default by month, and last of none, where multipliers act on the intensity."""
    survival = (1.0 - annual) ** np.concatenate([[0.0], np.cumsum(multipliers) / 12.0])
    return np.append(-np.diff(survival), survival[-1])


def wave(months: int = 12) -> Floats:
    multipliers = np.ones(months)
    multipliers[3:9] = 1.0 + 5.0 * 0.7 ** np.arange(6)
    return multipliers


def test_a_stress_event_multiplies_intensities_and_decays():
    """The hit township alone, month by month; its loss is 80 % of the exposure while the event lasts, else 50 %."""
    ds = simulated("stress_wave", PATHS, "loans.townships.Spared.loans=0", keep_months=True)
    loss = np.where((np.arange(12) >= 3) & (np.arange(12) < 9), 8_000.0, 5_000.0)
    counts = ds.claims_paid.values / loss
    np.testing.assert_allclose(counts, np.rint(counts), atol=1e-9)
    assert_counts(np.append(counts.sum(axis=0), 30 * PATHS - counts.sum()), monthly_law(0.15, wave()))
    assert_law(ds.defaults, binomials(30, 1.0 - monthly_law(0.15, wave())[-1]))


def test_an_event_spares_the_townships_it_does_not_name():
    ds = simulated("stress_wave", PATHS)
    assert_law(ds.township_defaults.sel(township="Spared"), binomials(10, 0.15))
    assert_law(ds.township_defaults.sel(township="Hit"), binomials(30, 1.0 - monthly_law(0.15, wave())[-1]))
    spared = ds.township_claims.sel(township="Spared") - 5_000.0 * ds.township_defaults.sel(township="Spared")
    assert not np.abs(spared.values).max() > 1e-6


def test_an_event_of_an_active_type_begins_it_anew():
    """Expected survival along the chain of months since the last hit: 0 ... 3 while it lasts, 4 for none."""
    ds = simulated("recurring_shock", PATHS, keep_months=True)
    hit = 1.0 - np.exp(-5.0 / 12.0 * 0.5)  # some event of the month hits the township
    multipliers = np.append(1.0 + 7.0 * 0.6 ** np.arange(4), 1.0)
    alive, expected = np.array([0.0, 0.0, 0.0, 0.0, 1.0]), []
    for _ in range(18):
        older = np.array([0.0, alive[0], alive[1], alive[2], alive[3] + alive[4]])
        ages = (1.0 - hit) * older
        ages[0] += hit * alive.sum()
        survivors = ages * (1.0 - 0.2) ** (multipliers / 12.0)
        expected.append(ages.sum() - survivors.sum())
        alive = survivors
    plain = monthly_law(0.2, np.ones(18))[:-1]
    assert_means(ds.claims_paid / 10_000.0, 10.0 * (np.array(expected) + plain))
    means = 10.0 * np.array([np.sum(expected), plain.sum()])
    assert_means(ds.industry_claims.sel(industry=["crop", "pig"]) / 10_000.0, means)


def test_multipliers_of_probability_and_odds_act_before_the_factors():
    """Months 4 to 9 of the year take their part of another mixed probability, under the same factor."""
    ds = simulated("scaled_stress", PATHS)
    nodes, weights = normal_nodes()
    plain = conditional(0.15, np.sqrt(0.2) * nodes, 0.2)
    probabilities = {"Plain": 0.15, "Probability": 0.45, "Odds": with_odds(0.15, 4.0), "Both": with_odds(0.45, 4.0)}
    for name, probability in probabilities.items():
        stressed = conditional(probability, np.sqrt(0.2) * nodes, 0.2)
        given = 1.0 - ((1.0 - plain) * (1.0 - stressed)) ** 0.5
        assert_law(ds.township_defaults.sel(township=name), weights @ binomials(10, given))


def test_a_multiplied_probability_is_capped_at_one():
    """0.15 × 10 is certain default over a period, before the factors: only loans that fell earlier escape it."""
    ds = simulated(
        "scaled_stress", 2_000, "stress.first.hazard_multiplier=10", "correlation.county=0", keep_months=True
    )
    assert (ds.township_defaults.sel(township="Probability") == 10).all()
