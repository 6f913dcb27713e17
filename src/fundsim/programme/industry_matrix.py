"""Whether correlations between industries can hold together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from fundsim.errors import Fault
from fundsim.programme.scenario import Scenario


def matrix_contradictions(scenario: Scenario) -> Iterator[Fault]:
    """Pairs must agree, and the matrix must be one of correlations: positive definite."""
    matrix = scenario.correlation.industry_matrix or {}
    key = "correlation.industry_matrix"
    names = list(dict.fromkeys([*matrix, *(name for row in matrix.values() for name in row)]))
    consistent = True
    for name in names:
        if name in matrix.get(name, {}):
            consistent = False
            yield Fault(f"{key}.{name}.{name}", "an industry's correlation with itself is 1", remedy="drop it")
    for one, other in combinations(names, 2):
        given = {row[name] for row, name in ((matrix.get(one, {}), other), (matrix.get(other, {}), one)) if name in row}
        if len(given) > 1:
            consistent = False
            values = " and ".join(f"{value:g}" for value in sorted(given))
            message = f"`{one}` with `{other}` is given twice, as {values}"
            yield Fault(f"{key}.{one}", message, remedy="give the pair once", concerns=(f"{key}.{other}",))
    if consistent and names and not _positive_definite(names, matrix):
        message = "these correlations cannot hold together (the matrix is not positive definite)"
        yield Fault(key, message, remedy="bring the largest ones nearer to 0")


def _positive_definite(names: list[str], matrix: dict[str, dict[str, float]]) -> bool:
    """Whether a Cholesky factor exists."""
    factor: list[list[float]] = []
    for row, name in enumerate(names):
        factor.append([])
        for column in range(row + 1):
            other = names[column]
            value = 1.0 if row == column else matrix.get(name, {}).get(other, matrix.get(other, {}).get(name, 0.0))
            value -= sum(a * b for a, b in zip(factor[row], factor[column], strict=False))
            if row == column and value <= 1e-12:
                return False
            factor[row].append(math.sqrt(value) if row == column else value / factor[column][column])
    return True
