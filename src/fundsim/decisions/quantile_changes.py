"""What a change of the programme does to a quantile over paths, on the same random numbers."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fundsim.decisions.required_size import BEYOND
from fundsim.metrics import Estimate, quantile
from fundsim.metrics.resampling import quantile_difference

Floats = NDArray[np.float64]


def quantile_change(before: Floats, after: Floats, level: float) -> Estimate:
    """Difference of required capital at a solvency, after minus before.

    Parameters
    ----------
    before, after : array (paths,)
        Required capital; infinite amounts are cut off at ``BEYOND``. [currency]
    level : float
        Solvency. [probability]

    Returns
    -------
    Estimate
        As `quantile_difference`; without an interval also where no amount is enough at one of its ends. [currency]
    """
    own = [quantile(sample, level) for sample in (before, after)]
    if not all(one.upper < BEYOND for one in own):
        return Estimate(own[1].value - own[0].value, math.inf, -math.inf, math.inf)
    return quantile_difference(after, before, level)
