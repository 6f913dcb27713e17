"""A scenario written back, its digest, its data files, and the JSON schema."""

import copy
import csv
import json
import pickle
import re
from dataclasses import replace
from functools import cache, reduce
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.unit.example_scenarios import RICH, SMALL, TAPE

from fundsim.errors import ScenarioError
from fundsim.programme.data_file import DataFile
from fundsim.programme.loans import TapeLoans
from fundsim.scenario_file import (
    changed_scenario,
    data_files,
    json_schema,
    load_scenario,
    parse_scenario,
    resolve_document,
    resolved_json,
    resolved_tree,
    resolved_yaml,
    scenario_data,
    scenario_hash,
    shipped,
    shipped_folder,
    shipped_scenarios,
    sources_of,
    writing,
    yaml_of,
)
from fundsim.scenario_file.composing import compose
from fundsim.scenario_file.loading import document_of
from fundsim.scenario_file.nodes import dotted
from fundsim.scenario_file.schema import SCHEMA_FILE
from fundsim.scenario_file.shipped import shipped_sweeps
from fundsim.scenario_file.uncertain import with_means

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def tape_folder(tmp_path):
    folder = tmp_path / "county"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "loans.csv").write_text("amount,pd,lgd,cover\n1,0.1,0.5,0.8\n")
    (folder / "tape.yaml").write_text(TAPE.replace("file: loans.csv", "file: data/loans.csv"))
    return folder


@pytest.fixture
def ships(tmp_path, monkeypatch):
    """A package with shipped scenarios of its own."""
    package = tmp_path / "package"
    folder = package / "_scenarios"
    (folder / "data").mkdir(parents=True)
    (folder / "theory").mkdir()
    monkeypatch.setattr(shipped, "PACKAGE", package / "nothing" / "here")
    return lambda: monkeypatch.setattr(shipped, "PACKAGE", package), folder


@pytest.mark.parametrize("text", [SMALL, RICH])
def test_the_resolved_text_loads_back_to_an_equal_scenario(text):
    scenario = parse_scenario(text)
    again = parse_scenario(resolved_yaml(scenario))
    assert again == scenario
    assert scenario_hash(again) == scenario_hash(scenario)
    assert resolved_yaml(again) == resolved_yaml(scenario)


def test_the_resolved_text_has_every_default():
    resolved = YAML(typ="safe", pure=True).load(resolved_yaml(parse_scenario(SMALL)))
    assert resolved["claim"]["filed_after_days"] == 90
    assert resolved["horizon"]["year_starts"] == 1
    assert resolved["layers"][1]["account"]["yield"] == 0.015
    assert "limit" not in resolved["layers"][0]


def test_whole_numbers_are_written_as_such():
    text = resolved_yaml(parse_scenario(SMALL))
    assert re.search(r"^    smallest: 10000$", text, re.M)
    assert re.search(r"^      crop: 0\.03$", text, re.M) or "crop: 0.03" in text


@settings(max_examples=30)
@given(
    st.floats(0.0, 1.0),
    st.floats(1e-12, 1e15),
    st.floats(1e-300, 0.999),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80),
)
def test_every_bit_and_letter_survives(share, amount, probability, name):
    scenario = parse_scenario(SMALL)
    changed = {
        "name": name,
        "default_probability": scenario.default_probability.model_copy(update={"annual": probability}),
        "layers": (
            scenario.layers[0].model_copy(update={"pays": share, "limit": amount}),
            scenario.layers[1],
        ),
    }
    scenario = scenario.model_copy(update=changed)
    for text in (resolved_yaml(scenario), resolved_json(scenario)):
        again = parse_scenario(text)
        assert again == scenario
        assert repr(again.layers[0].pays) == repr(abs(share))
        assert again.layers[0].limit == amount
        assert again.default_probability.annual == probability
        assert again.name == name


def test_characters_that_yaml_does_not_take_survive_in_json():
    scenario = parse_scenario(SMALL).model_copy(update={"name": "a\x7f\x85\u2028\ufeff\uffff中"})
    text = resolved_json(scenario)
    assert "中" in text
    assert text.isprintable() or all(letter.isprintable() or letter == "\n" for letter in text)
    assert parse_scenario(text) == scenario
    assert json.loads(text)["name"] == scenario.name


@pytest.mark.parametrize("text", [SMALL, RICH])
def test_json_and_yaml_of_a_scenario_say_the_same(text):
    scenario = parse_scenario(text)
    assert yaml_of(resolved_tree(resolved_json(scenario))) == resolved_yaml(scenario)
    assert resolved_tree(resolved_yaml(scenario)) == resolved_tree(resolved_json(scenario)) == scenario_data(scenario)


def without_lines(node):
    """A tree with the places of one that stands in no file."""
    value = node.value
    if isinstance(value, dict):
        value = {key: without_lines(item) for key, item in value.items()}
    elif isinstance(value, list):
        value = [without_lines(item) for item in value]
    return replace(node, value=value, place=replace(node.place, line=0, column=0), key_place=None)


@pytest.mark.parametrize("text", [SMALL, RICH])
def test_document_of_a_scenario_is_what_reading_its_json_gives(text):
    scenario = parse_scenario(text)
    read, faults = compose(resolved_json(scenario), "scenario", str(Path.cwd()))
    assert faults == []
    assert without_lines(read) == document_of(scenario)


def test_a_changed_scenario_is_checked_like_a_file(tape_folder, tmp_path, monkeypatch):
    scenario = load_scenario(tape_folder / "tape.yaml")
    monkeypatch.chdir(tmp_path)
    changed = changed_scenario(scenario, ["claim.filed_after_days=91"])
    assert changed.claim.filed_after_days == 91
    assert changed.loans == scenario.loans
    assert Path(changed.loans.file).read_text().startswith("amount")
    with pytest.raises(ScenarioError, match=r"claim\.filed_after_days"):
        changed_scenario(scenario, ["claim.filed_after_days=-1"])


def test_hash_follows_what_changes_numbers_and_nothing_else():
    scenario = parse_scenario(SMALL)
    same = ["name=Other", "description=words", "sources={loans: x}"]
    assert scenario_hash(parse_scenario(SMALL, same)) == scenario_hash(scenario)
    for other in (
        "layers.insurance.pays=0.41",
        "claim.filed_after_days=91",
        "layers.order=[county_fund, insurance]",
    ):
        assert scenario_hash(parse_scenario(SMALL, [other])) != scenario_hash(scenario)
    assert re.fullmatch("[0-9a-f]{64}", scenario_hash(scenario))


def test_order_of_shocks_is_part_of_the_hash():
    one = parse_scenario(SMALL + "shocks: {a: {rate: 1}, b: {rate: 1}}\n")
    other = parse_scenario(SMALL + "shocks: {b: {rate: 1}, a: {rate: 1}}\n")
    assert scenario_hash(one) != scenario_hash(other)


# Data files


def test_data_files_are_found_from_the_file_that_names_them(tape_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file = load_scenario("county/tape.yaml").loans.file
    assert file.written == "data/loans.csv"
    assert Path(file).read_text().startswith("amount")


def test_a_file_given_with_set_counts_from_the_current_folder(tape_folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.csv").write_text("amount,pd,lgd,cover\n9,0.1,0.5,0.8\n")
    scenario = load_scenario("county/tape.yaml", ["loans.file=other.csv"])
    assert (tmp_path / "other.csv").samefile(scenario.loans.file)


def test_folder_does_not_matter_but_contents_do(tape_folder, tmp_path):
    scenario = load_scenario(tape_folder / "tape.yaml")
    moved = tmp_path / "elsewhere"
    tape_folder.rename(moved)
    again = load_scenario(moved / "tape.yaml")
    assert again == scenario
    assert again.loans.file != "data/loans.csv"
    assert hash(again.loans.file) == hash(scenario.loans.file)
    assert scenario_hash(again) == scenario_hash(scenario)
    (moved / "data" / "loans.csv").write_text("amount,pd,lgd,cover\n2,0.1,0.5,0.8\n")
    changed = load_scenario(moved / "tape.yaml")
    assert changed != scenario
    assert scenario_hash(changed) != scenario_hash(scenario)


def test_resolved_text_in_another_folder_still_finds_the_data(tape_folder, tmp_path):
    scenario = load_scenario(tape_folder / "tape.yaml")
    out = tmp_path / "results" / "run"
    out.mkdir(parents=True)
    (out / "scenario.resolved.yaml").write_text(resolved_yaml(scenario, out), encoding="utf-8")
    assert "../../county/data/loans.csv" in resolved_yaml(scenario, out)
    assert load_scenario(out / "scenario.resolved.yaml") == scenario
    assert "file: data/loans.csv\n" in resolved_yaml(scenario)


def test_on_another_drive_the_whole_path_is_written(tape_folder, monkeypatch):
    def other_drive(*_):
        raise ValueError("path is on mount 'D:'")

    monkeypatch.setattr(writing, "relpath", other_drive)
    scenario = load_scenario(tape_folder / "tape.yaml")
    assert f"file: {(tape_folder / 'data' / 'loans.csv').as_posix()}\n" in resolved_yaml(scenario, tape_folder)


def test_a_scenario_with_data_can_be_copied_and_sent(tape_folder):
    scenario = load_scenario(tape_folder / "tape.yaml")
    for again in (pickle.loads(pickle.dumps(scenario)), copy.deepcopy(scenario)):
        assert again == scenario
        assert str(again.loans.file) == str(scenario.loans.file)
        assert again.loans.file.written == "data/loans.csv"


def test_data_files_of_models_built_in_python(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("x\n")
    terms = {"source": "tape", "columns": {"principal": "x"}}
    loans = TapeLoans(**terms, file="a.csv")
    assert isinstance(loans.file, DataFile)
    assert loans.file == TapeLoans(**terms, file=loans.file).file
    assert loans.model_dump()["file"] == "a.csv"
    assert loans.file == "a.csv"
    assert TapeLoans(**terms, file="b.csv").file != TapeLoans(**terms, file="c.csv").file


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        ("data/lones.csv", "there is no file 'data/lones.csv'", "did you mean 'loans.csv'?"),
        ("dota/loans.csv", "there is no file 'dota/loans.csv'", "a path counts from the folder"),
        ("data", "'data' is a folder", "name a file"),
        ('"nul\\0byte"', "there is no file", ""),
    ],
)
def test_missing_data_is_a_fault_of_its_line(tape_folder, written, message, remedy):
    text = TAPE.replace("file: loans.csv", f"file: {written}")
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, folder=tape_folder)
    (fault,) = caught.value.faults
    assert (fault.key, fault.line) == ("loans.file", 5)
    assert message in fault.message
    assert remedy in fault.remedy


def test_unreadable_data_is_a_fault(tape_folder, monkeypatch):
    monkeypatch.setattr(data_files, "data_file", lambda written, folder: DataFile(str(Path(folder) / written), written))
    with pytest.raises(ScenarioError, match=r"'data/loans\.csv' cannot be read"):
        load_scenario(tape_folder / "tape.yaml")


@pytest.mark.parametrize("value", ["''", "5", "[a]", "{source: 1}", "x" * 1001])
def test_what_is_no_path_is_a_fault(value):
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(TAPE.replace("file: loans.csv", f"file: {value}"))
    assert [fault.key for fault in caught.value.faults] == ["loans.file"]
    assert caught.value.faults[0].allowed == "the path of a file"


def test_townships_can_be_a_path_or_a_block(tape_folder):
    text = re.sub(r"  townships:\n.*\n.*\n", "  townships: data/loans.csv\n", SMALL)
    assert isinstance(parse_scenario(text, folder=tape_folder).loans.townships, DataFile)
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(re.sub("townships: .*", "townships: 5", text), folder=tape_folder)
    assert caught.value.faults[0].message == "5 is a number, not a block of keys or a text"


# Shipped scenarios


def test_an_installation_may_come_without_scenarios(ships):
    assert shipped_folder() is None
    assert shipped_scenarios() == ()
    with pytest.raises(ScenarioError, match="there is no such file"):
        load_scenario("small")


def test_shipped_scenarios_are_listed_and_found_by_name(ships, tmp_path, monkeypatch):
    put, folder = ships
    put()
    monkeypatch.chdir(tmp_path)
    (folder / "small.yaml").write_text(
        "# modeline\nname: Small\ndescription: |\n  First line.\n  Second line.\nloans:\n  - broken: [\n"
    )
    (folder / "base.yaml").write_text(SMALL)
    (folder / "theory" / "exact.yaml").write_text("extends: ../base.yaml\nname: Exact\n")
    (folder / "anonymous.yaml").write_text("extends: base.yaml\n")
    listed = [(scenario.name, scenario.description) for scenario in shipped_scenarios()]
    assert listed == [
        ("anonymous", ""),
        ("base", "Small county"),
        ("small", "First line."),
        ("theory/exact", "Exact"),
    ]
    assert load_scenario("base") == load_scenario("base.yaml") == load_scenario("anonymous")
    assert load_scenario("theory/exact").name == "Exact"
    (tmp_path / "mine.yaml").write_text("extends: theory/exact\nname: Mine\n")
    assert load_scenario("mine.yaml").name == "Mine"
    with pytest.raises(ScenarioError, match="did you mean 'base'"):
        load_scenario("bases")
    for outside in ("../package", "/etc/passwd", ""):
        with pytest.raises(ScenarioError):
            load_scenario(outside)


def test_data_of_shipped_scenarios_are_found_from_anywhere(ships, tmp_path):
    put, folder = ships
    put()
    (folder / "data" / "loans.csv").write_text("amount\n1\n")
    text = TAPE.replace("file: loans.csv", "file: data/loans.csv")
    scenario = parse_scenario(text, folder=tmp_path)
    assert Path(scenario.loans.file) == folder / "data" / "loans.csv"
    assert "file: data/loans.csv\n" in resolved_yaml(scenario, tmp_path)
    with pytest.raises(ScenarioError, match=r"there is no file 'data/other\.csv' in"):
        parse_scenario(text.replace("loans.csv", "other.csv"), folder=tmp_path)


def test_each_shipped_file_has_a_chinese_description():
    with (REPOSITORY / "scenarios" / "descriptions_zh.csv").open(encoding="utf-8", newline="") as stream:
        described = [row["name"] for row in csv.DictReader(stream)]
    names = [one.name for one in shipped_scenarios()]
    assert described == [*names, *(f"sweeps/{one.name}" for one in shipped_sweeps())]
    for one in (*shipped_scenarios("zh"), *shipped_sweeps("zh")):
        assert re.search("[\u4e00-\u9fff]", one.description), one.name


def test_scenarios_of_this_repository_are_in_order_and_sourced():
    folder = REPOSITORY / "scenarios"
    assert shipped_folder() == folder
    assert shipped_scenarios()
    for scenario in shipped_scenarios():
        first, *_ = scenario.path.read_text(encoding="utf-8").splitlines()
        match = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert match, f"{scenario.name} has no editor modeline"
        assert (scenario.path.parent / match[1]).resolve() == SCHEMA_FILE
        assert scenario.description
        document = resolve_document(scenario.path)
        numbers = sources_of(document, load_scenario(scenario.path).sources)
        assert [number.key for number in numbers if number.source is None] == [], scenario.name
        assert numbers


# JSON schema


@cache
def validator():
    return jsonschema.Draft7Validator(json_schema())


def is_valid(data):
    return validator().is_valid(data)


def test_an_extension_without_a_fixed_length_stays_so():
    """`months: null` is no default: left out, it would read as twelve months."""
    exits = "extension={granted: 0.5, months: null, cure_per_month: 0.1, default_per_month: 0.2}"
    scenario = parse_scenario(SMALL, [exits])
    assert parse_scenario(resolved_yaml(scenario)) == parse_scenario(resolved_json(scenario)) == scenario
    assert changed_scenario(scenario, ["horizon.months=12"]).extension.months is None


def test_the_schema_is_a_schema():
    jsonschema.Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize("text", [SMALL, RICH, TAPE])
def test_the_schema_accepts_what_loads(text, tmp_path):
    assert is_valid(YAML(typ="safe", pure=True).load(text))
    (tmp_path / "loans.csv").write_text("amount\n1\n")
    assert is_valid(scenario_data(parse_scenario(text, folder=tmp_path)))


def number_leaves(value, path=()):
    """Paths of the numbers of plain data; of a list, that of the first."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value[:1])
        return [leaf for key, item in pairs for leaf in number_leaves(item, (*path, key))]
    return [path] if isinstance(value, int | float) and not isinstance(value, bool) else []


def with_value(value, path, leaf):
    if not path:
        return leaf
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    changed = {key: with_value(item, path[1:], leaf) if key == path[0] else item for key, item in pairs}
    return changed if isinstance(value, dict) else list(changed.values())


def test_the_schema_accepts_a_distribution_exactly_where_the_loader_does():
    data = YAML(typ="safe", pure=True).load(RICH)
    leaves, distribution = number_leaves(data), {"uniform": {"low": 0.1, "high": 0.3}, "upper": 0.25}
    everywhere = reduce(lambda changed, path: with_value(changed, path, distribution), leaves, data)
    document, _ = compose(json.dumps(everywhere), "scenario", ".")
    uncertain = {parameter.key for parameter in with_means(document, [])[1]}
    accepted = [path for path in leaves if dotted(document, path) in uncertain]
    refused = [path for path in leaves if path not in accepted]
    assert len(accepted) > 80
    assert len(refused) > 15
    assert is_valid(reduce(lambda changed, path: with_value(changed, path, distribution), accepted, data))
    assert [path for path in refused if is_valid(with_value(data, path, distribution))] == []


@pytest.mark.parametrize(
    ("distribution", "accepted"),
    [
        ({"normal": {"mean": 0.03, "sd": 0.005}}, True),
        ({"normal": {"mean": 0.03, "sd": 0.005}, "lower": 0, "upper": 1}, True),
        ({"beta": {"mean": 0.03, "sd": 0.005}}, True),
        ({"normal": {"mean": 0.03}}, False),
        ({"normal": {"mean": 0.03, "sd": 0}}, False),
        ({"beta": {"mean": 1.5, "sd": 0.005}}, False),
        ({"normal": {"mean": 0.03, "sd": 0.01}, "uniform": {"low": 0, "high": 0.1}}, False),
        ({"lower": 0}, False),
        ({"gamma": {"mean": 0.03, "sd": 0.005}}, False),
    ],
)
def test_the_schema_knows_the_terms_of_a_distribution(distribution, accepted):
    data = with_value(
        YAML(typ="safe", pure=True).load(RICH), ("default_probability", "by_industry", "crop"), distribution
    )
    changes = {"extends": "base", "default_probability": {"by_industry": {"crop": distribution}}}
    assert is_valid(data) == is_valid(changes) == accepted


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("horizon", "months"), 0),
        (("horizon", "moths"), 5),
        (("horizon", "first_month"), "2024-13"),
        (("loans", "size", "law"), "none"),
        (("layers", 0, "pays"), 1.5),
        (("layers", 0, "kind"), "bank"),
        (("layers", 0, "remove"), True),
        (("shocks",), {"flood": {"months": ["juni"]}}),
        (("default_probability", "by_industry", "crop"), "3%"),
    ],
)
def test_the_schema_refuses_what_does_not_load(path, value):
    data = YAML(typ="safe", pure=True).load(SMALL)
    block = data
    for key in path[:-1]:
        block = block[key]
    block[path[-1]] = value
    assert not is_valid(data)
    with pytest.raises(ScenarioError):
        parse_scenario(json.dumps(data))


def test_a_file_that_extends_needs_nothing_and_can_remove():
    changes = {
        "extends": "base",
        "horizon": {"settle": True},
        "loans": {"size": {"law": "fixed", "amount": 5}, "grades": {"AA": {"remove": True}, "replace": True}},
        "layers": {"insurance": {"remove": True}, "pool": {"kind": "pool"}, "order": ["pool"]},
        "shocks": {"flood": {"rate": {"remove": True}}, "fire": {"remove": True}},
    }
    assert is_valid(changes)
    assert is_valid(changes | {"layers": [{"name": "x", "pays": 0.5}, {"name": "y", "remove": True}, {"order": ["x"]}]})
    assert not is_valid({key: value for key, value in changes.items() if key != "extends"})
    assert not is_valid(changes | {"horizon": {"months": 0}})
    assert not is_valid(changes | {"layers": {"insurance": {"pais": 1}}})
    assert not is_valid(changes | {"layers": [{"ordr": []}]})
    assert not is_valid(changes | {"shock": {}})
