"""The books of a path, a row a month: the fund's account, claims and who paid them, loans and their ratios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fundsim.kernels.arrays import Model, columns
from fundsim.kernels.arrays.model import opening_amount
from fundsim.results import LINES, PARTIES
from fundsim.trace.claims import claims_settled_in, claims_still_open
from fundsim.trace.snapshots import PathRunner, Snapshot, snapshot
from fundsim.units import year_month

TOTALS = {
    "lending": columns.LENDING, "lending_refused": columns.LENDING_LOST, "claims": columns.CLAIMS,
    "court_cost": columns.COURT_COST, "interest_subsidy": columns.SUBSIDY, "inspection_cost": columns.INSPECTION,
    "lever_cost": columns.LEVER_COST,
}  # fmt: skip
Floats = NDArray[np.float64]
ROUNDING = 6  # decimals: differences of totals carry rounding errors far below a fen


class Books(NamedTuple):
    """Books and claims of a path.

    Parameters
    ----------
    table : DataFrame
        A row a month.
    claims : DataFrame
        A row a claim.
    """

    table: pd.DataFrame
    claims: pd.DataFrame


def keep_books(runner: PathRunner) -> Books:
    """Books of a path month by month, and all its claims.

    Parameters
    ----------
    runner : PathRunner
        The path.

    Returns
    -------
    Books
        Columns of the table are those of `trace_path`.
    """
    rows, claims, lines = [], [], []
    before: dict[str, float] = {}
    shot = None
    for month in range(runner.months):
        shot = snapshot(runner, month)
        lines.append(_lines(shot))
        totals = dict(_totals(runner, shot))
        flows = {name: round(total - before.get(name, 0.0), ROUNDING) + 0.0 for name, total in totals.items()}
        rows.append({"month": month, **flows, **dict(_levels(runner, shot))})
        claims += list(claims_settled_in(shot.state, month))
        before = totals
    assert shot is not None
    claims += list(claims_still_open(runner, shot))
    table = pd.DataFrame(rows)
    for layer in _accounts(runner.model):
        own = layer == runner.model.accounts.fund
        found = lines if own else [_lines(snapshot(runner, month, fund=layer)) for month in range(runner.months)]
        table = table.assign(**_account(runner, layer, found))
    table = table.assign(**_loans(runner, shot))
    table.insert(1, "date", [year_month(runner.scenario.horizon.first_month, month) for month in table["month"]])
    return Books(table.set_index("month"), pd.DataFrame(claims, columns=CLAIM_COLUMNS))


CLAIM_COLUMNS = [
    "loan", "generation", "cause", "default_month", "settled_month", "principal", "gross", "claim", "recovered_share",
]  # fmt: skip


def layer_names(runner: PathRunner) -> list[str]:
    """Layers in order, the bank last."""
    return [*(layer.name for layer in runner.scenario.layers), "bank"]


def _accounts(model: Model) -> list[int]:
    """Layers with an account of their own that can be reported line by line."""
    able = [int(layer) for layer in np.flatnonzero(model.layers.account_first >= 0)]
    # An absorbing ruin freezes the layer that is reported: reporting another would change the path.
    return [layer for layer in able if layer == model.accounts.fund or not model.accounts.absorbing]


def _totals(runner: PathRunner, shot: Snapshot) -> Iterator[tuple[str, float]]:
    """Amounts from the start to the end of the snapshot's month."""
    out = shot.outputs
    yield from ((name, float(out.amount[0, column])) for name, column in TOTALS.items())
    if runner.book.cover is not None:
        yield from zip((f"cover_premium.{party}" for party in PARTIES), map(float, out.cover_premium[0]), strict=True)
    if len(out.failed_villages) > 0:
        yield "failed_villages", float(out.failed_villages[0])
    for layer, name in enumerate(layer_names(runner)):
        is_bank = name == "bank"
        queued = float(out.queue_unpaid[0, :, 0].sum()) if is_bank else 0.0  # closing the books gives it to the bank
        yield f"payment.{name}", float(out.payment[0, layer, 0]) - queued
        yield f"recovery.{name}", float(out.recovery[0, layer, 0])
        if not is_bank and runner.scenario.layers[layer].price is not None:
            yield f"premium.{name}", float(out.premium[0, layer])
        if not is_bank:
            yield f"shortfall.{name}", float(out.layer_shortfall[0, layer, 0])
            yield f"suspended.{name}", float(out.suspended[0, layer])


def _levels(runner: PathRunner, shot: Snapshot) -> Iterator[tuple[str, object]]:
    """What stands at the end of the snapshot's month."""
    yield "queue", float(shot.state.queue[:, 0].sum())
    yield from _aggregate_terms(runner, shot)
    yield from _regimes(runner, shot)
    on = shot.month < runner.model.clock.months
    for number, name in enumerate(runner.scenario.breakers):
        yield f"breaker.{name}", bool(on and shot.state.breaker_on[number].any())


def _aggregate_terms(runner: PathRunner, shot: Snapshot) -> Iterator[tuple[str, float]]:
    """Of each layer with aggregate terms what it was asked for in the account year (or ever), and may pay of it.

    Also what its terms count in, where that is not money itself. Sums over the areas by which they count.
    """
    layers, state, year = runner.model.layers, shot.state, runner.model.clock.year[shot.month]
    for layer, terms in enumerate(runner.scenario.layers):
        if layers.bands[layer]:
            areas, column = (
                slice(layers.areas[layers.aggregate_level[layer]]),
                0 if layers.aggregate_term[layer] else year,
            )
            yield f"asked.{terms.name}", float(state.asked[layer, areas, column, 0].sum())
            yield f"allowed.{terms.name}", float(state.allowed[layer, areas, column, 0].sum())
            if terms.aggregate_in != "currency":
                unit = state.lent[layer, areas] if terms.aggregate_in == "lending" else state.unit[layer, areas, column]
                yield f"unit.{terms.name}", float(unit.sum())


def _regimes(runner: PathRunner, shot: Snapshot) -> Iterator[tuple[str, str]]:
    """State of each copy of each regime in the snapshot's month."""
    book = runner.book
    places = {"county": book.counties, "township": book.townships, "industry": book.industries}
    for number, (name, regime) in enumerate(runner.scenario.regimes.items()):
        states, step = list(regime.states), shot.month // regime.every_months
        for unit, place in enumerate(places[regime.level]):
            yield f"regime.{name}.{place}", states[shot.state.regime[number, unit, step]]


def _lines(shot: Snapshot) -> Floats:
    """Lines of the reported account from the start to the end of a month, closing balance last. [currency]"""
    lines = shot.outputs.account_line[0, :, :, 0].sum(axis=0)
    lines[-1] = shot.outputs.fund[0, columns.CLOSING, 0]
    return np.asarray(lines)


def _account(runner: PathRunner, layer: int, lines: list[Floats]) -> dict[str, Floats]:
    """Columns of one layer's account."""
    totals = np.array(lines)
    values = np.diff(totals, axis=0, prepend=np.zeros((1, len(LINES))))
    values[:, -1] = totals[:, -1]
    values[:, 0] = np.concatenate([[opening_amount(runner.model, layer)], totals[:-1, -1]])
    values = np.round(values, ROUNDING) + 0.0
    name = runner.scenario.layers[layer].name
    return {f"account.{name}.{line}": values[:, column] for column, line in enumerate(LINES)}


def _loans(runner: PathRunner, last: Snapshot) -> dict[str, Any]:
    """Loans at month ends by status, and ratios; not a number while settling, when no loans are kept."""
    months = runner.model.clock.months
    monthly = np.full((columns.MONTHLY, runner.months), np.nan)
    monthly[:, :months] = last.outputs.monthly[:, 0]
    owed, overdue_ratio = monthly[columns.OUTSTANDING_M], monthly[columns.OVERDUE_M]
    npl_ratio, npl_forborne_ratio = monthly[columns.NPL_M], monthly[columns.NPL_FORBORNE_M]
    amounts = {
        "overdue": (overdue_ratio - npl_ratio) * owed, "npl": npl_ratio * owed,
        "forborne": (npl_forborne_ratio - npl_ratio) * owed,
    }  # fmt: skip
    amounts = {name: np.round(values, ROUNDING) + 0.0 for name, values in amounts.items()}
    performing = np.round(owed - sum(amounts.values()), ROUNDING) + 0.0
    return {
        "outstanding": owed, "performing": performing, **amounts,
        "overdue_ratio": overdue_ratio, "npl_ratio": npl_ratio,
        "npl_forborne_ratio": npl_forborne_ratio, "overdue_ratio_number": monthly[columns.OVERDUE_NUMBER_M],
        "npl_ratio_number": monthly[columns.NPL_NUMBER_M],
        "npl_forborne_ratio_number": monthly[columns.NPL_FORBORNE_NUMBER_M],
        "stop": np.nan_to_num(monthly[columns.STOP_M]) > 0.0,
    }  # fmt: skip
