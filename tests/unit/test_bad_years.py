"""The worst 1 % of all years: found block by block as if all were sorted."""

from __future__ import annotations

import numpy as np

from fundsim.simulation.bad_years import BadYears


def test_the_worst_years_are_those_of_all_paths_sorted() -> None:
    rng = np.random.default_rng(5)
    payment = np.round(rng.lognormal(3.0, 1.0, (900, 2, 3, 2)))  # many years are equal
    recovery = rng.uniform(0.0, 5.0, (900, 2, 3))
    years = BadYears([1, 2], 2, 2, 900)
    for part in np.array_split(rng.permutation(900), 40):
        years.add(part, np.moveaxis(payment[part], 1, -1), np.moveaxis(recovery[part], 1, -1))
    found = years.worst()
    for size in range(2):
        claims = payment[:, size].sum(axis=2)[:, 1:]
        order = np.argsort(claims, axis=None, kind="stable")[::-1][:18]
        path, place = np.unravel_index(order, claims.shape)
        assert found.path[size].tolist() == path.tolist()
        assert found.year[size].tolist() == (place + 1).tolist()
        assert np.array_equal(found.payment[size], payment[path, size, place + 1])
        assert np.array_equal(found.recovery[size], recovery[path, size, place + 1])


def test_at_least_one_year_is_kept() -> None:
    years = BadYears([0], 1, 1, 3)
    years.add(np.arange(3), np.array([5.0, 9.0, 7.0])[:, None, None, None], np.zeros((3, 1, 1)))
    found = years.worst()
    assert (found.path.tolist(), found.payment.ravel().tolist()) == ([[1]], [9.0])
