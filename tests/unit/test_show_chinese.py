"""A scenario read back in Chinese: nothing left out, no number changed, no English left, lines that fit."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.example_scenarios import RICH, SMALL, TAPE
from tests.unit.portfolio_scenarios import STEADY, synthetic_scenario
from tests.unit.test_show import ALTERNATIVES, DATED, call

from fundsim import wrapping
from fundsim.languages import Language
from fundsim.portfolio import build_loan_book
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.scenario_file import Sourced, check_scenario, lever_changes, parse_scenario
from fundsim.show import describe, describing, scenario_text, sourcing_of
from fundsim.show.chinese import frame_words, lever_words, loan_words, payer_words, time_words, wording
from fundsim.show.describing import LANGUAGES, convention_section, implications
from fundsim.show.implied import Implied, implied_figures
from fundsim.show.sourcing import Sourcing
from fundsim.text_tables import display_width

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SHIPPED = sorted([*SCENARIOS.glob("*.yaml"), *SCENARIOS.glob("theory/*.yaml")])
MONEY_EN = r"[\d,]+(?:\.\d+)?(?: million)? (?:CNY|USD|CAD|XAF)\b"
MONEY_ZH = r"[\d,]+(?:\.\d+)?[万亿]?(?:元|美元| CAD| XAF)"


@pytest.fixture(autouse=True)
def figures_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a scenario implies is the same in both languages, and takes most of the time."""
    kept: dict[tuple[int, int], tuple[Scenario, LoanBook, Implied]] = {}

    def once(scenario: Scenario, book: LoanBook) -> Implied:
        key = (id(scenario), id(book))
        if key not in kept:
            kept[key] = scenario, book, implied_figures(scenario, book)
        return kept[key][-1]

    monkeypatch.setattr(describing, "implied_figures", once)


def sections(scenario: Scenario, book: LoanBook, lang: Language) -> list[tuple[str, tuple[str, ...]]]:
    """Titles and paragraphs without sources."""
    told = [*describe(scenario, book, lang=lang), implications(scenario, book, lang)]
    default = frame_sources(lang)
    return [(one.title, tuple(text.replace(default, "") for text in one.paragraphs)) for one in told]


def frame_sources(lang: Language) -> str:
    """What is said of the sources of a block that has none."""
    return str(LANGUAGES[lang].frame_words.sources_text(Sourcing(), "loans"))


def percentages(text: str) -> Counter[str]:
    return Counter(found.replace(" ", "") for found in re.findall(r"[\d.,]*\d ?%", text))


def amounts(text: str) -> set[tuple[float, float]]:
    """Amounts of money, each with half a unit of its last digit."""
    found = set()
    for part in re.findall(f"{MONEY_EN}|{MONEY_ZH}", text):
        scale = 1e6 if "million" in part else 1e8 if "亿" in part else 1e4 if "万" in part else 1.0
        digits = re.sub(r"[^\d.]", "", part)
        found.add((float(digits) * scale, 0.51 * scale / 10.0 ** len(digits.partition(".")[2])))
    return found


def assert_same_amounts(some: set[tuple[float, float]], others: set[tuple[float, float]]) -> None:
    """Every amount is among the others, as far as the digits say."""
    for value, half in some:
        assert any(abs(value - other) <= half + rounding for other, rounding in others), (value, others)


def decimals(text: str) -> set[str]:
    """Numbers with a decimal point that are neither money nor per cent."""
    return set(re.findall(r"\d[\d,]*\.\d+", re.sub(rf"{MONEY_EN}|{MONEY_ZH}|[\d.,]*\d ?%", "", text)))


def counts(text: str, english: str, chinese: str) -> Counter[str]:
    """Numbers of something."""
    found = re.findall(rf"(?<![\d.])(?:(\d+(?:,\d+)*) {english}s?\b|(\d+(?:,\d+)*){chinese})", text)
    return Counter(first or second for first, second in found)


def assert_same_numbers(english: str, chinese: str) -> None:
    """Two tellings of a paragraph give the same shares, amounts and counts."""
    assert percentages(english) == percentages(chinese), chinese
    assert decimals(english) == decimals(chinese), chinese
    for noun, measure in (("month", "个月"), ("day", "天")):
        assert counts(english, noun, measure) == counts(chinese, noun, measure), chinese
    assert counts(english, "loan", "笔").keys() <= counts(chinese, "loan", "笔").keys(), chinese
    assert_same_amounts(amounts(english), amounts(chinese))
    assert_same_amounts(amounts(chinese), amounts(english))


def names_in(scenario: Scenario, book: LoanBook) -> Iterator[str]:
    """Names that the author chose, and what fundsim keeps as it is."""
    yield from (*book.townships, *book.industries, *book.grades, *book.villages, *book.counties, *book.quality)
    blocks = ("shocks", "stress", "regimes", "price_cycles", "levers", "breakers")
    yield from (name for block in blocks for name in getattr(scenario, block))
    yield from (name for regime in scenario.regimes.values() for name in regime.states)
    yield from (layer.name for layer in scenario.layers)
    yield from (name for layer in scenario.layers if layer.account for name in layer.account.inflows)
    loans: Any = scenario.loans
    yield from getattr(loans, "products", {})
    yield from getattr(loans, "grades", {})
    for table in ("file", "townships"):
        yield str(getattr(getattr(loans, table, None), "written", ""))
    yield str(getattr(loans, "encoding", ""))
    yield from (loans.regime.states if loans.source == "aggregate" and loans.regime else ())
    yield from ("fundsim", "t", "exp", "odds", scenario.currency)


def assert_chinese_only(scenario: Scenario, book: LoanBook, text: str) -> None:
    words = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
    allowed = {word for name in names_in(scenario, book) for word in words.findall(name)}
    assert not set(words.findall(re.sub("`[^`]*`", "", text))) - allowed
    assert not re.search(r"[\u4e00-\u9fff] [\u4e00-\u9fff]|[\u4e00-\u9fff][,.;:!?()]", text), text


def assert_told_alike(scenario: Scenario, book: LoanBook) -> None:
    """Both languages tell the same, and the second does so in Chinese."""
    english, chinese = sections(scenario, book, "en"), sections(scenario, book, "zh")
    assert [len(paragraphs) for _, paragraphs in english] == [len(paragraphs) for _, paragraphs in chinese]
    for (_, first), (title, second) in zip(english, chinese, strict=True):
        for one, other in zip(first, second, strict=True):
            plain = re.sub(r"(scale [\d.]+) CNY", r"\1", one)  # whose unit stands apart in Chinese
            assert_same_numbers(plain.replace("twelve", "12"), other)
        assert_chinese_only(scenario, book, "\n".join((title, *second)))
    keys = [paragraph.split(":")[0] for paragraph in convention_section(scenario).paragraphs]
    told = convention_section(scenario, "zh").paragraphs
    assert len(keys) == len(told)
    assert all(f"`{key}`" in text or key == "Nothing" for key, text in zip(keys, told, strict=True))


def assert_lines_fit(text: str) -> None:
    """Lines outside of tables."""
    assert not re.search(r"\d\n[万亿元个年月日天笔]", text)
    for line in text.splitlines():
        assert display_width(line) <= 100 or line.startswith("  "), line
        assert not line or line[0] not in wrapping.CLOSING, line
        assert not line or line[-1] not in wrapping.OPENING, line


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_shipped_scenarios_are_told_alike(file: Path) -> None:
    checked = check_scenario(file)
    scenario, book = checked.scenario, build_loan_book(checked.scenario, seed=1)
    assert_told_alike(scenario, book)
    changes = lever_changes(checked.before_levers, checked.document)
    text = scenario_text(scenario, book, sourcing_of(checked), changes, "zh")
    assert_lines_fit(text[text.index("金额单位") :])
    assert "None" not in text


def told(scenario: Scenario) -> str:
    """The whole Chinese text of a scenario that both languages tell alike."""
    book = build_loan_book(scenario, seed=1)
    assert_told_alike(scenario, book)
    text = scenario_text(scenario, book, lang="zh")
    assert_lines_fit(text[text.index("金额单位") :])
    return text.replace("\n", "")


@pytest.mark.parametrize("change", ALTERNATIVES[::2])
def test_alternatives_are_told_alike(change: str) -> None:
    assert "由此推算的结果" in told(parse_scenario(SMALL, [change]))


OTHERS = """\
loans.opening_ages=spread
    期初贷款的发放时间均匀分布在过去一个贷款期限内。
loans={maturities: {"2024": 0.6, "2025": 0.4}, product: {term_months: 24}}
    期初贷款中，60%于2024年到期，40%于2025年到期。
loans={maturities: {"2024": 0.6}, product: {term_months: 24}}
    60%于2024年到期，其余在期限允许的其他月份平均到期。
loans.redraw_portfolio=true
    每条路径各有一套贷款
loans.product.interest_subsidy=0.7
    未逾期期间由政府按利息的70%贴息
loans={repayment: {seasonal: 1}, product: {instalment_months: [june, november]}}
    按季节还款的，每年6月和11月的月末及到期时等额还款。
loans={repayment: {credit_line: 1}, product: {drawn_share: 0.5, run_down_months: 3, credit_conversion_factor: 0.2}}
    授信额度的使用比例：50%，最后3个月等额压降；违约前还会提用未用额度的20%。
lending={mode: steady, refill_every_months: 12, refill_defaulted: after_default}
    还清的贷款在此后最近的第0、12、24……月由一笔同样的贷款接续，违约贷款在违约之后接续。
lending={mode: plan, amount_per_month: 40000}
    按计划发放新贷款：每月4万元。
lending={mode: steady, max_new_lending: 60000}
    每月最多放贷6万元，其余依次等候。
loans.repayment={credit_line: 1} & breakers.a={watch: npl_ratio, stop_above: 0.1} & lending.freeze_lines=true
    停贷期间，已核定的额度也不得再提用。
admission={minimum_grade: A, rating_error: 0.2, misuse: 0.1, misuse_odds: 3}
    10%的贷款被挪用，其违约比率（odds）乘以3。
admission.changes={later: {from_month: 2024-06, minimum_grade: AA}}
    自2024年6月起发放的贷款：评级低于AA的申请人不予放贷。
credit_villages={share: 0.5, odds: 0.7, recovery_multiplier: 1.2}
    ；其违约比率（odds）乘以0.7，追偿收回额乘以1.2。
wilful_default.share=0
    没有恶意拖欠。
extension={granted: 0.5, months: null, cure_per_month: 0.1}
    直至恢复还款或违约，每笔最多展期1次。展期期间每月有10%的概率恢复还款，有0%的概率违约。
claim={covers: principal_and_interest, interest_days: 90, method: net}
    代偿范围为本金及最多90天的利息，但先扣除预计可追偿的部分，此后不再追偿。
arrears={cure_per_month: 0.3, default_per_month: 0.1}
    自首次逾期或展期失败起满90天（3个月）后，违约贷款计为不良
regimes={economy: {states: {a: {}, b: {default_probability: 2}}, transition: {a: {a: 1}, b: {b: 1}}, start: b}}
    a之后有100%的概率仍为a；b之后有100%的概率仍为b。初始状态为b。
layers.insurance.pays=1
    承担每笔代偿申请的100%
layers.insurance={bands: [{pays: 0.5}]}
    上述金额合计后分段赔付：全部赔付50%
layers.insurance={bands: [{to: 2, pays: 1}, {to: 3, pays: 0.5}, {pays: 0}], aggregate_in: lending}
    累计放贷额的2倍以内的部分赔付100%，累计放贷额的2倍至累计放贷额的3倍的部分赔付50%，超过累计放贷额的3倍的部分赔付0%
layers.insurance.aggregate_limit=50000
    合计最多赔付5万元（分账户年度、分县合计）。
layers.insurance.price={rate: 0.02, on: monthly_balance, paid_by: {government: 1}}
    按余额的2%收取年费，每月收取十二分之一：政府付100%。
layers.insurance.suspend_when={watch: overdue_ratio, above: 0.1, resume_below: 0.05}
    全县的逾期率超过10%时，停止赔付和承保，直至低于5%。
layers.county_fund.account={level: village, top_up: {share_of_gap: 1, target: 200000}}
    每个村各设一个专户
layers.county_fund.account={level: province, top_up: {share_of_gap: 1, trigger: 50000}}
    每年1月赔付之前，余额低于5万元的，以初始规模为目标，按差额的100%核定补充资金，当即由政府拨付。
credit_villages.share=0.5 & breakers.stop={watch: npl_ratio, at: village, stop_above: 0.1, villages: other}
    熔断stop：月末某非信用村的不良贷款率超过10%时，自下月起当地停止发放新贷款，直至不再超过。
breakers.stop={watch: loss_ratio, stop_above: 1.2, action: insurer_exit, over: 12_months}
    熔断stop：月末全县insurance近12个月的赔付率（赔付额与保费之比）超过120%时，自下月起insurance停止赔付，不再恢复。
report.fund_sizes=[100000, 200000]
    比较以下初始规模：10万元和20万元。
currency=XAF
    金额单位：XAF。
""".splitlines()  # what is set, and what the Chinese words then say


@pytest.mark.parametrize(("change", "wanted"), [*zip(OTHERS[::2], OTHERS[1::2], strict=True)])
def test_other_terms_are_said(change: str, wanted: str) -> None:
    assert wanted.strip() in told(parse_scenario(SMALL, change.split(" & ")))


def test_every_block_is_told_alike() -> None:
    text = told(parse_scenario(RICH))
    assert "追偿所得先依次归还county_fund和银行，直至各自收回全部赔付" in text
    assert "`recovery.split`：`county_fund`、`bank`，默认为`pro_rata`。" in text
    assert "`report.discount_rate`：`0.02`，默认未设定。" in text


def test_a_tape_is_told_alike(tmp_path: Path) -> None:
    (tmp_path / "loans.csv").write_text("amount,made,pd,lgd,cover\n5,2023-12,0.02,0.4,0.8\n6,2023-12,,0.3,0.7\n")
    until = [*DATED, "default_probability.annual=0.05", "loans.encoding=utf-8", "loans.made_until=2024-01"]
    scenario = parse_scenario(TAPE, until, tmp_path)
    text = scenario_text(scenario, build_loan_book(scenario, seed=1), lang="zh").replace("\n", "")
    assert "贷款取自台账loans.csv，编码为utf-8，金额乘以10,000：本金取自`amount`列" in text
    assert "仅计入自2020年1月起至2024年1月止发放的贷款。" in text
    assert "读取台账时发现：" in text
    assert "按台账所列比例承担每笔代偿申请。" in text
    assert "台账列有概率的，以台账为准" in text
    assert "按台账所列比例追回" in text
    new = parse_scenario(
        TAPE, ["loans.opening_ages=new", "loans.made_from={remove: true}", "default_probability.annual=0.05"], tmp_path
    )
    assert "所有贷款均自首月起算。" in loan_words.tape_words(new, new.loans, build_loan_book(new, seed=1))  # type: ignore[arg-type]


def test_what_cannot_be_said_is_told_alike() -> None:
    assert "可运行`fundsim run`得到。" in told(
        synthetic_scenario(
            correlation={"county": 0.1, "factor_period": 3, "persistence": "ar1", "autocorrelation": 0.5}
        )
    )
    towns = {"A": {"loans": 9, "county": "north"}, "B": {"loans": 9, "county": "south"}}
    everywhere = {"province": 0.02, "county": 0.05, "industry": 0.05, "township": 0.07, "village": 0.1}
    text = told(synthetic_scenario(townships=towns, correlation=everywhere))
    assert all(f"  {name}" in text for name in ("同村、同产业", "同乡镇不同村、不同产业", "不同县、不同产业"))
    planned = {"mode": "plan", "amount_per_month": 40_000.0}
    assert "期初没有贷款。" in told(synthetic_scenario(townships={"East": {"loans": 0}}, lending=planned))
    short = {**STEADY, "product": {"term_months": 1}, "default_probability": {"annual": 0.0}}
    assert "已公布" not in told(synthetic_scenario(**short))
    empty = [{"name": "fund", "kind": "fund", "account": {"initial": 0.0}}]
    assert "可维持" not in told(synthetic_scenario(**{**STEADY, "layers": empty}))
    assert "没有可报告的基金。" in told(synthetic_scenario(**{**STEADY, "layers": []}))
    assert time_words.contagion_words(synthetic_scenario()) == ""


AGGREGATE = """\
name: Claims
horizon: {months: 24}
loans: {source: aggregate, every_months: 3, claims: {law: empirical, values: [100, 200, 400]}}
layers: [{name: fund, kind: fund, account: {initial: 1000}}]
"""


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("loans.at=start", "从3个历史金额中等可能地抽取。代偿申请在该季度的首月结算。"),
        ("loans.every_months=1", "代偿申请当月结算。"),
        (
            "loans.claims={law: lognormal, mean: 100, coefficient_of_variation: 0.5}",
            "服从对数正态分布",
        ),
        ("loans.claims={law: gamma, shape: 2, scale: 50}", "形状参数2，尺度参数50；单位：元"),
        (
            "loans.regime={states: {good: 1, bad: 2}, transition: {good: {good: 1}, bad: {bad: 1}}, start: good}",
            "金额乘以该季度所处状态的倍数：good为1、bad为2。状态始终不变。",
        ),
    ],
)
def test_laws_of_claims_are_told_alike(change: str, wanted: str) -> None:
    assert wanted in told(parse_scenario(AGGREGATE, [change]))


def test_levers_are_told() -> None:
    lever = "levers={care: {cost_per_year: 60000, set: {monitoring: {detects: 0.75}}}}"
    scenario = parse_scenario(SMALL, [lever])
    off = lever_words.lever_words(scenario, "care", ())
    assert off.startswith("措施care未启用。启用后`monitoring.detects`设为0.75；政府每年为此支出6万元。")
    assert off.endswith("启用方法：`--set levers.care.on=true`。")
    scenario = parse_scenario(SMALL, [lever, "levers.care.on=true"])
    assert lever_words.lever_words(scenario, "care", ()) == (
        "措施care已启用：`monitoring.detects`设为0.75。政府每年为此支出6万元。"
    )


# ---------------------------------------------------------------- words


def test_both_languages_offer_the_same_words() -> None:
    english, chinese = LANGUAGES["en"], LANGUAGES["zh"]
    assert english.__all__ == chinese.__all__
    for name in english.__all__:
        first, second = (
            {
                key: inspect.signature(value)
                for key, value in vars(getattr(language, name)).items()
                if inspect.isfunction(value) and value.__module__ == f"{language.__name__}.{name}" and key[0] != "_"
            }
            for language in (english, chinese)
        )
        assert first == second, name
    assert english.frame_words.TITLES.keys() == chinese.frame_words.TITLES.keys()


@pytest.mark.parametrize(
    ("amount", "wanted"),
    [
        (0.0, "0元"), (12.5, "12.50元"), (999.0, "999元"), (9_999.4, "9,999元"), (9_999.7, "1.00万元"),
        (10_000.0, "1万元"), (51_432.1, "5.14万元"), (12_345.0, "1.2345万元"), (5_390_040.0, "539.004万元"),
        (5_390_040.5, "539.00万元"), (99_999_999.9, "1.00亿元"), (790e8, "790亿元"), (30_000.000000001, "3万元"),
    ],
)  # fmt: skip
def test_money(amount: float, wanted: str) -> None:
    assert wording.money(amount, "CNY") == wanted


def test_columns_of_money_share_a_unit() -> None:
    assert wording.money_column([391.0, 9_000.0], "CNY") == ["391元", "9,000元"]
    assert wording.money_column([391.0, 643_390.0], "USD") == ["0.04万美元", "64.34万美元"]
    assert wording.money_column([2.7845e8, 1.25e6], "XAF") == ["2.7845亿 XAF", "0.0125亿 XAF"]
    assert wording.money_column([], "CNY") == []


def test_intervals_and_lists() -> None:
    assert [wording.every(months) for months in (1, 3, 6, 12)] == ["每月", "每3个月", "每6个月", "每年"]
    assert wording.duration(12) == "12个月"
    assert wording.duration(36) == "36个月（3年）"
    assert wording.times(2) == "2次"
    assert wording.and_list(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert wording.shares({"crop": 0.4, "all": 0.6, "none": 0.0}) == "crop占40%、全部占60%"


def test_kinds_payers_and_ratios_have_words() -> None:
    assert payer_words.KINDS["insurance"] == "贷款保证保险"
    assert set(payer_words.PAYERS) == {"government", "bank", "borrower"}
    assert all(re.fullmatch(r"[\u4e00-\u9fff（）、]+", word) for word in payer_words.RATIO_WORDS.values())


def test_sources_are_told_in_chinese_brackets() -> None:
    numbers = (Sourced("a.x", 1, "[1]"), Sourced("a.y", 2, "assumed"), Sourced("b", 4, None))
    sourcing = Sourcing(numbers, {"c": None})
    assert frame_words.sources_text(sourcing, "a", "b") == "[来源：[1]；假设；未注明来源]"
    assert frame_words.sources_text(sourcing, "c") == ""
    assert frame_words.sources_text(sourcing, "e") == "[fundsim默认值]"
    many = Sourcing(tuple(Sourced(f"a.{number}", number, f"[{number}]") for number in range(9)))
    assert frame_words.sources_text(many, "a").endswith("[5]；另有3项]")


def test_lines_break_between_characters_but_not_in_numbers_words_or_before_punctuation() -> None:
    assert wrapping.wrapped("余额五千万元。", 12, "CNY", "zh") == ["余额五千万", "元。"]
    assert wrapping.wrapped("甲（乙）", 6, "CNY", "zh") == ["甲", "（乙）"]
    assert wrapping.wrapped("自2023年11月至", 12, "CNY", "zh") == ["自2023年11月", "至"]
    assert wrapping.wrapped("约1,048.5万元的", 12, "CNY", "zh") == ["约", "1,048.5万元", "的"]
    assert wrapping.wrapped("共79亿 CAD", 9, "CAD", "zh") == ["共", "79亿 CAD"]
    assert wrapping.wrapped("two English words", 12, "CNY", "zh") == ["two English", "words"]
    assert wrapping.wrapped("见2024-05_note等", 8, "CNY", "zh") == ["见", "2024-05_note", "等"]


def test_command_reads_luoping_back_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert call("show", "luoping", "--lang", "zh", "--set", "wilful_default.share=0.5") == 0
    said = capsys.readouterr().out
    for part in (
        "期初共有1,048笔贷款，余额5,390.04万元，笔均5.14万元，分布在13个乡镇",
        "county_fund（风险补偿基金）：承担每笔代偿申请的70%。",
        "已公布的同类项目逾期率为0.26%（重庆，2019年6月）至4.36%（罗平，2023年10月）。",
        "[来源：由--set给定",
    ):
        assert part in said.replace("\n", "")


def test_a_guarantor_behind_another_is_a_reguarantor() -> None:
    changes = ["layers.surety={kind: guarantee, pays: 0.1}", "layers.reguarantor={kind: guarantee, pays: 0.1}"]
    text = told(parse_scenario(SMALL, changes))
    assert "surety（融资担保）" in text
    assert "reguarantor（再担保）" in text
