"""The shipped mutual fund: its published solvency by the exact laws, and by counting years in which it runs short."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pytest
from scipy import stats
from tests.theory.agreement import LEVEL, assert_continuous_law

import fundsim as fs

CAPITAL, ASSETS = 0.00662, 79e9
PRINTED = {"mutual_fund": 99.9995, "mutual_fund_gamma": 99.9996, "mutual_fund_lognormal": 99.8142}
YEARS, PATHS = 50, 400


def law_of(name: str, **changes: float) -> object:
    """The law that a shipped file writes, with printed parameters where they are changed."""
    claims = fs.load_scenario(name).loans.claims
    terms = {
        key: changes.get(key, getattr(claims, key)) for key in ("mu", "sigma", "shape", "scale") if hasattr(claims, key)
    }
    if claims.law == "lognormal":
        return stats.lognorm(terms["sigma"], scale=np.exp(terms["mu"]))
    kind = stats.gamma if claims.law == "gamma" else stats.weibull_min
    return kind(terms["shape"], scale=terms["scale"])


@pytest.mark.parametrize("name", PRINTED)
def test_published_solvency_comes_out_to_the_printed_digit(name: str) -> None:
    assert round(100.0 * law_of(name).cdf(CAPITAL), 4) == PRINTED[name]


@pytest.mark.parametrize("name", ["mutual_fund", "mutual_fund_gamma"])
def test_rounding_of_two_of_the_laws_does_not_matter(name: str) -> None:
    claims = fs.load_scenario(name).loans.claims
    for shape in (claims.shape - 0.0005, claims.shape + 0.0005):
        for scale in (claims.scale - 5e-7, claims.scale + 5e-7):
            assert 100.0 * law_of(name, shape=shape, scale=scale).cdf(CAPITAL) == pytest.approx(PRINTED[name], abs=1e-4)


def test_rounding_of_the_lognormal_law_does() -> None:
    name = "mutual_fund_lognormal"
    assert fs.load_scenario(name).loans.claims.sigma == pytest.approx(1.36, abs=0.005)
    assert 100.0 * law_of(name, sigma=1.36).cdf(CAPITAL) == pytest.approx(99.8083, abs=5e-5)
    low, high = (100.0 * law_of(name, mu=-8.95 + d, sigma=1.36 + d).cdf(CAPITAL) for d in (0.005, -0.005))
    assert low == pytest.approx(99.799, abs=5e-4)
    assert high == pytest.approx(99.817, abs=5e-4)
    assert low < PRINTED[name] < high


@lru_cache(maxsize=1)
def fund_years(name: str, capital: float) -> tuple[int, np.ndarray]:
    """Years in which the fund ran short, and the claims of every year."""
    overrides = [f"horizon.months={12 * YEARS}", f"layers.guaranty_fund.account.share_of_loans={capital}"]
    ds = fs.simulate(fs.load_scenario(name, overrides), n_paths=PATHS, seed=1, threads=2, keep_years=True)
    short = int(ds.exhausted.sel(layer="guaranty_fund").sum())
    np.testing.assert_allclose(ds.outstanding_mean, ASSETS, rtol=1e-9)
    return short, ds.layer_year_payment.sum("layer").values.ravel()


@pytest.mark.compiled
@pytest.mark.parametrize("capital", [CAPITAL, 0.00208])
@pytest.mark.parametrize("name", PRINTED)
def test_simulated_years_run_short_as_often_as_the_law_says(name: str, capital: float) -> None:
    """20,000 fund years, each begun with the whole capital: a binomial number of them falls short."""
    law = law_of(name)
    short, yearly = fund_years(name, capital)
    assert stats.binomtest(short, PATHS * YEARS, float(law.sf(capital))).pvalue > LEVEL
    assert_continuous_law(yearly / ASSETS, law.cdf)
    assert short == int((yearly / ASSETS > capital).sum())
