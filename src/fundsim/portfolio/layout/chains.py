"""Markov chains as matrices: steps between states, and the law that a step leaves as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fundsim.programme.chains import STATIONARY

Floats = NDArray[np.float64]


def transition_matrix(transition: Mapping[str, Mapping[str, float]], states: Sequence[str]) -> Floats:
    """Probabilities from state (row) to state (column); pairs that are not given are 0."""
    return np.array([[transition[one].get(other, 0.0) for other in states] for one in states])


def stationary_law(matrix: Floats) -> Floats:
    """Law that a step of the chain leaves as it is: ``πP = π``, the only one by validation.

    Examples
    --------
    >>> stationary_law(np.array([[0.9, 0.1], [0.3, 0.7]])).round(12).tolist()
    [0.75, 0.25]
    """
    states = len(matrix)
    equations = np.vstack([matrix.T - np.eye(states), np.ones(states)])
    law = np.linalg.lstsq(equations, np.append(np.zeros(states), 1.0), rcond=None)[0]
    return np.asarray(np.where(law > 1e-12, law, 0.0))


def start_law(
    start: str | Mapping[str, float], transition: Mapping[str, Mapping[str, float]], states: Sequence[str]
) -> Floats:
    """Probabilities of the states in the first step."""
    if start == STATIONARY:
        return stationary_law(transition_matrix(transition, states))
    given = {start: 1.0} if isinstance(start, str) else start
    return np.array([given.get(state, 0.0) for state in states])


def cumulated(law: Floats) -> Floats:
    """Cumulative probabilities; 1 from the last possible state on, so that rounding leaves no gap."""
    total = np.cumsum(law)
    total[np.flatnonzero(law)[-1] :] = 1.0
    return total
