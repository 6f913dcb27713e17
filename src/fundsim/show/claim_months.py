"""What becomes of a claim by the month in which it is filed: when it is settled, how long it is non-performing."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.portfolio.layout.clock import LONGEST_SETTLING, interval_starts
from fundsim.programme import Scenario
from fundsim.programme.recovery import RecoveryTerms
from fundsim.units import months_from_days

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class ClaimMonths(NamedTuple):
    """Claims by their month of filing.

    Parameters
    ----------
    end : int
        Months of the run, those of settling included.
    wait : int
        From the missed due, or the default, to filing. [months]
    settled : array (month,)
        Month in which the claim is settled.
    counts : array (month,)
        1 for claims that are settled before the run ends, else 0.
    non_performing : array (recovers, kind, month)
        Month ends of the horizon at which the loan is non-performing: where nothing is recovered, and where
        something is; of the three kinds of default.
    """

    end: int
    wait: int
    settled: Integers
    counts: Floats
    non_performing: Floats


def terms_by_kind(scenario: Scenario) -> tuple[RecoveryTerms, RecoveryTerms, RecoveryTerms]:
    """Recovery terms of the three kinds of default: wilful, at once, after an extension."""
    hardship = scenario.recovery.hardship
    return scenario.recovery.wilful or hardship, hardship, hardship


def claim_months(scenario: Scenario) -> ClaimMonths:
    """Calendar of a scenario's claims."""
    claim, months = scenario.claim, scenario.horizon.months
    end = months + LONGEST_SETTLING if scenario.horizon.settle else months
    wait, processing = months_from_days(claim.filed_after_days), months_from_days(claim.paid_after_days)
    filed = np.arange(end + wait + 1)
    settled = filed + processing
    if claim.settled == "yearly":
        last = np.flatnonzero(interval_starts(scenario, int(settled[-1]) + 14, 12)[1:])
        settled = last[np.searchsorted(last, settled)]
    leaves = np.array([[until for _ in range(3)] for until in (_never_recovered(scenario, filed),) * 2])
    if scenario.report.npl_until == "paid":
        leaves[:] = settled
    elif claim.method == "gross":
        for kind, terms in enumerate(terms_by_kind(scenario)):
            last_recovery = settled + (12 * len(terms.by_year) or terms.after_months or 1)
            leaves[1, kind] = np.minimum(leaves[1, kind], last_recovery + 1)
    non_performing = np.maximum(np.minimum(leaves, months) - filed, 0)
    return ClaimMonths(end, wait, settled, (settled < end).astype(np.float64), non_performing.astype(np.float64))


def _never_recovered(scenario: Scenario, filed: Integers) -> Integers:
    """First month in which a loan is written off."""
    return filed + scenario.report.write_off_after_months
