"""The claims of a path, each with its default, its amount and what is recovered of it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from fundsim.kernels.arrays import State
from fundsim.trace.snapshots import PathRunner, Snapshot

CAUSES = ("hardship", "wilful")


def claims_settled_in(state: State, month: int) -> Iterator[dict[str, object]]:
    """Claims that are settled in a month, as their records stand at its end or before."""
    claim = int(state.claim_head[month])
    while claim >= 0:
        yield {
            "loan": int(state.claim_slot[claim]), "generation": int(state.claim_generation[claim]),
            "cause": CAUSES[state.claim_cause[claim]],
            "default_month": int(state.claim_default[claim]), "settled_month": month,
            "principal": float(state.claim_exposure[claim]), "gross": float(state.claim_gross[claim]),
            "claim": float(state.claim_amount[claim]), "recovered_share": float(state.claim_recovery[claim]),
        }  # fmt: skip
        claim = int(state.claim_next[claim])


def claims_still_open(runner: PathRunner, last: Snapshot) -> Iterator[dict[str, object]]:
    """Claims on defaults of the path that are settled after its last month."""
    for month in range(runner.months, runner.model.clock.end):
        yield from claims_settled_in(last.state, month)


def recovery_parts(runner: PathRunner, claims: pd.DataFrame) -> pd.DataFrame:
    """Recoveries claim by claim and month by month, net of court cost.

    Parameters
    ----------
    runner : PathRunner
        The path.
    claims : DataFrame
        Claims as `follow_path` lists them.

    Returns
    -------
    DataFrame
        loan, generation, month, amount [currency]; also months after the path's last.
    """
    rules = runner.model.rules
    rows = []
    for claim in claims.to_dict("records") if not rules.net else ():
        cause = CAUSES.index(claim["cause"])
        whole = claim["recovered_share"] * claim["claim"] * (1.0 - float(rules.court_cost[cause]))
        for delay, part in enumerate(rules.recovery_part[cause]):
            if whole * part > 0.0:
                month = claim["settled_month"] + delay
                rows.append((claim["loan"], claim["generation"], month, whole * float(part)))
    return pd.DataFrame(rows, columns=["loan", "generation", "month", "amount"])
