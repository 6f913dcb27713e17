"""A trace of five loans over eighteen months, against a table written by hand; then traces against whole runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.unit.example_scenarios import RICH

import fundsim as fs
from fundsim.cli import main
from fundsim.programme import Scenario
from fundsim.scenario_file import parse_scenario
from fundsim.text_tables import aligned
from fundsim.trace import FollowedPath, follow_path, trace_path
from fundsim.trace.book_text import books_text, month_text
from fundsim.trace.events import steps_of
from fundsim.trace.lives import loan_months
from fundsim.trace.loan_text import loan_text, troubled_loans_text
from fundsim.trace.snapshots import logged_events, path_runner

LOANS = """\
principal,made_on,term,repayment,industry
12000,2024-01,12,equal_principal,grain
10000,2023-07,24,bullet,pigs
6000,2024-03,12,bullet,sheep
4000,2023-12,8,equal_principal,grain
5000,2024-12,12,bullet,grain
"""
BY_HAND = """\
name: Five loans
horizon: {first_month: 2024-01, months: 18}
loans:
  source: tape
  file: loans.csv
  columns: {principal: principal, made_on: made_on, term_months: term, repayment: repayment, industry: industry}
  defaults: {interest_rate: 0.12, township: East}
default_probability: {annual: 0}
stress:
  fever: {month: 2, industries: [pigs], immediate_default_probability: 0.999999999999999, lasts_months: 1}
  drought: {month: 8, industries: [pigs, sheep], immediate_default_probability: 0.999999999999999, lasts_months: 1}
extension: {granted: 1, months: 3, at_most: 1, default_at_end: 0}
claim: {filed_after_days: 30, paid_after_days: 60, covers: principal_and_interest, interest_days: 60}
recovery: {hardship: {share: 0.5, after_months: 2, court_cost: 0.1}}
layers:
  - name: fund
    kind: fund
    pays: 0.7
    account: {initial: 4000, inflows: {budget: {amount: 2000, every_months: 6}}}
breakers: {npl: {watch: npl_ratio, stop_above: 0.4}}
"""

# What must come out, month by month. Loan 1 (pigs) misses a due in month 2, is extended to month 5 and pays again
# from month 6, its schedule four months later. The drought of month 8 hits it again, and it has had its extension:
# default, claim filed in month 9, settled in month 11 with two months of interest: 10,000 + 2 × 100. The fund pays
# 70 % of 10,200. In month 13 half of the claim is recovered, a tenth of which the court takes: 0.9 × 5,100 = 4,590.
# Loan 2 (sheep) is extended from month 8 to 11 and repaid in month 17 instead of 13. Lending is stopped from month
# 10 on, so loan 4 is refused.
EVENTS = """\
month loan event            cause  amount
0     0    on_book          -      12000
0     1    on_book          -      10000
0     3    on_book          -      3500
2     1    distress         shock  10000
2     1    extended         -      10000
2     2    made             -      6000
5     1    extension_ended  -      10000
6     3    repaid           -      500
8     1    default          shock  10000
8     1    distress         shock  10000
8     2    distress         shock  6000
8     2    extended         -      6000
9     1    claim_filed      shock  10000
11    0    repaid           -      1000
11    1    claim_settled    shock  10200
11    2    extension_ended  -      6000
11    4    refused          -      5000
17    2    repaid           -      6000
"""
BOOKS = """\
month opening budget paid recovered closing claims bank back lending stock overdue npl   forborne stop tripped
0     4000    2000   0    0         6000    0      0    0    0       24000 0       0     0        no   no
1     6000    0      0    0         6000    0      0    0    0       22500 0       0     0        no   no
2     6000    0      0    0         6000    0      0    0    6000    27000 0       0     10000    no   no
3     6000    0      0    0         6000    0      0    0    0       25500 0       0     10000    no   no
4     6000    0      0    0         6000    0      0    0    0       24000 0       0     10000    no   no
5     6000    0      0    0         6000    0      0    0    0       22500 0       0     10000    no   no
6     6000    2000   0    0         8000    0      0    0    0       21000 0       0     0        no   no
7     8000    0      0    0         8000    0      0    0    0       20000 0       0     0        no   no
8     8000    0      0    0         8000    0      0    0    0       19000 10000   0     6000     no   no
9     8000    0      0    0         8000    0      0    0    0       18000 0       10000 6000     no   yes
10    8000    0      0    0         8000    0      0    0    0       17000 0       10000 6000     yes  yes
11    8000    0      7140 0         860     10200  3060 0    0       16000 0       10000 6000     yes  yes
12    860     2000   0    0         2860    0      0    0    0       16000 0       10000 0        yes  yes
13    2860    0      0    3213      6073    0      0    1377 0       16000 0       10000 0        yes  yes
14    6073    0      0    0         6073    0      0    0    0       6000  0       0     0        yes  no
15    6073    0      0    0         6073    0      0    0    0       6000  0       0     0        no   no
16    6073    0      0    0         6073    0      0    0    0       6000  0       0     0        no   no
17    6073    0      0    0         6073    0      0    0    0       0     0       0     0        no   no
"""
# Status, principal and interest paid, balance at month end; interest is 1 % a month, arrears are paid on resumption.
DUES = {
    0: [("performing", 1000, 120 - 10 * t, 11000 - 1000 * t) for t in range(12)],
    1: [
        *[("performing", 0, 100, 10000)] * 2, *[("forborne", 0, 0, 10000)] * 4, ("performing", 0, 500, 10000),
        ("performing", 0, 100, 10000), ("overdue", 0, 0, 10000), *[("non-performing", 0, 0, 10000)] * 5,
    ],
    2: [
        *[("performing", 0, 60, 6000)] * 6, *[("forborne", 0, 0, 6000)] * 4, ("performing", 0, 300, 6000),
        *[("performing", 0, 60, 6000)] * 4, ("performing", 6000, 60, 0),
    ],
    3: [("performing", 500, 35 - 5 * t, 3000 - 500 * t) for t in range(7)],
}  # fmt: skip


def table_of(text: str) -> pd.DataFrame:
    """A table written with spaces."""
    head, *rows = (line.split() for line in text.strip().splitlines())
    return pd.DataFrame(rows, columns=head)


def by_hand(folder: Path, *overrides: str) -> Scenario:
    """The scenario of five loans, its tape written into a folder."""
    (folder / "loans.csv").write_text(LOANS)
    return parse_scenario(BY_HAND, overrides, folder)


# ---------------------------------------------------------------- by hand


def test_events_are_those_written_by_hand(tmp_path: Path) -> None:
    events, _ = trace_path(by_hand(tmp_path), path=0, seed=1)
    wanted = table_of(EVENTS)
    found = [
        (str(row.month), str(row.loan), row.event, row.cause or "-", pytest.approx(row.amount))
        for row in events.itertuples()
    ]
    assert sorted(found, key=lambda row: (int(row[0]), row[1:3])) == [
        (row.month, row.loan, row.event, row.cause, float(row.amount)) for row in wanted.itertuples()
    ]
    assert list(events["month"]) == sorted(events["month"])
    assert list(events["date"].iloc[[0, -1]]) == ["2024-01", "2025-06"]
    assert set(events["generation"]) == {0}


def test_books_are_those_written_by_hand(tmp_path: Path) -> None:
    _, books = trace_path(by_hand(tmp_path), path=0, seed=1)
    wanted, columns = table_of(BOOKS), {
        "opening": "account.fund.opening", "budget": "account.fund.appropriation",
        "paid": "account.fund.payments", "recovered": "account.fund.recoveries", "closing": "account.fund.closing",
        "claims": "claims", "bank": "payment.bank", "back": "recovery.bank", "lending": "lending",
        "stock": "outstanding", "overdue": "overdue", "npl": "npl", "forborne": "forborne",
    }  # fmt: skip
    for column, name in columns.items():
        np.testing.assert_allclose(books[name], wanted[column].astype(float), atol=1e-5, err_msg=name)
    assert list(books["stop"]) == list(wanted["stop"] == "yes")
    assert list(books["breaker.npl"]) == list(wanted["tripped"] == "yes")
    amount = {name: wanted[name].astype(float) for name in ("stock", "overdue", "npl", "forborne")}
    whole = np.maximum(amount["stock"], 1.0)
    np.testing.assert_allclose(books["overdue_ratio"], (amount["overdue"] + amount["npl"]) / whole)
    np.testing.assert_allclose(books["npl_ratio"], amount["npl"] / whole)
    np.testing.assert_allclose(books["npl_forborne_ratio"], (amount["npl"] + amount["forborne"]) / whole)
    assert books["overdue_ratio_number"][9] == pytest.approx(1 / 3)
    np.testing.assert_allclose(
        books["performing"], amount["stock"] - sum(amount[n] for n in ("overdue", "npl", "forborne")), atol=1e-5
    )
    assert books["lending_refused"].to_dict() == {month: 5000.0 if month == 11 else 0.0 for month in range(18)}
    assert books["court_cost"].to_dict() == {month: 510.0 if month == 13 else 0.0 for month in range(18)}


def test_dues_are_those_written_by_hand(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path), path=0, seed=1)
    (claim,) = followed.claims.to_dict("records")
    for loan, wanted in DUES.items():
        steps = steps_of(followed.events, loan, 0)
        rows = loan_months(followed.runner, loan, 0, steps, claim if loan == 1 else None)
        found = [(row.status, row.principal_paid, row.interest_paid, row.owed) for row in rows]
        assert [row[0] for row in found] == [row[0] for row in wanted]
        np.testing.assert_allclose([row[1:] for row in found], [row[1:] for row in wanted], atol=1e-6)
        first = 2 if loan == 2 else 0
        assert [row.month for row in rows] == list(range(first, first + len(wanted)))
    assert steps_of(followed.events, 4, 0) == []


def test_catching_up_pays_the_missed_principal_at_once(tmp_path: Path) -> None:
    changes = ("missed_dues=catch_up", "stress.fever.industries=[grain]")
    followed = follow_path(by_hand(tmp_path, *changes), path=0, seed=1)
    rows = loan_months(followed.runner, 3, 0, steps_of(followed.events, 3, 0))
    # 2,500 owed when the fever comes in month 2; after the extension to month 5 the schedule stands at 0 owed.
    assert [row.status for row in rows] == ["performing"] * 2 + ["forborne"] * 4 + ["performing"]
    assert (rows[-1].owed_before, rows[-1].principal_paid, rows[-1].owed) == pytest.approx((2500.0, 2500.0, 0.0))
    events = followed.events
    assert events.loc[(events["loan"] == 3) & (events["event"] == "repaid"), "amount"].tolist() == pytest.approx(
        [2500.0]
    )


def statuses(followed: FollowedPath, loan: int) -> list[str]:
    """First letter of a loan's status in each month."""
    claim = next((claim for claim in followed.claims.to_dict("records") if claim["loan"] == loan), None)
    rows = loan_months(followed.runner, loan, 0, steps_of(followed.events, loan, 0), claim)
    return [row.status[0] for row in rows]


@pytest.mark.parametrize(
    ("change", "loan", "wanted"),
    [
        ("report.npl_until=paid", 1, "ppffffpponn"),  # settled in month 11
        ("report.write_off_after_months=2", 1, "ppffffpponn"),
        ("recovery.hardship.share=0", 1, "ppffffpponnnnnnnnn"),  # written off after twelve months, past the end
        ("horizon.months=10", 2, "ppppppff"),
        ("claim.filed_after_days=3600", 1, "ppffffpp" + 10 * "o"),  # filed after the last month that is kept
        ("extension.granted=0", 2, "ppppppo" + 5 * "n"),
        ("extension.cure_per_month=1", 1, "ppffppppo" + 5 * "n"),
        ("extension={months: null, default_at_end: 0, cure_per_month: 1.0e-12}", 2, "ppppppffffffffff"),
    ],
)
def test_status_by_month(tmp_path: Path, change: str, loan: int, wanted: str) -> None:
    followed = follow_path(by_hand(tmp_path, change), path=0, seed=1)
    assert "".join(statuses(followed, loan)) == wanted
    npl = followed.books["npl"] > 0.0
    owners = [statuses(followed, other) for other in (1, 2)]
    shift = (0, 2)  # loan 2 is made in month 2
    for month in range(len(npl)):
        letters = [own[month - late] for own, late in zip(owners, shift, strict=True) if 0 <= month - late < len(own)]
        assert npl[month] == ("n" in letters)


ONE_LINE = """\
name: a line that nobody draws
horizon: {first_month: 2024-01, months: 18}
loans:
  source: synthetic
  townships: {East: {loans: 1}}
  size: {law: fixed, amount: 1000}
  product: {term_months: 12, drawn_share: 0}
  repayment: {credit_line: 1}
  opening_ages: new
default_probability: {annual: 1}
claim: {filed_after_days: 30, paid_after_days: 60}
recovery: {hardship: {share: 0.5, after_months: 2}}
"""


def test_a_line_that_owes_nothing_is_non_performing_until_it_is_written_off() -> None:
    """Filed in month 1 and settled in month 3; nothing is there of which half could come back in month 5."""
    followed = follow_path(parse_scenario(ONE_LINE), path=0, seed=1)
    assert "".join(statuses(followed, 0)) == "o" + 12 * "n"


def test_an_extension_that_fails_is_followed_by_default(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path, "extension.default_at_end=1"), path=0, seed=1)
    assert "".join(statuses(followed, 1)) == "ppfffonnnnn"
    assert "extension ended, still cannot pay" in loan_text(followed, 1)
    assert followed.claims["default_month"].tolist() == [5, 11]


STAYS = "arrears={cure_per_month: 0, default_per_month: 0}"
HEALS = "arrears={cure_per_month: 1, default_per_month: 0}"


@pytest.mark.parametrize(
    ("changes", "loan", "wanted", "told"),
    [
        ([HEALS], 1, "ppmpppppmppppppppp", "arrears put right"),
        ([STAYS], 2, "ppppppooonnnnn", "default"),  # settled in month 13, the last recovery in month 15
        ([STAYS, "horizon.months=10"], 2, "ppppppoo", "missed a due"),
    ],
)
def test_loans_in_arrears_month_by_month(tmp_path: Path, changes: list[str], loan: int, wanted: str, told: str) -> None:
    rules = ("claim.filed_after_days=90", "extension.granted=0")
    followed = follow_path(by_hand(tmp_path, *rules, *changes), path=0, seed=1)
    assert "".join(statuses(followed, loan)) == wanted
    assert told in loan_text(followed, loan)


@pytest.mark.parametrize(
    ("changes", "wanted", "told"),
    [
        # filed in month 0, settled in month 2 with interest of two months, the recovery comes in month 4
        ([], "nnnnn", "principal 4,000.00 + interest 80.00 = 4,080.00, settled in 2024-03"),
        # eight dues, the first in month 1
        ([HEALS, "claim.filed_after_days=90", "extension.granted=0"], "mpppppppp", "arrears put right"),
    ],
)
def test_a_loan_overdue_at_the_start(tmp_path: Path, changes: list[str], wanted: str, told: str) -> None:
    scenario = by_hand(tmp_path, "loans.columns.days_overdue=late", *changes)
    rows = [f"{row},{late}" for row, late in zip(LOANS.split(), ("late", "", "", "", "20", ""), strict=True)]
    (tmp_path / "loans.csv").write_text("\n".join(rows), encoding="utf-8")
    followed = follow_path(scenario, path=0, seed=1)
    assert "".join(statuses(followed, 3)) == wanted
    text = loan_text(followed, 3)
    assert "overdue for 1 month (hardship)" in text
    assert told in text


def test_interest_missed_before_the_start_is_paid_when_the_loan_performs_again(tmp_path: Path) -> None:
    """10,000 at 12 %, a due missed in November: interest of four months, 400, is paid at the end of February."""
    changes = ("loans.columns.days_overdue=late", HEALS, "claim.filed_after_days=90", "extension.granted=0")
    scenario = by_hand(tmp_path, *changes)
    rows = [f"{row},{late}" for row, late in zip(LOANS.split(), ("late", "", "45", "", "", ""), strict=True)]
    (tmp_path / "loans.csv").write_text("\n".join(rows), encoding="utf-8")
    followed = follow_path(scenario, path=0, seed=1)
    months = loan_months(followed.runner, 1, 0, steps_of(followed.events, 1, 0))
    assert [row.interest_paid for row in months[:2]] == pytest.approx([0.0, 400.0])


def test_a_balance_off_its_schedule_is_told_beside_what_was_lent(tmp_path: Path) -> None:
    scenario = by_hand(tmp_path, "loans.columns.balance=left")
    rows = [f"{row},{left}" for row, left in zip(LOANS.split(), ("left", "", "8000", "", "", ""), strict=True)]
    (tmp_path / "loans.csv").write_text("\n".join(rows), encoding="utf-8")
    told = loan_text(follow_path(scenario, path=0, seed=1), 1)
    assert "Loan 1: 10,000.00 CNY (as if 8,000.00, to fit the balance of the tape), made in 2023-07" in told


def test_the_cause_of_a_wilful_distress_is_known_without_a_claim(tmp_path: Path) -> None:
    changes = (
        "stress={replace: true}", "default_probability.annual=0.99", "wilful_default.share=1",
        "claim.filed_after_days=90", f"{HEALS[:-1]}, default_at_maturity: 0}}",
    )  # fmt: skip
    followed = follow_path(by_hand(tmp_path, *changes), path=0, seed=1)
    distress = followed.events[followed.events["event"] == "distress"]
    assert len(distress)
    assert set(distress["cause"]) == {"wilful"}
    assert not len(followed.claims)


def test_the_log_grows_until_all_events_have_room(tmp_path: Path) -> None:
    runner = path_runner(by_hand(tmp_path), 0, 1)
    small, large = logged_events(runner, capacity=2), logged_events(runner)
    assert small.used[0] == large.used[0] > 2
    assert small.code[: small.used[0]].tolist() == large.code[: large.used[0]].tolist()


# ---------------------------------------------------------------- against whole runs


@pytest.fixture(scope="module")
def rich() -> FollowedPath:
    """A path of a scenario with almost every rule."""
    changes = ("report.npl_until=written_off", "report.after_ruin=reflecting", "default_probability.annual=0.2")
    return follow_path(parse_scenario(RICH, changes), path=3, seed=5)


@pytest.fixture(scope="module")
def whole_run(rich: FollowedPath) -> pd.DataFrame:
    """The same path in a whole run."""
    return fs.simulate(rich.runner.scenario, n_paths=4, seed=5, threads=1, keep_months=True, keep_years=True).isel(
        path=3
    )


@pytest.mark.compiled
def test_events_add_up_to_the_counts_of_the_run(rich: FollowedPath, whole_run: pd.DataFrame) -> None:
    number = rich.events["event"].value_counts()
    for event, name in {
        "distress": "distress", "cured": "cures", "extended": "extensions", "extension_failed": "extension_failures",
        "default": "defaults", "renewed": "renewals",
    }.items():  # fmt: skip
        assert number.get(event, 0) == int(whole_run[name]), event
    assert number["distress"] > 3
    wilful = rich.events[(rich.events["event"] == "default") & (rich.events["cause"] == "wilful")]
    assert len(wilful) == int(whole_run.wilful)


@pytest.mark.compiled
def test_books_are_those_of_the_run(rich: FollowedPath, whole_run: pd.DataFrame) -> None:
    months, books = whole_run.sizes["month"], rich.books
    assert len(books) > months  # settling goes on
    for name, column in {
        "claims_paid": "claims", "outstanding": "outstanding", "overdue_ratio": "overdue_ratio",
        "npl_ratio": "npl_ratio", "npl_forborne_ratio": "npl_forborne_ratio", "lending_month": "lending",
        "balance": "account.county_fund.closing",
    }.items():  # fmt: skip
        np.testing.assert_allclose(books[column][:months], whole_run[name], rtol=1e-9, atol=1e-5, err_msg=name)
    for line in ("top_up", "interest", "payments", "recoveries", "returned"):
        total = float(whole_run.account_line.sel(line=line).sum())
        assert books[f"account.county_fund.{line}"].sum() == pytest.approx(total, abs=1e-3)
    for layer in whole_run.layer.values:
        assert books[f"recovery.{layer}"].sum() == pytest.approx(float(whole_run.recovery.sel(layer=layer)), abs=1e-3)
    queued = float(whole_run.queue_unpaid.sum())
    assert books["payment.bank"].sum() + queued == pytest.approx(float(whole_run.payment.sel(layer="bank")), abs=1e-3)
    assert books["premium.insurance"].sum() == pytest.approx(float(whole_run.premium.sel(layer="insurance")))


@pytest.mark.compiled
@pytest.mark.parametrize("account", ["county_fund", "pool"])
def test_accounts_and_claims_balance_in_every_month(rich: FollowedPath, account: str) -> None:
    books = rich.books
    line = {name.rpartition(".")[2]: books[name] for name in books.columns if name.startswith(f"account.{account}.")}
    flows = sum(line[name] for name in ("appropriation", "provision", "premium", "top_up", "interest", "recoveries"))
    np.testing.assert_allclose(
        line["opening"] + flows - line["payments"] - line["returned"], line["closing"], atol=1e-4
    )
    np.testing.assert_allclose(line["opening"][1:], line["closing"][:-1], atol=1e-5)
    paid = sum(books[name] for name in books.columns if name.startswith("payment."))
    queue_before = books["queue"].shift(fill_value=0.0)
    np.testing.assert_allclose(books["claims"] + queue_before, paid + books["queue"], atol=1e-4)


@pytest.mark.compiled
@pytest.mark.parametrize(
    "changes",
    [
        ("lending.mode=steady", "loans.opening_ages=spread", "extension.granted=0.8", "claim.settled=monthly"),
        ("missed_dues=shift", "renewal.probability=0.9", "extension.months=2"),
        ("claim.method=net", "shocks.epidemic.lgd_addition=1", "layers.insurance.aggregate_net_of_recoveries=false"),
        (
            "arrears={cure_per_month: 0.3, default_per_month: 0.1, claim_waits_from: default}",
            "claim.filed_after_days=150", "extension.at_most_at_once=2", "extension.cure_per_month=0.2",
            "extension.default_per_month=0.1",
        ),
        (
            "arrears={cure_per_month: 0.2, default_per_month: 0.1, first_roll: next_month, default_at_maturity: 0.4}",
            "claim.filed_after_days=120", "extension.until=15", "missed_dues=shift",
        ),
    ],
)  # fmt: skip
def test_lives_of_all_loans_add_up_to_the_books(changes: tuple[str, ...]) -> None:
    plan = () if any(change.startswith("lending") for change in changes) else ("lending.mode=plan",)
    document = RICH if plan else RICH.replace("amount_per_month: [1000000, 0, 250000.25]", "refill_every_months: 1")
    rules = ("report.npl_until=written_off", "default_probability.annual=0.3", "horizon.months=40")
    followed = follow_path(parse_scenario(document, (*rules, *changes)), path=1, seed=2)
    months = followed.runner.model.clock.months
    columns = {
        "performing": "performing",
        "missed": "performing",
        "forborne": "forborne",
        "overdue": "overdue",
        "non-performing": "npl",
    }
    totals = {column: np.zeros(months) for column in columns.values()}
    claims = {(claim["loan"], claim["generation"]): claim for claim in followed.claims.to_dict("records")}
    for loan, generation in set(zip(followed.events["loan"], followed.events["generation"], strict=True)):
        steps = steps_of(followed.events, loan, generation)
        for row in (
            loan_months(followed.runner, loan, generation, steps, claims.get((loan, generation))) if steps else ()
        ):
            totals[columns[row.status]][row.month] += row.owed
    assert totals["npl"].max() > 0.0
    for column, total in totals.items():
        np.testing.assert_allclose(followed.books[column][:months], total, rtol=1e-9, atol=1e-4, err_msg=column)


@pytest.mark.compiled
def test_absorbing_ruin_leaves_out_the_lines_of_other_accounts() -> None:
    followed = follow_path(parse_scenario(RICH, ("horizon.months=14", "horizon.settle=false")), path=0, seed=1)
    columns = followed.books.columns
    assert "account.county_fund.closing" in columns
    assert "account.pool.closing" not in columns
    assert "payment.pool" in columns


# ---------------------------------------------------------------- words


def test_the_life_of_a_loan_is_told_with_its_claim_and_its_dues(tmp_path: Path) -> None:
    text = loan_text(follow_path(by_hand(tmp_path), path=0, seed=1), 1)
    for part in (
        "made in 2023-07 for 24 months at 12.00 % a year, repaid in one sum at the end",
        "missed a due (hardship, in a shock)",
        "extended by 3 months",
        "principal 10,000.00 + interest 200.00 = 10,200.00, settled in 2024-12",
        "fund 7,140.00, bank 3,060.00",
        "50.00 %, 4,590.00 after court cost, in 2025-02",
    ):
        assert part in text
    rows = [line.split() for line in text.splitlines()]
    assert ["2024-07", "performing", "0.00", "500.00", "10,000.00"] in rows
    assert ["2024-10", "to", "2025-02", "non-performing", "0.00", "0.00", "10,000.00"] in rows


def test_a_calm_path_has_no_story(tmp_path: Path) -> None:
    calm = follow_path(by_hand(tmp_path, "stress.fever.remove=true", "stress.drought.remove=true"), path=0, seed=1)
    assert troubled_loans_text(calm).startswith("Every loan of this path was repaid")
    assert calm.claims.empty
    assert "No claim was settled" in month_text(calm, 11)


def test_tables_align_chinese_and_may_be_empty() -> None:
    assert aligned([]) == ""
    assert aligned([["基金", "1"], ["bank", "20"]]) == "基金   1\nbank  20"


def test_refused_and_never_made_loans(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path), path=0, seed=1)
    assert "not made: lending was stopped" in loan_text(followed, 4)
    assert "to be made in 2024-12" in loan_text(followed, 4)
    early = follow_path(by_hand(tmp_path, "horizon.months=6", "stress.drought.remove=true"), path=0, seed=1)
    assert loan_text(early, 4) == "Loan 4 was never made on this path."


def test_an_open_claim_says_so(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path, "horizon.months=10", "claim.method=net"), path=0, seed=1)
    text = loan_text(followed, 1)
    assert "settled in 2024-12" in text
    assert "after the last month, so it counts as open" in text
    assert "- expected recovery 5,100.00 = 5,100.00" in text
    assert "Recovered" not in text


def test_a_month_is_told_with_its_causes(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path), path=0, seed=1)
    december, february, may = (month_text(followed, month) for month in (11, 13, 2))
    assert "Of the only claim of that month, 10,200.00, paid: fund 7,140.00, bank 3,060.00." in december
    assert "Non-performing: loans 1." in december
    assert "Forborne: loans 2." in december
    assert "Lending was stopped in this month. In force for the next month: breaker npl." in december
    assert "Recoveries 4,590.00 on 1 earlier claim, by loan: 1 4,590.00." in february
    assert "New lending 6,000.00: loans 2." in may


def test_tables_of_all_months_show_what_is_not_zero(tmp_path: Path) -> None:
    text = books_text(follow_path(by_hand(tmp_path), path=0, seed=1))
    assert ["11", "2024-12", "8,000", "0", "-7,140", "0", "860"] in [line.split() for line in text.splitlines()]
    assert "stopped" in text
    assert "top up" not in text


@pytest.mark.compiled
def test_settling_months_have_books_but_no_loans(rich: FollowedPath) -> None:
    last = len(rich.books) - 1
    assert np.isnan(rich.books["outstanding"][last])
    assert "Loans at the end" not in month_text(rich, last)
    assert "waiting in queues" in books_text(rich)
    assert "successor" not in troubled_loans_text(rich)
    claim = next(claim for claim in rich.claims.to_dict("records"))
    assert "Of " in loan_text(rich, claim["loan"])


# ---------------------------------------------------------------- command


def call(*arguments: object) -> int:
    """Exit code of a command."""
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    return int(stop.value.code or 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The scenario of five loans on disk."""
    (tmp_path / "loans.csv").write_text(LOANS)
    (tmp_path / "five.yaml").write_text(BY_HAND)
    return tmp_path / "five.yaml"


def test_command_lists_loans_and_books(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("trace", file, "--path", 7, "--seed", 3) == 0
    said = capsys.readouterr().out
    assert "Path 7 of seed 3: 18 months, 2024-01 to 2025-06; amounts in CNY" in said
    assert "3 loans missed a due" in said
    assert "Account of fund" in said


def test_command_shows_one_loan_or_one_month(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call("trace", file, "--path", 0, "--loan", 1) == 0
    assert "Loan 1: 10,000.00 CNY" in capsys.readouterr().out
    for month in ("2024-12", "11"):
        assert call("trace", file, "--path", 0, "--month", month) == 0
        assert "Books of" in capsys.readouterr().out
    assert call("trace", file, "--path", 0, "--set", "report.fund_sizes=[3000,9000]") == 0
    assert "opening fund 3,000" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("--loan", 5), ("--month", "2030-01"), ("--month", "18"), ("--month", "x")])
def test_command_names_what_there_is(
    file: Path, arguments: tuple[object, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("trace", file, "--path", 0, *arguments) == 2
    assert "0 to" in capsys.readouterr().err


IN_TIME = """\
name: Two loans of a village
horizon: {first_month: 2024-01, months: 6}
loans:
  source: synthetic
  townships: {East: {loans: 2}}
  size: {law: fixed, amount: 12000}
  product: {term_months: 12}
  opening_ages: new
default_probability: {annual: 0}
stress:
  flood:
    {month: 3, immediate_default_probability: 0.999999999999999, insured_share: 1, insured_multiplier: 1,
     insured_premium: 0.05, insured_premium_subsidy: 0.6}
regimes:
  years:
    level: township
    states: {good: {}, bad: {default_probability: 2}}
    transition: {good: {bad: 1}, bad: {good: 1}}
    every_months: 2
    start: good
contagion: {village: {strength: 1}}
"""


def test_states_premiums_and_failed_villages_of_each_month() -> None:
    """Two loans of 12,000 pay 100 a month for their cover, 60 of it the government, until both default in April."""
    books = trace_path(parse_scenario(IN_TIME), path=0)[1]
    assert books["regime.years.East"].tolist() == ["good", "good", "bad", "bad", "good", "good"]
    assert books["cover_premium.government"].tolist() == pytest.approx([60.0] * 3 + [0.0] * 3)
    assert books["cover_premium.borrower"].tolist() == pytest.approx([40.0] * 3 + [0.0] * 3)
    assert books["failed_villages"].tolist() == [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def test_aggregate_terms_are_followed_to_what_was_asked_and_allowed() -> None:
    scenario = fs.load_scenario("theory/premium_cap")
    followed = follow_path(scenario, 0)
    books, year = followed.books, np.arange(len(followed.books)) // 12
    asked, allowed, premium = (books[f"{name}.insurer"] for name in ("asked", "allowed", "unit"))
    assert np.allclose(asked, 0.7 * books["claims"].groupby(year).cumsum())
    assert np.allclose(allowed, np.minimum(asked, 1.6 * premium))
    assert np.allclose(allowed, books["payment.insurer"].groupby(year).cumsum())
    assert np.allclose(premium, books["premium.insurer"].groupby(year).cumsum())
    month = int(np.argmax(asked > allowed))
    assert asked[month] > allowed[month]
    told = f"insurer is asked for {asked[month]:,.2f} and may pay {allowed[month]:,.2f} of it"
    assert told in " ".join(month_text(followed, month).split())


SETTLING = """\
name: Money in settling
horizon: {first_month: 2024-01, months: 2, settle: true}
loans:
  source: synthetic
  townships: {a: {loans: 1}}
  size: {law: fixed, amount: 10000}
  product: {term_months: 12}
  opening_ages: new
default_probability: {annual: 0}
stress: {s: {month: 0, immediate_default_probability: 0.9999999999}}
claim: {filed_after_days: 0, paid_after_days: 0}
recovery: {hardship: {share: 0.5, after_months: 6}}
layers:
  - {name: fund, kind: fund, pays: 0.5, account: {initial: 100000, yield: 0.12}}
"""


def test_interest_is_earned_month_by_month_while_settling() -> None:
    """A claim of 10,000, half of it paid in month 0; half of that comes back in month 6; 1 % a month."""
    scenario = parse_scenario(SETTLING)
    _, books = trace_path(scenario, path=0)
    balance, closings = 100_000.0, []
    for month in range(7):
        balance = 1.01 * balance - (5_000.0 if month == 0 else 0.0) + (2_500.0 if month == 6 else 0.0)
        closings.append(balance)
    assert books["account.fund.closing"].tolist() == pytest.approx(closings, abs=0.01)
    assert books["account.fund.interest"].tolist()[6] == pytest.approx(0.01 * closings[5], abs=0.01)
    assert closings[6] == pytest.approx(float(fs.simulate(scenario, 1).closing_balance[0]))
