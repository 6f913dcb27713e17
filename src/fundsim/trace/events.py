"""What happened to the loans of a path, in the order in which it happened."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fundsim.kernels.arrays import Log
from fundsim.kernels.arrays import columns as codes
from fundsim.portfolio.admission import epoch_of
from fundsim.trace.lives import Step, loan_months, principal_of
from fundsim.trace.snapshots import PathRunner
from fundsim.units import year_month

EVENTS = {
    codes.EV_MADE: "made", codes.EV_REFUSED: "refused", codes.EV_DISTRESS: "distress",
    codes.EV_SHOCK_DEFAULT: "distress", codes.EV_WILFUL: "distress", codes.EV_CURED: "cured",
    codes.EV_ARREARS_CURED: "arrears_cured", codes.EV_EXTENDED: "extended",
    codes.EV_EXTENSION_OK: "extension_ended", codes.EV_EXTENSION_FAILED: "extension_failed",
    codes.EV_DEFAULT: "default", codes.EV_FILED: "claim_filed", codes.EV_PAID: "claim_settled",
    codes.EV_REPAID: "repaid", codes.EV_RENEWED: "renewed",
}  # fmt: skip
"""Word of every event code; loans of the opening stock begin with ``on_book`` instead of ``made``."""
CAUSES_OF_DISTRESS = {codes.EV_DISTRESS: "hardship", codes.EV_SHOCK_DEFAULT: "shock", codes.EV_WILFUL: "wilful"}
TROUBLE = ("distress", "renewed", "refused")
"""Events that single a loan out; to be made and repaid is what happens to all."""
ORDER = {"on_book": 0, "made": 0, "refused": 0, "claim_filed": 2, "claim_settled": 3}
COLUMNS = [
    "month",
    "date",
    "loan",
    "generation",
    "event",
    "cause",
    "amount",
    "township",
    "village",
    "industry",
    "grade",
]


def events_table(runner: PathRunner, log: Log) -> pd.DataFrame:
    """Events of all loans, with words for codes.

    Parameters
    ----------
    runner : PathRunner
        The path.
    log : Log
        Its events as the kernels recorded them.

    Returns
    -------
    DataFrame
        month, date, loan, generation, event, cause (hardship, wilful, shock; else empty), amount [currency],
        township, village, industry, grade. Amounts: principal made, renewed or refused; balance in month 0;
        principal owed in distress, extension, default and filing; the claim; the last principal repaid.
    """
    table = _with_repayments(runner, _logged(runner, log))
    table["cause"] = _causes(table)
    rank = table["event"].map(ORDER).fillna(1)
    table = table.assign(rank=rank).sort_values(["month", "rank"], kind="stable").drop(columns="rank")
    return _described(runner, table).reset_index(drop=True)


def steps_of(events: pd.DataFrame, loan: int, generation: int) -> list[Step]:
    """Events of one loan as its life is told from them; none for a loan that was never made."""
    own = events[(events["loan"] == loan) & (events["generation"] == generation) & (events["event"] != "refused")]
    return [Step(int(month), str(event)) for month, event in zip(own["month"], own["event"], strict=True)]


def _logged(runner: PathRunner, log: Log) -> pd.DataFrame:
    used, loans = int(log.used[0]), runner.model.loans
    columns = {
        "month": log.month,
        "loan": log.slot,
        "generation": log.generation,
        "code": log.code,
        "amount": log.amount,
    }
    table = pd.DataFrame({name: values[:used] for name, values in columns.items()})
    table["event"] = table["code"].map(EVENTS)
    opening = (table["event"] == "made") & (table["generation"] == 0) & (loans.opening[table["loan"]] == 1)
    table.loc[opening, "event"] = "on_book"
    return table[table["month"] < runner.months]


def _with_repayments(runner: PathRunner, table: pd.DataFrame) -> pd.DataFrame:
    """Add the end of loans to which nothing happened, and the last principal that each loan repaid."""
    quiet = table[~table.duplicated(["loan", "generation"], keep=False) & table["event"].isin(["made", "on_book"])]
    loans = runner.model.loans
    slot = quiet["loan"].to_numpy()
    made_in = np.where(quiet["event"] == "on_book", loans.made_in[slot], quiet["month"])
    last = made_in + loans.term[slot] - 1
    repaid = quiet.assign(event="repaid", month=last, amount=0.0)[last < runner.model.clock.months]
    table = pd.concat([table, repaid], ignore_index=True)
    is_repaid = table["event"] == "repaid"
    table.loc[is_repaid, "amount"] = [_last_due(runner, table, row) for row in table[is_repaid].itertuples()]
    return table


def _last_due(runner: PathRunner, table: pd.DataFrame, row: Any) -> float:
    loans, generation = runner.model.loans, int(row.generation)
    principal = principal_of(loans, row.loan, generation)
    if runner.model.rules.catch_up or loans.calendar[row.loan]:
        steps = steps_of(table.sort_values("month", kind="stable"), row.loan, generation)
        return loan_months(runner, row.loan, generation, steps)[-1].owed_before
    return principal * float(loans.profiles[loans.profile[row.loan], loans.term[row.loan] - 1])


def _causes(table: pd.DataFrame) -> list[str]:
    """Cause of every distress and of what follows from it."""
    causes, current = [], {}
    for row in table.itertuples():
        loan = (row.loan, row.generation)
        if row.event == "distress":
            current[loan] = CAUSES_OF_DISTRESS[row.code]
        known = row.event in ("distress", "default", "claim_filed", "claim_settled")
        causes.append(current.get(loan, "") if known else "")
    return causes


def _epochs(runner: PathRunner, table: pd.DataFrame) -> NDArray[np.int64]:
    """Admission rules under which each event's loan was made; those of the month for a loan that was refused."""
    started = table[table["event"].isin(("made", "on_book"))]
    made_in = np.where(started["event"] == "on_book", runner.model.loans.made_in[started["loan"]], started["month"])
    months = dict(zip(zip(started["loan"], started["generation"], strict=True), made_in.tolist(), strict=True))
    keys = zip(table["loan"], table["generation"], table["month"], strict=True)
    return epoch_of(runner.book, np.array([months.get((loan, own), month) for loan, own, month in keys], np.int64))


def _described(runner: PathRunner, table: pd.DataFrame) -> pd.DataFrame:
    book, slot = runner.book, table["loan"].to_numpy()
    generation = table["generation"].to_numpy() % book.grade.shape[2]
    first = runner.scenario.horizon.first_month
    names = {
        "date": [year_month(first, int(month)) for month in table["month"]],
        "township": np.array(book.townships)[book.township[slot]],
        "village": np.array(book.villages)[book.village[slot]],
        "industry": np.array(book.industries)[book.industry[slot]],
        "grade": np.array(book.grades)[book.grade[_epochs(runner, table), slot, generation]],
    }
    return table.assign(**names)[COLUMNS]
