"""A path told in Chinese: the same figures as in English, no English left, tables aligned, lines that fit."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from tests.unit.example_scenarios import RICH
from tests.unit.test_show_chinese import SHIPPED, assert_chinese_only, assert_lines_fit
from tests.unit.test_trace import HEALS, IN_TIME, LOANS, STAYS, by_hand, call, file

import fundsim as fs
from fundsim.cli import info
from fundsim.languages import Language
from fundsim.portfolio.loan_book import SCHEDULES
from fundsim.programme import Scenario
from fundsim.results import LINES
from fundsim.scenario_file import check_scenario, parse_scenario
from fundsim.show.chinese.loan_words import SCHEDULE_WORDS
from fundsim.text_tables import display_width
from fundsim.trace import FollowedPath, events, follow_path, phrases
from fundsim.trace.book_text import books_text, month_text
from fundsim.trace.loan_text import loan_text, troubled_loans, troubled_loans_text
from fundsim.trace.snapshots import path_runner
from fundsim.trace.wording import Voice

__all__ = ["file"]  # a fixture
MOST = 8  # loans and months that are told of a path
WHOLE = re.compile(r"  |[\d.]+号贷款：|该月(共|只)结算")  # lines that are never broken


def tellings(followed: FollowedPath, lang: Language) -> list[str]:
    """All that a trace says of a path, of many loans and months some."""
    loans = list(dict.fromkeys(troubled_loans(followed)["loan"])) if len(followed.events) else []
    months = range(len(followed.books))
    return [
        troubled_loans_text(followed, lang),
        books_text(followed, lang),
        *(loan_text(followed, int(loan), lang) for loan in loans[:: len(loans) // MOST + 1]),
        *(month_text(followed, month, lang) for month in (*months[:: len(months) // MOST + 1], months[-1])),
    ]


def figures(text: str, last: str = "") -> Counter[str]:
    """Numbers of a text, months of both languages alike, without those of what is left out of a list."""
    alike = re.sub(r"(\d{4})年(\d+)月", lambda found: f"{found[1]}-{int(found[2]):02d}", text)
    alike = re.sub(r"\s+and\s+[\d,]+\s+more|等\s*[\d,]+笔", "", alike.replace("YYYY-MM", last))
    return Counter(re.findall(r"\d[\d,.-]*\d|\d", alike))


def assert_told_alike(scenario: Scenario, path: int = 0, seed: int = 1) -> str:
    """The Chinese of a path, which says what the English says."""
    followed = follow_path(scenario, path, seed)
    last = followed.books["date"].iloc[-1]
    english, chinese = tellings(followed, "en"), tellings(followed, "zh")
    for one, other in zip(english, chinese, strict=True):
        assert figures(one, last) == figures(other), other
        assert one.count("\n  ") == other.count("\n  ") or "\n\n  " not in one
        assert_chinese_only(scenario, followed.runner.book, re.sub("--(month|loan)", "", other))
        assert_lines_fit("\n".join(line for line in other.splitlines() if not WHOLE.match(line)))
    return "\n".join(chinese)


# ---------------------------------------------------------------- whole traces


@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("horizon.months=10", "claim.method=net"),
        ("horizon.months=6", "stress.drought.remove=true"),
        ("extension.default_at_end=1", "currency=XAF"),
        ("extension={months: null, default_at_end: 0, cure_per_month: 0.5}",),
        ("extension.cure_per_month=0.5",),
        (HEALS, "claim.filed_after_days=90", "extension.granted=0"),
        (STAYS, "claim.filed_after_days=90", "extension.granted=0", "recovery.hardship.court_cost=0"),
        ("stress.fever.remove=true", "stress.drought.remove=true"),
    ],
)
def test_five_loans_are_told_alike(tmp_path: Path, changes: tuple[str, ...]) -> None:
    assert_told_alike(by_hand(tmp_path, *changes))


def test_loans_overdue_at_the_start_and_off_their_schedule_are_told_alike(tmp_path: Path) -> None:
    scenario = by_hand(tmp_path, "loans.columns.days_overdue=late", "loans.columns.balance=left")
    ends = ("left,late", ",", "8000,", ",", ",45", ",")
    rows = [f"{row},{end}" for row, end in zip(LOANS.split(), ends, strict=True)]
    (tmp_path / "loans.csv").write_text("\n".join(rows), encoding="utf-8")
    told = assert_told_alike(scenario)
    assert "1号贷款：10,000.00元（为与台账余额相符，按8,000.00元推算），2023年7月发放" in told
    assert "期初已逾期1个月（困难）" in told


@pytest.mark.parametrize("name", ["premium_cap", "queue", "credit_line", "two_counties", "claims_by_law", "renewal"])
def test_scenarios_of_one_rule_are_told_alike(name: str) -> None:
    assert_told_alike(fs.load_scenario(f"theory/{name}"))


def test_states_and_covers_are_told_alike() -> None:
    assert_told_alike(parse_scenario(IN_TIME))


@pytest.mark.compiled
@pytest.mark.parametrize(
    "changes",
    [
        ("default_probability.annual=0.2",),
        ("report.npl_until=written_off", "report.after_ruin=reflecting", "missed_dues=shift"),
        ("missed_dues=shift", "renewal.probability=0.9", "extension.months=2", "default_probability.annual=0.3"),
        ("layers.pool.aggregate_over=term", "claim.settled=monthly", "default_probability.annual=0.3"),
    ],
)
def test_every_rule_at_once_is_told_alike(changes: tuple[str, ...]) -> None:
    assert_told_alike(parse_scenario(RICH, changes), path=3, seed=5)


@pytest.mark.slow
@pytest.mark.compiled
@pytest.mark.parametrize("name", SHIPPED, ids=lambda name: name.stem)
def test_shipped_scenarios_are_told_alike(name: Path) -> None:
    assert_told_alike(check_scenario(name).scenario, path=3)


# ---------------------------------------------------------------- by hand


def test_the_life_of_a_loan_is_told_in_chinese(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path), path=0, seed=1)
    text = loan_text(followed, 1, "zh")
    for part in (
        "1号贷款：10,000.00元，2023年7月发放，期限24个月，年利率12.00%，到期一次还本；",
        "乡镇：East，村：East/1，产业：pigs，等级：全部",
        "逾期（困难，遇冲击）",
        "应代偿额：本金10,000.00元+利息200.00元=10,200.00元，2024年12月结算。",
        "该月只结算一笔代偿申请，应代偿额10,200.00元，各方赔付：fund付7,140.00元、银行付3,060.00元。",
        "追偿比例50.00%，扣除诉讼费用后为4,590.00元，于2025年2月收回。",
    ):
        assert part in text
    rows = [line.split() for line in text.splitlines()]
    assert ["2", "2024-03", "展期3个月", "10,000.00"] in rows
    assert ["2024-07", "正常", "0.00", "500.00", "10,000.00"] in rows
    assert ["2024-10", "至2025-02", "不良", "0.00", "0.00", "10,000.00"] in rows
    listed = troubled_loans_text(followed, "zh")
    assert listed.startswith("有3笔贷款曾逾期、续贷或因停贷未发放。用--loan 1查看一笔：")
    assert "2024-09逾期（困难，遇冲击）→违约10,000元；2024-10提出代偿申请；2024-12代偿申请结算10,200元" in listed
    assert "拟于2024年12月发放" in loan_text(followed, 4, "zh")


def test_a_month_is_told_in_chinese(tmp_path: Path) -> None:
    followed = follow_path(by_hand(tmp_path), path=0, seed=1)
    december, february, may = (month_text(followed, month, "zh") for month in (11, 13, 2))
    assert "不良贷款：1号。" in december
    assert "展期贷款：2号。" in december
    assert "新发放贷款0.00元。该月停贷。下月起生效的熔断：npl。" in december
    assert ["1", "困难", "2024-09", "10,000.00", "200.00", "10,200.00"] in [
        row.split() for row in december.splitlines()
    ]
    assert "该月追偿收回4,590.00元，涉及此前1笔代偿申请，其中：1号收回4,590.00元。" in february
    assert "新发放贷款6,000.00元：2号。" in may
    assert "逾期率（逾期和不良）0.00%，不良贷款率0.00%，不良及展期贷款率37.04%。" in may


def test_columns_stand_below_their_chinese_heads(tmp_path: Path) -> None:
    tables = re.findall(r"(?:^  .*\n?)+", books_text(follow_path(by_hand(tmp_path), 0, 1), "zh"), re.M)
    assert len(tables) == 4
    for table in tables:
        lines = table.splitlines()
        assert len(lines) == 19
        assert len({display_width(line) for line in lines}) == 1


def test_lists_are_cut_in_both_languages(tmp_path: Path) -> None:
    runner = path_runner(by_hand(tmp_path), 0, 1)
    assert Voice(runner, "en").listed(["1", "2", "3"], most=2) == "1, 2 and 1 more"
    assert Voice(runner, "zh").listed(["1号", "2号", "3号"], most=2) == "1号、2号等3笔"
    assert Voice(runner, "zh").listed(["1号", "2号"], most=2) == "1号、2号"


def test_townships_have_their_chinese_names() -> None:
    voice = Voice(path_runner(fs.load_scenario("luoping", ["horizon.months=2"]), 0, 1), "zh")
    book = voice.runner.book
    assert voice.place(book.townships[0]) == book.townships_zh[0] != book.townships[0]
    assert voice.place(f"{book.townships[0]}/3") == f"{book.townships_zh[0]}/3"
    assert [voice.place(name) for name in ("all", "all/1", "Elsewhere", "Elsewhere/2")] == [
        "全部", "全部/1", "Elsewhere", "Elsewhere/2",
    ]  # fmt: skip
    assert voice._replace(lang="en").place(book.townships[0]) == book.townships[0]


# ---------------------------------------------------------------- words


def test_everything_that_is_told_has_words() -> None:
    assert set(phrases.EVENTS) >= {"on_book", *events.EVENTS.values()}
    assert set(phrases.CAUSES) == {"", *events.CAUSES_OF_DISTRESS.values()}
    assert set(phrases.REPAYMENT) == set(SCHEDULES)
    assert set(phrases.LINES) == set(LINES)


def test_chinese_words_are_chinese_and_those_of_show() -> None:
    tables = [table for name, table in vars(phrases).items() if isinstance(table, dict) and name.isupper()]
    assert len(tables) == 9
    for table in tables:
        for english, chinese in table.values():
            assert not re.search("[A-Za-z]", re.sub(r"\{[^}]*\}|--(month|loan)", "", chinese)), chinese
            assert not re.search("[\u4e00-\u9fff]", english), english
    for schedule in ("bullet", "equal_principal", "annuity"):
        assert phrases.REPAYMENT[schedule][1] == SCHEDULE_WORDS[schedule]


# ---------------------------------------------------------------- commands


def test_command_follows_a_path_in_chinese(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("trace", file, "--path", 7, "--seed", 3, "--set", "report.fund_sizes=[3000]", "--lang", "zh") == 0
    said = capsys.readouterr().out
    head = "路径7（随机种子3，基金初始规模3,000元）：18个月，自2024年1月至2025年6月；金额单位：元"
    assert said.splitlines()[:2] == ["Five loans", head]
    assert "fund账户：" in said
    monkeypatch.setenv("FUNDSIM_LANG", "zh")
    for month in ("2024-12", "11"):
        assert call("trace", file, "--path", 0, "--month", month) == 0
        assert "\n\n2024年12月账目（月序11）\n\n" in capsys.readouterr().out
    assert call("trace", file, "--path", 0, "--loan", 5) == 2
    assert "--loan的值无效：贷款的编号为0至4" in capsys.readouterr().err


def test_info_speaks_chinese(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(info, "PACKAGES", ("numba", "no-such-package"))
    assert call("info", "--lang", "zh") == 0
    lines = dict(line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines())
    assert list(lines) == ["Python", "numba", "no-such-package", "线程数", "编译缓存", "附带情景"]
    assert lines["no-such-package"] == "未安装"
    assert re.fullmatch(r"3\.\d+\.\S+（.+）", lines["Python"])
