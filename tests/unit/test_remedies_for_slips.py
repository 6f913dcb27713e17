"""What a fault says to write instead of a Chinese word, a unit, a full-width sign or a fund of ten times the loans."""

import pytest
from tests.unit.example_scenarios import SMALL
from tests.unit.test_faults import changed, faults_of, only_fault
from tests.unit.test_faults_in_chinese import assert_chinese

from fundsim.errors import ScenarioError
from fundsim.scenario_file import load_scenario

SHOCK = "shocks: {s: {rate: 1, hazard_multiplier: 2, months: ["
ACCOUNT = "account: {leverage: 10, "
VALUES = {
    "share for leverage": (("leverage: 10", "leverage: 10%"), "10% of the loans is written 10"),
    "twentieth for leverage": (("leverage: 10", "leverage: 5%"), "5% of the loans is written 20"),
    "ratio for leverage": (("leverage: 10", "leverage: 1:10"), "write 10"),
    "Chinese ratio for leverage": (("leverage: 10", "leverage: 1比20"), "write 20"),
    "times for leverage": (("leverage: 10", "leverage: 10倍"), "write 10"),
    "loans with a unit": (("{loans: 10}", "{loans: 300笔}"), "write 300"),
    "years": (("months: 24", "months: 10年"), "write 120"),
    "half years": (("months: 24", "months: 1.5年"), "write 18"),
    "Chinese years": (("term_months: 12", "term_months: 三年"), "write 36"),
    "months with a unit": (("term_months: 12", "term_months: 18个月"), "write 18"),
    "days": (("sources:", "claim: {filed_after_days: 90天}\nsources:"), "write 90"),
    "once": (("sources:", "extension: {granted: 0.1, at_most: 一次}\nsources:"), "write 1"),
    "tenths": (("pays: 0.4", "pays: 七成"), "write 0.7"),
    "month of a year": (("{months: 24}", "{months: 24, first_month: 2025.3}"), "write 2025-03"),
    "January or October": (("{months: 24}", "{months: 24, first_month: 2025.1}"), "write 2025-01 (or 2025-10)"),
    "calendar month": ((ACCOUNT, f"{ACCOUNT}top_up: {{share_of_gap: 0.1, decided_in: 1月}}, "), "write 1"),
    "Chinese month": (("sources:", f"{SHOCK}四月]}}}}\nsources:"), "write 4"),
    "no month": (("sources:", f"{SHOCK}0]}}}}\nsources:"), ""),
    "full-width commas": (
        ("sources:", f"{SHOCK}4，5，6]}}}}\nsources:"), "`，` is full-width: write `,` and a space",
    ),
    "two full-width months": (("sources:", f"{SHOCK}4，5]}}}}\nsources:"), "`，` is full-width"),
    "thousands with full-width commas": (("{loans: 10}", "{loans: 6，300}"), "write 6300"),
    "day as a whole number": (("{months: 24}", "{months: 24, first_month: 20251105}"), "write 2025-11"),
    "full-width number sign": (("months: 24", "months: 24 ＃ two years"), "`＃` is full-width: write ` # `"),
    "full-width colon of a block": (
        ("horizon: {months: 24}", "horizon:\n  months：24"), "`：` is full-width: write `:` and a space",
    ),
    "kind": (("kind: fund", "kind: 基金"), "write fund"),
    "payer": ((ACCOUNT, f"{ACCOUNT}initial_paid_by: 财政, "), "write government"),
    "currency": (("horizon:", "currency: 人民币\nhorizon:"), "write CNY"),
    "negative amount": (("sources:", "lending: {mode: plan, amount_per_month: -5}\nsources:"), ""),
    "blank state": (
        ("sources:", "regimes: {r: {states: {g: }, transition: {g: {g: 1}}}}\nsources:"),
        "write {} where all of it stays as it is, or drop the key",
    ),
    "period of a hundred years": (
        ("sources:", "correlation: {factor_period: 1200}\nsources:"), "a multiple of 12 up to 600",
    ),
    "perfect correlation": (
        ("sources:", "correlation: {industry: 0.1, industry_matrix: {crop: {pig: 1}}}\nsources:"), "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", VALUES)
def test_a_value_is_told_as_scenario_files_write_it(case):
    change, remedy = VALUES[case]
    fault = only_fault(changed(change))
    assert remedy in fault.remedy
    assert bool(fault.remedy) == bool(remedy)
    assert_chinese([fault])


def test_the_range_of_factor_correlations_is_open():
    fault = only_fault(changed(VALUES["perfect correlation"][0]))
    assert (fault.message, fault.allowed) == ("1 is too large", "a correlation above -1 to below 1")


KEYS = {
    "name": (("name: Small county", "名称: Small county"), "名称", "write `name`"),
    "term": (("term_months: 12", "期限: 12"), "loans.product.期限", "write `term_months`"),
    "loans": (("{loans: 10}", "{笔数: 10}"), "loans.townships.East.笔数", "write `loans`"),
    "pays": (("pays: 0.3", "赔付比例: 0.3"), "layers.county_fund.赔付比例", "write `pays`"),
    "schedule": (
        ("  industries:", "  repayment: {到期还本: 1}\n  industries:"), "loans.repayment.到期还本", "write `bullet`",
    ),
    "full-width colon": (
        ("smallest: 10000", "smallest：10000"), "loans.size.smallest：10000",
        "write `smallest: 10000`, with a narrow colon and a space",
    ),
    "no space": (
        ("smallest: 10000", "smallest:10000"), "loans.size.smallest:10000",
        "write `smallest: 10000`, with a narrow colon and a space",
    ),
    "Chinese, full-width": (
        ("{loans: 10}", "{笔数：10}"), "loans.townships.East.笔数：10",
        "write `loans: 10`, with a narrow colon and a space",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", KEYS)
def test_a_key_is_told_as_scenario_files_write_it(case):
    change, key, remedy = KEYS[case]
    faults = {fault.key: fault for fault in faults_of(changed(change))}
    assert faults[key].remedy == remedy
    assert_chinese(list(faults.values()))


def test_a_file_of_full_width_colons_is_told_where_they_stand(tmp_path):
    file = tmp_path / "county.yaml"
    file.write_text("# county\n名称：清水县\n贷款：\n  乡镇：\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    (fault,) = caught.value.faults
    assert (fault.line, fault.column, fault.message) == (2, 3, "the line has a full-width `：`")
    assert fault.remedy == "write `:` and a space; likewise in lines 3, 4"


def test_a_comment_behind_a_full_width_sign_is_told(tmp_path):
    fault = only_fault(SMALL.replace("layers:\n", "layers:\n＃ payers\n"))
    assert fault.message == "the line has a full-width `＃`"
    assert fault.remedy == "write `#`"
