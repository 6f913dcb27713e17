"""`extends` and `--set`: changes laid over a scenario, item by item."""

import pytest
from tests.unit.example_scenarios import RICH, SMALL

from fundsim.cli.chinese import fault_in
from fundsim.errors import ScenarioError
from fundsim.scenario_file import (
    check_scenario,
    load_scenario,
    parse_scenario,
    resolve_document,
    shipped_folder,
    sources_of,
)
from fundsim.scenario_file.nodes import plain
from fundsim.scenario_file.shipped import shipped_path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def extend(folder):
    def loader(text, overrides=()):
        (folder / "county.yaml").write_text(f"extends: base.yaml\n{text}", encoding="utf-8")
        return load_scenario("county.yaml", overrides)

    return loader


@pytest.fixture
def faults_of(extend):
    def collector(text, overrides=()):
        with pytest.raises(ScenarioError) as caught:
            extend(text, overrides)
        return caught.value.faults

    return collector


def names(scenario):
    return [layer.name for layer in scenario.layers]


def test_nothing_changed_is_the_same_scenario(extend):
    assert extend("") == parse_scenario(SMALL)


@pytest.mark.parametrize("key", ["horizon", "layers", "breakers"])
def test_an_empty_block_over_one_that_holds_something_is_a_fault(extend, folder, key):
    breakers = "\nbreakers: {npl: {watch: npl_ratio, stop_above: 0.05}}\n"
    (folder / "base.yaml").write_text(SMALL + breakers, encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"an empty block changes nothing; write `\{replace: true\}`"):
        extend(f"{key}: {{}}\n")
    assert not extend("breakers: {replace: true}\n").breakers


def test_a_name_of_its_own_does_not_inherit_another_description(folder, extend):
    described = SMALL.replace("name:", "description: What the base is.\nname:", 1)
    (folder / "base.yaml").write_text(described, encoding="utf-8")
    assert extend("horizon: {months: 18}\n").description == "What the base is."
    assert not extend("name: Other\n").description
    assert extend("name: Other\ndescription: What this is.\n").description == "What this is."


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("layers: {county_fnd: {pays: 0.8}}\n", "layers.county_fnd.kind"),
        ("shocks: {ss: {lasts_months: 3}}\n", "shocks.ss"),
    ],
)
def test_an_incomplete_entry_with_nearly_an_inherited_name_is_asked_about(faults_of, text, key):
    (fault,) = faults_of(text)
    assert fault.key == key
    assert ("did you mean 'county_fund'?" in fault.remedy) is (key == "layers.county_fnd.kind")
    assert fault.remedy.endswith(("add `kind: ...`", "give exactly one of them"))


def test_one_text_is_no_list_of_changes(extend):
    with pytest.raises(TypeError, match=r"give a list of changes: \['horizon\.months=12'\]"):
        extend("", "horizon.months=12")


def test_keys_are_merged_and_others_kept(extend):
    scenario = extend("name: Other\nhorizon: {settle: true}\nloans: {industries: {crop: 0.5, pig: 0.5}}\n")
    assert scenario.name == "Other"
    assert (scenario.horizon.months, scenario.horizon.settle) == (24, True)
    assert scenario.loans.industries == {"crop": 0.5, "pig": 0.5}
    assert scenario.loans.size.smallest == 10000


@pytest.mark.parametrize("form", ["- {name: insurance, pays: 0.5}", "insurance: {pays: 0.5}"])
def test_items_merge_with_their_namesake(extend, form):
    scenario = extend(f"layers:\n  {form}\n")
    assert names(scenario) == ["insurance", "county_fund"]
    assert scenario.layers[0].pays == 0.5
    assert scenario.layers[0].price.rate == 0.02


@pytest.mark.parametrize("form", ["- {name: pool, kind: pool, pays: 0.1}", "pool: {kind: pool, pays: 0.1}"])
def test_new_items_are_appended(extend, form):
    scenario = extend(f"layers:\n  {form}\n")
    assert names(scenario) == ["insurance", "county_fund", "pool"]


@pytest.mark.parametrize("form", ["- {name: insurance, remove: true}", "insurance: {remove: true}"])
def test_items_can_be_removed(extend, form):
    assert names(extend(f"layers:\n  {form}\n")) == ["county_fund"]


@pytest.mark.parametrize(
    "form",
    [
        "- {name: pool, kind: pool}\n  - order: [county_fund, pool, insurance]",
        "pool: {kind: pool}\n  order: [county_fund, pool, insurance]",
    ],
)
def test_items_can_be_put_in_order(extend, form):
    assert names(extend(f"layers:\n  {form}\n")) == ["county_fund", "pool", "insurance"]


@pytest.mark.parametrize(
    "form", ["- replace: true\n  - {name: pool, kind: pool}", "replace: true\n  pool: {kind: pool}"]
)
def test_all_items_can_be_replaced(extend, form):
    assert names(extend(f"layers:\n  {form}\n")) == ["pool"]


def test_an_empty_list_removes_all_items(extend):
    assert names(extend("layers: []\n")) == []


def test_entries_and_keys_can_be_removed(extend):
    scenario = extend("loans: {grades: {AA: {remove: true}, A: 1}}\nlayers: {county_fund: {pays: {remove: true}}}\n")
    assert scenario.loans.grades == {"A": 1.0}
    assert scenario.layers[1].pays == 1.0


def test_a_block_can_be_replaced(extend):
    scenario = extend("loans: {grades: {replace: true, B: 1}}\n")
    assert scenario.loans.grades == {"B": 1.0}


def test_an_optional_key_can_be_unset(extend):
    scenario = extend("layers: {county_fund: {account: {leverage: null, initial: 1000}}}\n")
    assert scenario.layers[1].account.initial == 1000.0


def test_another_kind_of_block_replaces_the_old_one(extend):
    scenario = extend("loans: {size: {law: fixed, amount: 30000}}\n")
    assert scenario.loans.size.amount == 30000.0


def test_the_same_kind_of_block_is_merged(extend):
    assert extend("loans: {size: {law: uniform, smallest: 20000}}\n").loans.size.largest == 50000.0


def test_another_source_of_loans_replaces_the_old_one(extend, folder):
    (folder / "loans.csv").write_text("amount\n1\n")
    scenario = extend("loans: {source: tape, file: loans.csv, columns: {principal: amount}}\n")
    assert scenario.loans.columns.principal == "amount"


def test_kinds_with_keys_of_their_own_are_known_to_the_merger():
    from fundsim.scenario_file.allowed import options_at, tag_of
    from fundsim.scenario_file.merging import KIND_KEYS

    found = {}
    keys = [("size",), ("columns",), ("product",), ("townships",), ("claims",), ("claims", "severity")]
    for source in ("synthetic", "tape", "aggregate"):
        data = {"loans": {"source": source, "claims": {"law": "compound"}}}
        for path in [("loans",), *(("loans", *key) for key in keys)]:
            tag = tag_of(options_at(data, path))
            if tag is not None:
                found[".".join(path)] = tag[0]
    assert found == KIND_KEYS


def test_chains_and_folders(folder, extend):
    (folder / "sub").mkdir()
    (folder / "sub" / "towns.csv").write_text("township,loans\nEast,3\n")
    (folder / "sub" / "middle.yaml").write_text(
        "extends: ../base.yaml\nloans: {townships: towns.csv}\nlayers: {insurance: {pays: 0.6}}\n"
    )
    (folder / "top.yaml").write_text("extends: sub/middle.yaml\nlayers: {county_fund: {pays: 0.2}}\n")
    scenario = load_scenario("top.yaml")
    assert [layer.pays for layer in scenario.layers] == [0.6, 0.2]
    assert scenario.loans.townships.written == "towns.csv"
    assert (folder / "sub" / "towns.csv").samefile(scenario.loans.townships)


def test_shipped_data_that_a_copy_names_are_read_with_a_word(folder):
    (folder / "mine.yaml").write_text(shipped_path("luoping").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "heir.yaml").write_text("extends: luoping\nname: heir\n", encoding="utf-8")
    (caution,) = check_scenario("mine.yaml").cautions
    data = "data/luoping-2023-10.csv"
    lines = (folder / "mine.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, start=1) if "townships:" in text)
    assert (caution.key, caution.file, caution.line) == ("loans.townships", "mine.yaml", line)
    assert caution.message.startswith(f"there is no '{data}' beside this file, so the one that comes with fundsim is")
    assert caution.message.endswith(str(shipped_folder() / data))
    assert "没有'data/luoping-2023-10.csv'" in fault_in(caution, "zh")
    assert check_scenario("heir.yaml").cautions == check_scenario("luoping").cautions == ()
    (folder / "data").mkdir()
    (folder / data).write_bytes((shipped_folder() / data).read_bytes())
    assert check_scenario("mine.yaml").cautions == ()


def test_a_circle_is_named(folder):
    (folder / "a.yaml").write_text("extends: b.yaml\n")
    (folder / "b.yaml").write_text("extends: c.yaml\n")
    (folder / "c.yaml").write_text("extends: b.yaml\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("a.yaml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.key) == ("c.yaml", 1, "extends")
    assert "b.yaml -> " in fault.message
    assert fault.message.endswith("c.yaml -> b.yaml")


@pytest.mark.parametrize(
    ("value", "message", "remedy"),
    [
        ("bese.yaml", "there is no scenario file 'bese.yaml' in", "did you mean 'base.yaml'?"),
        ("zzz", "there is no scenario file 'zzz' in", "a path counts from the folder"),
        (".", "there is no scenario file '.' in", ""),
        ("5", "the path of a scenario file must stand here", "write for example"),
        ("", "the path of a scenario file must stand here", "write for example"),
    ],
)
def test_what_cannot_be_extended(folder, value, message, remedy):
    (folder / "county.yaml").write_text(f"name: x\nextends: {value}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("county.yaml")
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("county.yaml", 2)
    assert message in fault.message
    assert remedy in fault.remedy


def test_an_unreadable_base_is_reported_where_it_is_wrong(folder):
    (folder / "broken.yaml").write_text("a: [\n")
    (folder / "county.yaml").write_text("extends: broken.yaml\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("county.yaml")
    assert [fault.file for fault in caught.value.faults] == ["broken.yaml"]


def test_faults_stand_in_the_file_that_has_them(faults_of, folder):
    (folder / "base.yaml").write_text(SMALL.replace("leverage: 10", "leverage: -10").replace("pays: 0.4", "pays: 7"))
    found = faults_of("horizon: {months: 0}\nlayers: {insurance: {pays: 1.5}}\n")
    assert [(fault.file, fault.line, fault.key) for fault in found] == [
        ("county.yaml", 2, "horizon.months"),
        ("county.yaml", 3, "layers.insurance.pays"),
        ("base.yaml", 22, "layers.county_fund.account.leverage"),
    ]
    assert found[2].remedy.endswith("there, or in county.yaml, which inherits it")
    assert not any("inherits" in fault.remedy for fault in found[:2])


def test_shares_that_add_up_to_too_much_by_what_is_inherited_name_the_way_out(faults_of):
    (fault,) = faults_of("loans: {industries: {goats: 0.5}}\n")
    assert fault.key == "loans.industries"
    assert fault.remedy.endswith(
        "inherited from `base.yaml`: `crop`, `pig`; `crop: {remove: true}` here drops one that is inherited "
        "(`--set loans.industries.crop=null`, in a grid `loans.industries.crop: [null]`), "
        "`replace: true` all of the block's"
    )
    (own,) = faults_of("loans: {industries: {replace: true, goats: 0.5}}\n")
    assert "inherited" not in own.remedy


@pytest.mark.parametrize(
    ("text", "key", "message", "remedy"),
    [
        (
            "layers: {insurence: {remove: true}}",
            "layers.insurence",
            "there is no `insurence` to remove",
            "did you mean 'insurance'?",
        ),
        ("lending: {remove: true}", "lending", "there is no `lending` to remove", "drop this line"),
        (
            "shocks: {flood: {rate: 1, decay: {remove: true}}}",
            "shocks.flood.decay",
            "there is no `decay` to remove",
            "drop this line",
        ),
        (
            "layers: {insurance: {remove: true, pays: 1}}",
            "layers.insurance",
            "`remove: true` stands beside other keys",
            "keep one or the other",
        ),
        ("layers: [{pays: 1}]", "layers.1", "the item has no `name`", "add `name: ...`"),
        (
            "layers: {order: [insurance]}",
            "layers.order",
            "`county_fund` is left out",
            "[insurance, county_fund]",
        ),
        (
            "layers: {order: [insurance, county_fund, insurance]}",
            "layers.order",
            "`insurance` stands twice",
            "write all names once",
        ),
        (
            "layers: {order: [insurance, county_fun]}",
            "layers.order",
            "`county_fun` is not there; `county_fund` is left out",
            "",
        ),
        (
            "layers: {order: all}",
            "layers.order",
            "`insurance` is left out; `county_fund` is left out",
            "write all names once",
        ),
        (
            "layers: {insurance: {remove: false}}",
            "layers.insurance.remove",
            "unknown key",
            "`remove: true` has a meaning only",
        ),
    ],
)
def test_faulty_changes(faults_of, text, key, message, remedy):
    (fault,) = faults_of(text + "\n")
    assert (fault.key, fault.message, fault.file, fault.line) == (key, message, "county.yaml", 2)
    assert remedy in fault.remedy


def test_a_change_can_rename_an_item(extend):
    assert names(extend("layers: {insurance: {name: insurer}}\n")) == ["insurer", "county_fund"]


def test_replace_says_nothing_where_nothing_is_inherited(extend):
    assert extend("shocks: {replace: true, flood: {rate: 1, replace: true}}\n").shocks["flood"].rate == 1.0


def test_items_without_names_are_changed_by_position(folder):
    (folder / "base.yaml").write_text(RICH, encoding="utf-8")
    (folder / "county.yaml").write_text(
        "extends: base\nlayers: {pool: {bands: {1: {pays: 0.9}}}}\n".replace("base", "base.yaml")
    )
    assert load_scenario("county.yaml").layers[1].bands[0].pays == 0.9
    with pytest.raises(ScenarioError) as caught:
        load_scenario("base.yaml", ["layers.pool.bands.3.pays=0.9", "layers.pool.bands.x=1"])
    assert [(fault.key, fault.message, fault.remedy) for fault in caught.value.faults] == [
        ("layers.pool.bands.3", "the list has no such item", "positions count from 1 to 2"),
        ("layers.pool.bands.x", "the list has no such item", "positions count from 1 to 2"),
    ]


def test_an_empty_list_has_no_positions():
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(
            SMALL.replace("name: Small", "breakers: {}\nreport: {fund_sizes: []}\nname: Small"),
            ["report.fund_sizes.1=5"],
        )
    assert caught.value.faults[0].remedy == "write a list"


# --set


@pytest.mark.parametrize(
    ("override", "value"),
    [
        ("layers.insurance.pays=0.5", lambda scenario: scenario.layers[0].pays == 0.5),
        ("layers.insurance.pays = 0.5", lambda scenario: scenario.layers[0].pays == 0.5),
        ("horizon.months=36", lambda scenario: scenario.horizon.months == 36),
        ("monitoring.detects=0.25", lambda scenario: scenario.monitoring.detects == 0.25),
        (
            "layers.insurance.price.paid_by={government: 0.8, borrower: 0.2}",
            lambda scenario: scenario.layers[0].price.paid_by == {"government": 0.8, "borrower": 0.2},
        ),
        ("report.fund_sizes=[1e5, 2e5]", lambda scenario: scenario.report.fund_sizes == (1e5, 2e5)),
        ("layers.insurance={remove: true}", lambda scenario: names(scenario) == ["county_fund"]),
        ("layers.insurance.remove=true", lambda scenario: names(scenario) == ["county_fund"]),
        (
            "layers.order=[county_fund, insurance]",
            lambda scenario: names(scenario) == ["county_fund", "insurance"],
        ),
        (
            "layers.pool={kind: pool}",
            lambda scenario: names(scenario) == ["insurance", "county_fund", "pool"],
        ),
        ("loans.size={law: fixed, amount: 5e4}", lambda scenario: scenario.loans.size.amount == 5e4),
        ("shocks.flood={rate: 1}", lambda scenario: scenario.shocks["flood"].rate == 1.0),
        ("name=a=b", lambda scenario: scenario.name == "a=b"),
        ("layers.insurance.limit=", lambda scenario: scenario.layers[0].limit is None),
        ("loans.grades={replace: true, B: 1}", lambda scenario: scenario.loans.grades == {"B": 1.0}),
    ],
)
def test_overrides(override, value):
    assert value(parse_scenario(SMALL, [override]))


def test_overrides_follow_one_another():
    changes = ["loans.size.law=fixed", "loans.size.amount=20000", "loans.size.amount=30000"]
    assert parse_scenario(SMALL, changes).loans.size.amount == 30000.0


def test_names_with_dots():
    assert parse_scenario(RICH, ["loans.townships.St. West.loans=7"]).loans.townships["St. West"].loans == 7
    odds = parse_scenario(RICH, ["default_probability.odds_by_township.St. West=2"]).default_probability
    assert odds.odds_by_township == {"St. West": 2.0}


def test_a_key_with_a_thousand_dots_is_no_key():
    with pytest.raises(ScenarioError, match="is not of the form KEY=VALUE"):
        parse_scenario(SMALL, [f"{'a.' * 1000}a=1"])


def test_new_entries_of_a_table_need_no_block():
    scenario = parse_scenario(RICH, ["default_probability.odds_by_township.East=2"])
    assert scenario.default_probability.odds_by_township == {"St. West": 1.3, "East": 2.0}


@pytest.mark.parametrize(
    ("override", "key", "message", "remedy"),
    [
        ("layers.insurance.pays=1.5", "layers.insurance.pays", "1.5 is too large", "write 0.015 for 1.5 %"),
        ("layers.insurance.pais=1", "layers.insurance.pais", "unknown key", "did you mean 'pays'?"),
        (
            "layers.insurence.pays=0.5",
            "layers.insurence.pays",
            "there is no `insurence` in `layers`",
            "did you mean 'insurance'?",
        ),
        (
            "layers.zzz.pays=0.5",
            "layers.zzz.pays",
            "there is no `zzz` in `layers`",
            "known there: insurance, county_fund",
        ),
        (
            "shocks.flod.rate=0.5",
            "shocks.flod.rate",
            "there is no `flod` in `shocks`",
            "did you mean 'flood'?",
        ),
        (
            "loans.townships.Easst.loans=5",
            "loans.townships.Easst.loans",
            "there is no `Easst` in `loans.townships`",
            "did you mean 'East'?",
        ),
        ("hrizon.months=5", "hrizon", "unknown key", "did you mean 'horizon'?"),
        (
            "horizon.months",
            "",
            "`horizon.months` is not of the form KEY=VALUE",
            "layers.county_fund.pays=0.5",
        ),
        ("=5", "", "`=5` is not of the form KEY=VALUE", "layers.county_fund.pays=0.5"),
        (
            "horizon..months=5",
            "",
            "`horizon..months=5` is not of the form KEY=VALUE",
            "layers.county_fund.pays=0.5",
        ),
        ("horizon.=5", "", "`horizon.=5` is not of the form KEY=VALUE", "layers.county_fund.pays=0.5"),
        (f"{'x' * 80}", "", f"`{'x' * 57}...` is not of the form KEY=VALUE", "layers.county_fund.pays=0.5"),
        ("horizon.months=[1", "horizon.months", "the list that begins here goes wrong in line 1", "its ]"),
        ("horizon.months=.nan", "horizon.months", "nan is not a finite number", ""),
    ],
)
def test_faulty_overrides_point_to_the_option(override, key, message, remedy):
    text = SMALL + "shocks: {flood: {rate: 1}}\n"
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, [override])
    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.key, fault.message) == ("--set", 0, key, message)
    assert remedy in fault.remedy
    assert str(fault).startswith("--set  ")


def test_faults_of_file_and_overrides_come_together():
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(SMALL.replace("months: 24", "months: 0"), ["layers.insurance.pays=7", "nonsense"])
    assert [(fault.file, fault.key) for fault in caught.value.faults] == [
        ("scenario", "horizon.months"),
        ("--set", ""),
        ("--set", "layers.insurance.pays"),
    ]


# Sources


def cited(scenario, key):
    document = {name: value for name, value in plain(scenario).items() if name != "sources"}
    return {sourced.key: sourced.source for sourced in sources_of(document, plain(scenario)["sources"])}[key]


def test_a_changed_number_loses_the_citation_of_the_old_one(folder):
    (folder / "county.yaml").write_text(
        "extends: base.yaml\nlayers: {county_fund: {pays: 0.2, account: {yield: 0.02}}}\n"
        'sources: {layers.county_fund.account: "[9]", loans.product: "[2]"}\n'
    )
    document = resolve_document("county.yaml", ["horizon.months=36"])
    assert cited(document, "layers.county_fund.pays") is None
    assert cited(document, "layers.county_fund.account.yield") == "[9]"
    assert cited(document, "layers.county_fund.account.leverage") == "assumed"
    assert cited(document, "loans.product.term_months") == "assumed"
    assert cited(document, "loans.size.smallest") == "[1]"
    assert cited(document, "horizon.months") == "given with --set"


def test_sources_without_changes_stay_as_they_are(folder):
    assert plain(resolve_document("base.yaml"))["sources"] == {
        "loans.size": "[1]",
        "layers.county_fund.pays": "[7]",
        "*": "assumed",
    }


def test_every_number_without_a_source_is_found():
    document = {
        "a": {"b": 1, "c": [{"name": "x", "d": 2.5}], "e": [[1], 2]},
        "f": [1, 2],
        "g": "text",
        "h": True,
    }
    found = sources_of(document, {"a.c": "[1]", "f": "no source given"})
    assert [(number.key, number.value, number.source) for number in found] == [
        ("a.b", 1, None),
        ("a.c.x.d", 2.5, "[1]"),
        ("a.e.1", [1], None),
        ("a.e.2", 2, None),
        ("f", [1, 2], None),
    ]


def test_sources_that_are_no_block_do_not_hide_other_faults(faults_of):
    found = faults_of("sources: 5\nhorizon: {months: 0}\n")
    assert [fault.key for fault in found] == ["sources", "horizon.months"]


def test_a_blank_cites_nothing():
    scenario = parse_scenario(SMALL.replace('"*": assumed', '"*": ""'))
    assert scenario.sources == {"loans.size": "[1]", "layers.county_fund.pays": "[7]", "*": ""}
    number, *_ = sources_of({"horizon": {"months": 1}}, scenario.sources)
    assert number.source is None


def test_overrides_of_a_file_without_sources_are_cited():
    scenario = parse_scenario(SMALL[: SMALL.index("sources:")], ["horizon.months=36"])
    assert scenario.sources == {"horizon.months": "given with --set"}


def test_resolving_reports_faults_of_notation(folder):
    (folder / "county.yaml").write_text("extends: base.yaml\nname: a\nname: b\n")
    with pytest.raises(ScenarioError, match="is given twice"):
        resolve_document("county.yaml")
    with pytest.raises(ScenarioError, match="there is no such file"):
        resolve_document("nowhere.yaml")


def test_what_a_shipped_scenario_says_is_changed_in_ones_own_file(folder):
    (folder / "county.yaml").write_text(
        "extends: thin_fund\nlayers:\n  first: {kind: insurance, pays: 1}\n  order: [first, county_fund]\n"
    )
    (told,) = check_scenario("county.yaml").cautions
    assert told.key == "layers.county_fund"
    assert told.file != "county.yaml"
    assert told.remedy == "lower their shares, or drop it (in county.yaml, which inherits it)"
    (changed,) = check_scenario("county.yaml", ["horizon.months=24"]).cautions
    assert changed.remedy == told.remedy


def test_a_subsidy_that_a_tape_does_not_take_over_is_told(tmp_path):
    loans = "{source: tape, file: loans.csv, columns: {principal: amount}, defaults: {term_months: 12%s}}"
    text = f"extends: luoping\nname: Ours\ndefault_probability: {{replace: true, annual: 0.03}}\nloans: {loans}\n"
    file, found = tmp_path / "ours.yaml", "`loans.product.interest_subsidy` of "
    (tmp_path / "loans.csv").write_text("amount\n5\n", encoding="utf-8")

    def told(own):
        file.write_text(text % own, encoding="utf-8")
        return [str(caution) for caution in check_scenario(file).cautions if found in str(caution)]

    [caution] = told("")
    assert caution.startswith(f"{file}:4:17  loans.source: {found}")
    assert "luoping.yaml does not go over to a tape" in caution
    assert "write `defaults.interest_subsidy` under `loans`" in caution
    assert told(", interest_subsidy: 0") == told(", interest_subsidy: 0.7") == []
