"""Several levels of factors: conditional independence level by level, and bivariate normal pairs of loans."""

import csv
from collections.abc import Callable

import numpy as np
import pytest
from tests.theory.agreement import Floats, assert_joint_law, assert_law, assert_means, simulated
from tests.theory.laws import binomials, conditional, joint_default, normal_nodes, sums

from fundsim.scenario_file.shipped import shipped_path

pytestmark = pytest.mark.compiled
PATHS = 15_000
TOWNSHIPS = {"Small": 5, "Middle": 10, "Large": 25}
PROBABILITY, COUNTY, TOWNSHIP = 0.08, 0.1, 0.15


def township_laws() -> list[Floats]:
    """Law of each township's number of defaults given the county factor: (node, count)."""
    nodes, weights = normal_nodes()
    index = np.sqrt(COUNTY) * nodes[:, None] + np.sqrt(TOWNSHIP) * nodes
    given = conditional(PROBABILITY, index, COUNTY + TOWNSHIP)
    return [np.tensordot(weights, binomials(loans, given), (0, 1)) for loans in TOWNSHIPS.values()]


def test_number_of_defaults_in_a_county_of_townships():
    ds = simulated("two_level", PATHS)
    small, middle, large = township_laws()
    assert_law(ds.defaults, normal_nodes()[1] @ sums(sums(small, middle), large))


def test_two_townships_default_together_through_the_county_factor():
    ds = simulated("two_level", PATHS)
    small, middle, _ = township_laws()
    table = np.einsum("k,ki,kj->ij", normal_nodes()[1], small, middle)
    counts = tuple(ds.township_defaults.sel(township=name) for name in ("Small", "Middle"))
    assert_joint_law(counts, table)


Loan = dict[str, str]


def covariances(
    groups: list[list[Loan]], chance: Callable[[Loan], float], shared: Callable[[Loan, Loan], float]
) -> Floats:
    """Covariances of the groups' numbers of defaults: a sum over pairs of loans."""
    return np.array(
        [
            [
                sum(
                    chance(a) * (1.0 - chance(a)) if a is b
                    else joint_default(chance(a), chance(b), round(shared(a, b), 12)) - chance(a) * chance(b)
                    for a in first for b in second
                )
                for second in groups
            ]
            for first in groups
        ]
    )  # fmt: skip


def assert_covariances(counts: Floats, means: Floats, exact: Floats) -> None:
    centred = counts - means
    assert_means(centred[:, :, None] * centred[:, None, :], exact)


def test_loans_of_two_counties_share_the_province_factor_only():
    ds = simulated("two_counties", PATHS)
    sizes = {"East hill": 10, "East dale": 20, "West hill": 15, "West dale": 5}
    groups = [[{"county": name.split()[0]} for _ in range(loans)] for name, loans in sizes.items()]

    def shared(one: Loan, other: Loan) -> float:
        return 0.1 + 0.2 * (one["county"] == other["county"])

    exact = covariances(groups, lambda loan: 0.1, shared)
    counts = ds.township_defaults.sel(township=list(sizes)).values
    assert_means(counts, 0.1 * np.array([*sizes.values()]))
    assert_covariances(counts, 0.1 * np.array([*sizes.values()]), exact)


PROBABILITIES = {"crop": 0.1, "pig": 0.2, "shop": 0.3}
MATRIX = {frozenset(("crop", "pig")): 0.6, frozenset(("pig", "shop")): -0.5}


def fate_correlation(one: Loan, other: Loan) -> float:
    """Sum of the levels that two loans share."""
    if one["industry"] == other["industry"]:
        industry = 1.0
    else:
        industry = MATRIX.get(frozenset((one["industry"], other["industry"])), 0.0)
    township = one["township"] == other["township"]
    village = township and one["village"] == other["village"]
    return 0.05 + 0.08 + 0.12 * industry + 0.1 * township + 0.15 * village


def test_every_level_and_the_industry_matrix_correlate_what_they_should():
    ds = simulated("five_levels", PATHS)
    path = shipped_path("theory/five_levels")
    assert path is not None
    with path.with_suffix(".csv").open(encoding="utf-8") as file:
        loans = list(csv.DictReader(file))

    def chance(loan: Loan) -> float:
        return PROBABILITIES[loan["industry"]]

    for key, counts in (
        ("township", ds.township_defaults.values),
        ("industry", ds.industry_claims.values / 10_000.0),
    ):
        groups = [[loan for loan in loans if loan[key] == name] for name in ds[key].values]
        means = np.array([sum(map(chance, group)) for group in groups])
        assert_means(counts, means)
        assert_covariances(counts, means, covariances(groups, chance, fate_correlation))
