"""Size laws: principals of made-up loans as quantiles."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import ndtri

from fundsim.portfolio.loan_book import Floats
from fundsim.programme.loans import FixedSize, LognormalSize, MostlyAtCap, SizeLaw, UniformSize
from fundsim.units import MAX_MONEY

SMALLEST_PRINCIPAL = 0.01  # [currency], one fen


def principal_quantile(size: SizeLaw, uniform: Floats) -> Floats:
    """Principal of each draw: the quantile function of the size law.

    Parameters
    ----------
    size : SizeLaw
        Law of the principal.
    uniform : array
        Draws in (0, 1).

    Returns
    -------
    array
        Principals. [currency]
    """
    if isinstance(size, FixedSize):
        return np.full(uniform.shape, size.amount)
    if isinstance(size, UniformSize):
        return size.smallest + (size.largest - size.smallest) * uniform
    if isinstance(size, MostlyAtCap):
        below = 1.0 - size.share_at_cap
        rest = size.smallest + (size.cap - size.smallest) * uniform / (below or 1.0)
        return np.where(uniform < below, rest, size.cap)
    return _lognormal_quantile(size, uniform)


def mean_principal(size: SizeLaw) -> float:
    """Mean of the size law; about so for a lognormal one with a cap. [currency]."""
    if isinstance(size, FixedSize):
        return size.amount
    if isinstance(size, UniformSize):
        return (size.smallest + size.largest) / 2.0
    if isinstance(size, MostlyAtCap):
        return size.share_at_cap * size.cap + (1.0 - size.share_at_cap) * (size.smallest + size.cap) / 2.0
    return min(size.mean, size.cap or MAX_MONEY)


def _lognormal_quantile(size: LognormalSize, uniform: Floats) -> Floats:
    variance = math.log1p(size.coefficient_of_variation**2)
    logarithm = math.log(size.mean) - variance / 2.0 + math.sqrt(variance) * ndtri(uniform)
    largest = size.cap or MAX_MONEY
    principal: Floats = np.exp(np.clip(logarithm, math.log(SMALLEST_PRINCIPAL), math.log(largest)))
    return np.where(logarithm >= math.log(largest), largest, principal)
