"""Borrowers' crop and livestock cover as kernel arrays: kinds of cover, and its premiums."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Cover
from fundsim.kernels.arrays.columns import BORROWER, GOVERNMENT
from fundsim.portfolio.cover import events_of
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario


class KindsOfCover(NamedTuple):
    """Which shocks borrowers are insured against: the distinct combinations, and each loan's.

    Parameters
    ----------
    insured : array (kind, shock)
        1 where a kind of cover is against a shock.
    kind : array (slot, generation)
        Kind of cover of each loan.
    """

    insured: NDArray[np.uint8]
    kind: NDArray[np.int64]


def kinds_of_cover(scenario: Scenario, book: LoanBook) -> KindsOfCover:
    """Distinct kinds of cover; the only one without cover is none."""
    events = list(events_of(scenario).values())
    if not any(event.insured_share for event in events):
        return KindsOfCover(np.zeros((1, len(events)), np.uint8), np.zeros(book.principal.shape, np.int64))
    if book.cover is None:
        raise ValueError("the loan book does not say who has cover; see `fundsim.portfolio.cover`")
    distinct, kind = np.unique(book.cover.reshape(-1, len(events)), axis=0, return_inverse=True)
    return KindsOfCover(distinct.astype(np.uint8), kind.reshape(book.principal.shape).astype(np.int64))


def lay_out_cover(scenario: Scenario, kinds: KindsOfCover) -> Cover:
    """Premium of each loan's cover by who pays it, a twelfth of the year's."""
    events = list(events_of(scenario).values())
    if not any(event.insured_premium for event in events):
        return Cover(premium=np.zeros((3, 0, 0)))
    rate = np.array([event.insured_premium / 12.0 for event in events])
    subsidy = np.array([event.insured_premium_subsidy for event in events])
    by_kind = np.zeros((3, len(kinds.insured)))
    by_kind[GOVERNMENT] = kinds.insured @ (rate * subsidy)
    by_kind[BORROWER] = kinds.insured @ (rate * (1.0 - subsidy))
    return Cover(premium=np.ascontiguousarray(by_kind[:, kinds.kind]))
