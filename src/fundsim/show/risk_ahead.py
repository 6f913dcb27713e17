"""Expected risk of like loans, month by month: what the factors, seasons, shocks, regimes and cycles come to."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.admission import opening_probability
from fundsim.portfolio.layout.clock import period_length
from fundsim.portfolio.layout.risk import LEVELS, Floats, autocorrelations, copula_score
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.show.copula import AnnualCopula, annual_probability, joint_probability, mean_hazard, scores
from fundsim.show.shock_means import shock_means
from fundsim.show.time_means import regime_means

Integers = NDArray[np.int64]


class Risks(NamedTuple):
    """Different risks, arrays (risk,) or (month, risk).

    Parameters
    ----------
    intensity, plain : array (month, risk)
        Mean intensity of distress of a loan of mean age, with shocks and without. [per month]
    immediate : array (month, risk)
        Mean intensity of immediate defaults, which is the same at every age. [per month]
    failure : array (risk,)
        Probability that an extension fails at its end.
    """

    intensity: Floats
    plain: Floats
    immediate: Floats
    failure: Floats


def risks_ahead(
    scenario: Scenario, book: LoanBook, annual: Floats, industry: Integers, township: Integers
) -> tuple[Risks, Integers]:
    """Risks of classes of loans, and the row of each class.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    book : LoanBook
        Its loans.
    annual : array (class,)
        [probability per year]
    industry, township : array (class,)
        Indices into the book's names.

    Notes
    -----
    What the factors leave of the year's or the horizon's intensity is shared by its months as what moves the risk
    within time has it.
    """
    means = shock_means(scenario, book)
    unshocked = np.broadcast_to(means.unshocked[:, :, None], means.multiplier.shape)
    months, _, townships = means.multiplier.shape
    moves = np.concatenate([means.multiplier, unshocked, means.immediate]).reshape(3 * months, -1)
    moves, kind = np.unique(moves, axis=1, return_inverse=True)
    keys = np.column_stack([annual, kind.reshape(-1)[industry * townships + township]])
    distinct, row = np.unique(keys, axis=0, return_inverse=True)
    multiplier, unshocked, immediate = np.split(moves[:, distinct[:, 1].astype(np.int64)], 3)
    return Risks(
        _intensity(scenario, distinct[:, 0], multiplier), _intensity(scenario, distinct[:, 0], unshocked), immediate,
        _failures(scenario, book, distinct[:, 0]),
    ), row.reshape(-1)  # fmt: skip


def _intensity(scenario: Scenario, annual: Floats, multiplier: Floats) -> Floats:
    """Mean intensity of distress: (month, risk)."""
    mean = multiplier.mean(axis=0)
    hazard = mean_hazard(period_copula(scenario), scores(scenario, annual), mean, months_together(scenario))
    relative = np.divide(multiplier, mean, out=np.zeros_like(multiplier), where=mean > 0.0)
    return np.asarray(relative * -np.log1p(-hazard))


def period_copula(scenario: Scenario) -> AnnualCopula:
    """Copula of one factor period."""
    total = float(sum(getattr(scenario.correlation, level) for level in LEVELS))
    degrees = float(scenario.correlation.degrees_of_freedom or 0.0)
    return AnnualCopula(total, degrees, 1.0, 1.0, period_length(scenario))


def months_together(scenario: Scenario) -> int:
    """Months in which the same loans meet the same factors: under steady lending others replace them within a year."""
    months = scenario.horizon.months
    held = months if scenario.correlation.persistence == "frozen" else min(period_length(scenario), months)
    return min(held, 12) if scenario.lending.mode == "steady" else held


def _failures(scenario: Scenario, book: LoanBook, annual: Floats) -> Floats:
    """Probability that an extension fails at its end, given that its loan fell into distress.

    An extension that ends within the factor period of its distress meets the same bad factors; under
    autoregression a later one meets factors that are still bad.
    """
    extension, correlation, copula = scenario.extension, scenario.correlation, period_copula(scenario)
    times, months = regime_means(scenario, float(opening_probability(book).mean())).extension_failure, extension.months
    failing = min(1.0, extension.default_at_end * times)
    if extension.granted == 0.0 or months is None or failing in (0.0, 1.0):
        return np.full(len(annual), failing)
    distinct, row = np.unique(annual, return_inverse=True)
    same = 1.0 if correlation.persistence == "frozen" else max(0.0, 1.0 - months / copula.months)
    later = np.full(len(distinct), failing)
    if correlation.persistence == "ar1":
        periods = -(-months // copula.months)
        rho = np.array([getattr(correlation, level) for level in LEVELS])
        later = _failure_given_distress(
            scenario, copula, distinct, failing, float(rho @ autocorrelations(correlation) ** periods)
        )
    now = _failure_given_distress(scenario, copula, distinct, failing, copula.total)
    return np.asarray((same * now + (1.0 - same) * later)[row.reshape(-1)])


def _failure_given_distress(
    scenario: Scenario, copula: AnnualCopula, annual: Floats, failing: float, shared: float
) -> Floats:
    failure = copula_score(scenario.correlation, np.array([failing]))
    score = scores(scenario, annual)
    both = joint_probability(copula, score, shared, failure)[:, 0]
    alone = annual_probability(copula, score)
    return np.divide(both, alone, out=np.full_like(alone, failing), where=alone > 0.0)
