"""Size laws and rescaling to reported totals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fundsim.portfolio.balances import share_owed
from fundsim.portfolio.draws import portfolio_key, uniforms
from fundsim.portfolio.rescaling import scale_to_total
from fundsim.portfolio.schedules import balance_profile
from fundsim.portfolio.sizes import mean_principal, principal_quantile
from fundsim.programme.loans import FixedSize, LognormalSize, MostlyAtCap, SizeLaw, UniformSize

UNIFORM = np.array([0.001, 0.25, 0.5, 0.999])


def test_fixed_size() -> None:
    assert principal_quantile(FixedSize(law="fixed", amount=5.0), UNIFORM).tolist() == [5.0] * 4


def test_uniform_size() -> None:
    size = UniformSize(law="uniform", smallest=100.0, largest=300.0)
    assert principal_quantile(size, UNIFORM) == pytest.approx([100.2, 150.0, 200.0, 299.8])


def test_mostly_at_cap_has_a_point_mass_at_the_cap() -> None:
    size = MostlyAtCap(law="mostly_at_cap", cap=500.0, share_at_cap=0.5, smallest=100.0)
    assert principal_quantile(size, UNIFORM) == pytest.approx([100.8, 300.0, 500.0, 500.0])
    always = MostlyAtCap(law="mostly_at_cap", cap=500.0, share_at_cap=1.0, smallest=100.0)
    assert principal_quantile(always, UNIFORM).tolist() == [500.0] * 4


def test_lognormal_size_has_the_stated_moments_and_its_tail_at_the_cap() -> None:
    size = LognormalSize(law="lognormal", mean=200.0, coefficient_of_variation=0.5)
    scale = math.sqrt(math.log(1.25))
    law = stats.lognorm(s=scale, scale=200.0 * math.exp(-(scale**2) / 2.0))
    assert law.mean() == pytest.approx(200.0)
    assert law.std() == pytest.approx(100.0)
    assert principal_quantile(size, UNIFORM) == pytest.approx(law.ppf(UNIFORM))
    capped = LognormalSize(law="lognormal", mean=200.0, coefficient_of_variation=0.5, cap=250.0)
    assert principal_quantile(capped, UNIFORM)[-1] == 250.0


def test_absurd_variation_stays_finite_and_positive() -> None:
    size = LognormalSize(law="lognormal", mean=1e15, coefficient_of_variation=1e9)
    principal = principal_quantile(size, np.array([2.0**-54, 1.0 - 2.0**-54]))
    assert principal.tolist() == pytest.approx([0.01, 1e15])


@pytest.mark.parametrize(
    "size",
    [
        FixedSize(law="fixed", amount=70.0),
        UniformSize(law="uniform", smallest=10.0, largest=90.0),
        MostlyAtCap(law="mostly_at_cap", cap=80.0, share_at_cap=0.6, smallest=20.0),
        LognormalSize(law="lognormal", mean=60.0, coefficient_of_variation=0.7),
    ],
)
def test_mean_of_each_law(size: SizeLaw) -> None:
    principal = principal_quantile(size, uniforms(portfolio_key(3), np.arange(40_000), 0, 0))
    assert abs(principal.mean() - mean_principal(size)) <= 4.0 * principal.std() / 200.0


def test_rescaling_by_hand() -> None:
    principal, owed = np.array([10.0, 30.0, 20.0]), np.array([1.0, 1.0, 0.5])
    assert scale_to_total(principal, owed, 100.0, math.inf) == 2.0
    # With the middle loan at 45, the others share 55: (10 + 10)·2.75; the third is then at 55 > 45,
    # so both are at the cap, and the first has 100 - 45 - 22.5 = 32.5.
    assert scale_to_total(principal, owed, 100.0, 45.0) == pytest.approx(3.25)
    assert scale_to_total(principal, owed, 1000.0, 45.0) == 4.5  # all at the cap


loans = st.lists(st.tuples(st.floats(1.0, 1e6), st.floats(0.01, 1.0)), min_size=1, max_size=30)


@settings(deadline=None)
@given(loans, st.floats(0.01, 1.0), st.floats(1.0, 1e6))
def test_rescaled_balances_add_up_whenever_the_cap_allows(
    rows: list[tuple[float, float]], filled: float, cap: float
) -> None:
    principal, owed = (np.array(column) for column in zip(*rows, strict=True))
    total = filled * cap * owed.sum()
    rescaled = np.minimum(scale_to_total(principal, owed, total, cap) * principal, cap)
    assert rescaled @ owed == pytest.approx(total, rel=1e-9)
    assert rescaled.max() <= cap


@settings(deadline=None)
@given(loans, st.floats(1.0, 1e9))
def test_rescaling_without_a_cap_keeps_proportions(rows: list[tuple[float, float]], total: float) -> None:
    principal, owed = (np.array(column) for column in zip(*rows, strict=True))
    assert scale_to_total(principal, owed, total, math.inf) * principal @ owed == pytest.approx(total, rel=1e-9)


def test_share_owed_is_the_schedules_profile() -> None:
    schedule = np.array([0, 1, 1, 2, 2, 1])
    term = np.array([12, 12, 10, 36, 36, 12])
    every = np.array([1, 1, 3, 1, 12, 1])
    rate = np.array([0.05, 0.0, 0.0, 0.05, 0.06, 0.0])
    age = np.array([11, 3, 7, 20, 24, 0])
    owed = share_owed(schedule, term, every, rate, age)
    expected = [balance_profile(*row[:4])[row[4]] for row in zip(schedule, term, every, rate, age, strict=True)]
    assert owed.tolist() == expected
    assert owed[[0, 1, 5]].tolist() == [1.0, 0.75, 1.0]
    assert share_owed(schedule[:1], term[:1], every[:1], rate[:1], age[:1]).tolist() == [1.0]
