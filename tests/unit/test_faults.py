"""Every fault of a scenario in one report: place, key, value, what is allowed, what to do."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.unit.example_scenarios import RICH, SMALL, TAPE

from fundsim.errors import Fault, ScenarioError
from fundsim.scenario_file import json_schema, parse_scenario, resolved_yaml, validation

JARGON = re.compile(
    r"pydantic|[Ii]nput should|valid(ation)? error|type=|\bdict\b|\bfloat\b|\bstr\b|\bint\b|\bNone\b|\{"
)


def faults_of(text, overrides=(), folder="."):
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, overrides, folder)
    return caught.value.faults


def only_fault(text, overrides=(), folder="."):
    faults = faults_of(text, overrides, folder)
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def changed(*replacements, text=SMALL):
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


ONE_FAULT = YAML(typ="safe", pure=True).load(Path(__file__).with_name("fault_cases.yaml"))


@pytest.mark.parametrize("case", ONE_FAULT)
def test_one_fault_is_said_in_plain_words_at_its_place(case):
    expected = ONE_FAULT[case]
    key, message, new = expected["key"], expected["message"], expected["write"]
    text = changed((expected["for"], new))
    fault = only_fault(text)
    assert (fault.key, fault.message, fault.allowed, fault.remedy) == (
        key,
        message,
        expected["allowed"],
        expected["remedy"],
    )
    start = text.index(new)
    first, last = (text.count("\n", 0, position) + 1 for position in (start, start + len(new)))
    assert first <= fault.line <= last
    assert fault.file == "scenario"
    written = text.splitlines()[fault.line - 1][fault.column - 1 :]
    word = key.rpartition(".")[2]
    if message == "unknown key":
        assert written.startswith(word)
    assert not JARGON.search(str(fault))


def test_column_points_at_the_value():
    text = changed(("pays: 0.4", "pays: 1.4"))
    fault = only_fault(text)
    assert text.splitlines()[fault.line - 1][fault.column - 1 :] == "1.4"


def test_missing_key_stands_at_its_block():
    fault = only_fault(changed(("{months: 24}", "{settle: false}")))
    assert (fault.key, fault.line, fault.column) == ("horizon.months", 2, 1)
    assert str(fault) == (
        "scenario:2:1  horizon.months: is missing; allowed: a whole number of months from 1 to 600; add `months: ...`"
    )


def test_missing_block_stands_at_the_beginning_of_the_file():
    fault = only_fault(changed(("horizon: {months: 24}\n", "")))
    assert str(fault) == "scenario:1:1  horizon: is missing; add `horizon:`"


def test_missing_kind_silences_the_rest_of_its_block():
    fault = only_fault(changed(("law: uniform, smallest: 10000", "smallest: -5")))
    assert (fault.key, fault.message) == ("loans.size.law", "is missing")


def test_names_can_be_too_long():
    fault = only_fault(changed(("crop: 0.6", f"{'x' * 81}: 0.6"), ("crop: 0.03", "rice: 0.03")))
    assert (fault.message, fault.allowed) == ("the name has 81 characters", "1 to 80 characters")


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("crop: 0.6", "crop: 0.5", "loans.industries", "shares add up to 0.9, not 1"),
        ("smallest: 10000", "smallest: 60000", "loans.size.smallest", "60000 is above `largest` 50000"),
        (
            "leverage: 10",
            "leverage: 10, initial: 5",
            "layers.county_fund.account",
            "`initial` and `leverage` given",
        ),
        ("leverage: 10, ", "", "layers.county_fund.account", "no opening amount given"),
        (
            "pays: 0.3",
            "pays: 0.3\n    aggregate_in: premium",
            "layers.county_fund.aggregate_in",
            "no effect without aggregate terms",
        ),
        (
            "  by_industry: {crop: 0.03, pig: 0.04}",
            "  from_tape: false",
            "default_probability",
            "no default probability is given",
        ),
    ],
)
def test_contradictions_within_a_block_are_reported(old, new, key, words):
    fault = only_fault(changed((old, new)))
    assert fault.key == key
    assert words in fault.message
    assert fault.remedy
    assert fault.line > 1


def test_all_faults_come_in_one_report_in_the_order_of_the_file():
    text = changed(
        ("{months: 24}", "{months: x, first: 1}"),
        ("smallest: 10000", "smallest: 60000"),
        ("crop: 0.6", "crop: 0.61"),
        ("pays: 0.4", "pays: 4"),
        ("kind: fund", "kind: found"),
        ("{leverage: 10, ", "{leverage: 10, initial: 7, "),
    )
    text += "breakers: {usage: {watch: fund_usage, layer: nobody, stop_above: 2}}\nwhat: 1\n"
    keys = [fault.key for fault in faults_of(text)]
    assert keys == [
        "horizon.months",
        "horizon.first",
        "loans.size.smallest",
        "loans.industries",
        "layers.insurance.pays",
        "layers.county_fund.kind",
        "layers.county_fund.account",
        "what",
    ]


def test_cross_checks_run_beside_faulty_values():
    text = changed(("{months: 24}", "{months: x}"), ("crop: 0.03", "crops: 0.03"))
    faults = faults_of(text + "recovery: {split: [county_fnd]}\n")
    assert [(fault.key, fault.remedy) for fault in faults] == [
        ("horizon.months", ""),
        (
            "default_probability.by_industry",
            "add `crop`, or give `default_probability.annual` for all that are not listed",
        ),
        ("default_probability.by_industry.crops", "did you mean 'crop'?"),
        ("recovery.split", "did you mean 'county_fund'?"),
    ]


def test_what_follows_from_a_faulty_value_is_not_reported():
    text = changed(("crop: 0.6", "crop: 1.6"), ("name: county_fund", "name: 5"))
    text += "recovery: {split: [county_fund]}\nreport: {fund: county_fund}\n"
    assert [fault.key for fault in faults_of(text)] == ["loans.industries.crop", "layers.2.name"]


def test_contradiction_with_a_faulty_key_is_not_reported():
    text = SMALL + "report: {ruin: below_ratio, ruin_ratio: 7}\n"
    assert [fault.key for fault in faults_of(text)] == ["report.ruin_ratio"]


def test_two_contradictions_of_one_block_are_both_reported():
    text = SMALL + "correlation: {county: 0.6, township: 0.6, copula: t}\n"
    assert [fault.key for fault in faults_of(text)] == ["correlation", "correlation.degrees_of_freedom"]


def test_faults_that_no_stand_in_can_mend_are_reported_all_the_same(monkeypatch):
    monkeypatch.setattr(validation, "MOST_ROUNDS", 1)
    text = SMALL.replace("months: 24", "months: 0") + "recovery: {split: [nobody]}\n"
    assert [fault.key for fault in faults_of(text)] == ["horizon.months"]


def test_report_counts_its_faults():
    with pytest.raises(ScenarioError, match=r"^1 fault in the scenario:\n  scenario:2:19  horizon\.months: "):
        parse_scenario(changed(("months: 24", "months: 0")))
    with pytest.raises(ScenarioError, match=r"^2 faults in the scenario:\n"):
        parse_scenario(changed(("months: 24", "months: 0, x: 1")))


def test_fault_without_place_or_key_is_still_a_sentence():
    assert str(Fault("", "nothing is there")) == "nothing is there"
    assert str(Fault("a.b", "is odd", file="--set")) == "--set  a.b: is odd"


def rich_data():
    return YAML(typ="safe", pure=True).load(RICH)


def nodes(data, path=()):
    yield path
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from nodes(value, (*path, key))


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "x", "tape", "all", "70%", "bank", "insurance", "2024-01", "pro_rata", "horizon", "t"]),
    st.lists(st.integers(0, 20), max_size=3),
    st.dictionaries(st.sampled_from(["name", "law", "pays", "share", "x"]), st.integers(0, 2), max_size=3),
)
SCHEMA = jsonschema.Draft7Validator(json_schema())
PATHS = [path for path in nodes(rich_data()) if path]


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(PATHS), st.sampled_from(["put", "drop", "add"]), JUNK),
        min_size=1,
        max_size=4,
    )
)
def test_no_file_ends_in_anything_but_a_scenario_or_plain_words(edits):
    data = rich_data()
    for path, action, junk in edits:
        block = data
        for key in path[:-1]:
            block = block[key] if isinstance(block, dict) and key in block else {}
        if isinstance(block, dict):
            if action == "put" and path[-1] in block:
                block[path[-1]] = junk
            elif action == "drop":
                block.pop(path[-1], None)
            else:
                block["added"] = junk
    faults = []
    try:
        scenario = parse_scenario(json.dumps(data, ensure_ascii=False))
        assert parse_scenario(resolved_yaml(scenario)) == scenario
        assert SCHEMA.is_valid(data)
    except ScenarioError as error:
        faults = [*error.faults]
        faults or pytest.fail("an error without a fault")
    for fault in faults:
        assert not JARGON.search(str(fault)), str(fault)
        assert fault.key
        assert fault.line == 1
        assert fault.message


def test_the_examples_are_in_order(tmp_path):
    assert parse_scenario(SMALL).name == "Small county"
    assert parse_scenario(RICH).layers[1].account.level == "township"
    (tmp_path / "loans.csv").write_text("amount,pd,lgd,cover\n1,0.1,0.5,0.8\n")
    assert parse_scenario(TAPE, folder=tmp_path).loans.source == "tape"


def test_a_key_without_its_blocks_is_completed():
    fund = only_fault(SMALL, ["county_fund.pays=0.5"])
    assert (fund.key, fund.message) == ("county_fund.pays", "unknown key")
    assert fund.remedy == "did you mean 'layers.county_fund.pays'?"
    assert only_fault(SMALL, ["pays=0.5"]).remedy == "known: layers.insurance.pays, layers.county_fund.pays"
    assert only_fault(SMALL, ["horison.months=5"]).remedy == "did you mean 'horizon'?"
