"""The page in the browser: its terms, what its buttons do, what it takes away, its server."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import panel as pn
import pytest
from tests.unit.test_every_leaf import leaves_of

import fundsim as fs
from fundsim import cli
from fundsim.app.acting import CHAPTERS, forget_designs, keep_design, open_scenario, reset_terms, simulate_design
from fundsim.app.answers import answer, as_command, overrides_of, written
from fundsim.app.desk import TABS, Desk, StoppedError, parts_of_page, progress_of
from fundsim.app.moving import changes_told, field_of, shown, value_of
from fundsim.app.page import page
from fundsim.app.serving import choice_of, server_of
from fundsim.app.taking_away import report_of, saved
from fundsim.app.terms import KNOWN, Term, terms_of
from fundsim.app.words import WORDS, word
from fundsim.errors import DataError
from fundsim.languages import Language
from fundsim.metrics import Estimate
from fundsim.plots import KINDS
from fundsim.programme import Scenario
from fundsim.report.report_texts import CHART_TITLES
from fundsim.scenario_file import check_scenario, extending_yaml, load_scenario, shipped_scenarios
from fundsim.texts.formats import estimate_text, money_scale

PATHS = 40
SHIPPED = [own.name for own in shipped_scenarios()]
CHINESE = re.compile("[\u4e00-\u9fff]")


# ---------------------------------------------------------------- terms


def test_every_known_term_is_a_key_of_scenario_files() -> None:
    keys = {re.sub(r"\(\w+\)", "", leaf).replace("[]", ".*") for leaf in leaves_of(Scenario)}
    keys |= {f"{key}.*" for key in keys}  # mappings of numbers, such as probabilities by industry
    assert set(KNOWN) - keys == set()
    assert {term.chapter for term in KNOWN.values()} == set(CHAPTERS)


def test_terms_are_those_that_the_file_states() -> None:
    terms = {term.key: term for term in terms_of(check_scenario("luoping"))}
    assert terms["layers.county_fund.pays"] == Term(
        "layers.county_fund.pays", "payers", "percent", "County fund: share paid", 0.7
    )
    assert terms["horizon.months"].value == 120
    assert "correlation.village" not in terms  # left to its default
    assert [key for key in terms if key.startswith("shocks.")] == [
        "shocks.drought.probability_per_year", "shocks.drought.hazard_multiplier",
        "shocks.epidemic.probability_per_year", "shocks.epidemic.hazard_multiplier",
    ]  # fmt: skip
    labels = [term.label for term in terms_of(check_scenario("luoping"), "zh")]
    assert "风险补偿基金：分担比例" in labels
    assert "干旱：年发生概率" in labels


def test_labels_say_what_shares_and_limits_count_in() -> None:
    layers = (
        "layers={order: [insurance, county_fund], insurance: {kind: insurance, pays: 0.4, aggregate_limit: 1.5, "
        "aggregate_in: premium, price: {rate: 0.02}}, county_fund: {of: remaining}}"
    )
    labels = [term.label for term in terms_of(check_scenario("luoping", [layers]))]
    assert "Insurance: aggregate limit, times the year's premium" in labels
    assert "County fund: share paid of what is left" in labels
    amount = [layers, "layers.insurance.aggregate_in=currency"]
    terms = {term.label: term.unit for term in terms_of(check_scenario("luoping", amount), "zh")}
    assert terms["贷款保证保险：累计赔付限额"] == "currency"
    assert "风险补偿基金：分担比例（余额部分）" in terms


def test_levers_are_switches_whether_the_file_switches_them_or_not() -> None:
    switches = [term for term in terms_of(check_scenario("levers")) if term.unit == "switch"]
    assert [term.key for term in switches] == [f"levers.{name}.on" for name in load_scenario("levers").levers]
    assert {term.value for term in switches} == {False}


@pytest.mark.parametrize("name", SHIPPED)
def test_terms_that_are_not_moved_change_nothing(name: str) -> None:
    terms = terms_of(check_scenario(name), "zh")
    values = {term.key: value_of(term, field_of(term, "CNY", "zh").value) for term in terms}
    assert values == {term.key: term.value for term in terms}
    assert overrides_of(terms, values) == ()


def test_shares_are_shown_in_per_cent_and_written_as_fractions() -> None:
    term = Term("layers.fund.pays", "payers", "percent", "Fund: share paid", 0.07)
    assert shown(term, 0.07) == 7.0
    assert value_of(term, 55.5) == 0.555
    assert value_of(term, None) == 0.07  # an empty field
    assert overrides_of([term], {term.key: 0.555}) == ("layers.fund.pays=0.555",)
    assert written(1e-7) == "1e-07"
    assert load_scenario("luoping", ["layers.county_fund.account.yield=1e-07"]).layers[0].account.yield_ == 1e-7


def test_further_changes_stand_behind_those_of_the_fields_and_no_key_is_changed_twice() -> None:
    term = Term("layers.fund.pays", "payers", "percent", "Fund: share paid", 0.07)
    further = "\n  horizon.settle=true \n\nlayers.fund.limit = 5000\n"
    assert overrides_of([term], {term.key: 0.5}, further) == (
        "layers.fund.pays=0.5", "horizon.settle=true", "layers.fund.limit = 5000",
    )  # fmt: skip
    with pytest.raises(DataError, match=r"changed twice: layers[.]fund[.]pays; keep one"):
        overrides_of([term], {term.key: 0.5}, "layers.fund.pays=0.6")


def test_changes_are_told_in_words() -> None:
    lever = Term("levers.training.on", "rules", "switch", "Lever: training", False)
    months = Term("horizon.months", "rules", "months", "Horizon", 120)
    changes = ["levers.training.on=true", "horizon.months=60", "recovery.hardship.share={law: beta}"]
    assert changes_told([lever, months], changes, "en") == [
        "Lever: training: on", "Horizon 120 → 60 months", "`recovery.hardship.share={law: beta}`",
    ]  # fmt: skip


# ---------------------------------------------------------------- a file that extends another


@pytest.mark.parametrize("name", ["luoping", "levers", "insurance_yunnan", "theory/vasicek", "mutual_fund_gamma"])
def test_a_file_of_changes_is_read_as_the_changed_scenario(name: str, tmp_path: Path) -> None:
    terms = terms_of(check_scenario(name))
    moved = {term.key: _moved(term) for term in terms}
    overrides = [*overrides_of(terms, moved), "report.discount_rate=0.03"]
    assert len(overrides) > 2
    path = tmp_path / "design.yaml"
    path.write_text(extending_yaml(name, overrides, "Mine", "assumed"), encoding="utf-8")
    ours, theirs = load_scenario(path), load_scenario(name, overrides)
    apart = {"name", "description", "sources"}
    assert ours.model_dump(exclude=apart) == theirs.model_dump(exclude=apart)
    assert ours.name == "Mine"
    assert {key.partition("=")[0] for key in overrides} <= set(ours.sources)


def _moved(term: Term) -> float | bool:
    """A little less: what is below a bound stays there."""
    if term.unit == "switch":
        return True
    return int(term.value) // 2 * 1 if term.unit in ("months", "days") and term.value > 1 else term.value * 0.9


def test_a_file_beside_that_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("extends: luoping\nname: Mine\n", encoding="utf-8")
    text = extending_yaml(tmp_path / "mine.yaml", {"horizon.months": 24}, "Half", "assumed")
    (tmp_path / "half.yaml").write_text(text, encoding="utf-8")
    assert "extends: mine.yaml" in text
    assert load_scenario(tmp_path / "half.yaml").horizon.months == 24


# ---------------------------------------------------------------- buttons


@pytest.fixture
def desk() -> Desk:
    return desk_in("en")


def desk_in(lang: Language, source: str = "luoping") -> Desk:
    made = Desk(lang, source, parts_of_page(lang))
    made.parts.paths.value = PATHS
    open_scenario(made, source)
    return made


def move(desk: Desk, key: str, value: float) -> None:
    places = [term.key for term in desk.terms]
    desk.fields[places.index(key)].value = value


def texts(container: object) -> Iterator[str]:
    """All that is written below a container."""
    for part in getattr(container, "objects", []):
        yield from texts(part)
    content = getattr(container, "object", None)
    if isinstance(content, str):
        yield content


def cells(desk: Desk, tab: str) -> list[str]:
    return re.findall("<td>(.*?)</td>", " ".join(texts(desk.parts.tabs[tab])))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_simulated_is_what_the_command_line_prints(lang: Language) -> None:
    desk = desk_in(lang)
    move(desk, "layers.county_fund.pays", 90.0)
    desk.parts.further.value = "layers.county_fund.account.leverage=20\nhorizon.settle=true"
    simulate_design(desk)
    assert not desk.parts.fault.visible
    changes = ["layers.county_fund.pays=0.9", "layers.county_fund.account.leverage=20", "horizon.settle=true"]
    results = fs.simulate(load_scenario("luoping", changes), PATHS, 1)
    assert desk.last is not None
    assert desk.last.overrides == tuple(changes)
    assert desk.last.results.equals(results)
    printed = fs.summary_text(results, lang)
    found = cells(desk, "figures")
    assert len(found) > 60
    assert [cell for cell in found if cell and cell not in printed] == []
    assert "90 %" in desk.parts.state.object
    assert "`horizon.settle=true`" in desk.parts.state.object
    chosen, chart = desk.parts.tabs["charts"].objects
    assert list(chosen.options.values()) == [kind for kind in KINDS if kind in chosen.options.values()]
    assert len(chosen.options) > 8
    picture, caption = chart.objects
    assert picture.object.startswith(b"\x89PNG")
    assert picture.alt_text == caption.object == fs.caption("loss_distribution", results, lang)
    chosen.value = "who_pays"
    assert chart.objects[1].object == fs.caption("who_pays", results, lang)


def test_faults_are_shown_with_their_remedies_and_nothing_else_is_lost(desk: Desk) -> None:
    simulate_design(desk)
    before = desk.last
    desk.parts.further.value = "layers.county_fund.pay=0.5"
    move(desk, "horizon.months", 9999)
    simulate_design(desk)
    said = desk.parts.fault.object
    assert desk.parts.fault.visible
    assert "did you mean 'pays'?" in said
    assert "horizon.months: 9999" in said
    assert "--set" not in said
    assert desk.last is before
    assert desk.parts.state.object.startswith("Below is what was simulated last. As in the file.")
    assert not desk.parts.go.disabled
    reset_terms(desk)
    assert desk.parts.further.value == ""
    simulate_design(desk)
    assert not desk.parts.fault.visible
    assert desk.last is not None
    assert desk.last.overrides == ()


def test_faults_in_chinese() -> None:
    desk = desk_in("zh")
    desk.parts.further.value = "layers.county_fund.pay=0.5"
    simulate_design(desk)
    assert "无法识别的项名" in desk.parts.fault.object
    desk.parts.further.value = "horizon.settle=true\nhorizon.settle=false"
    simulate_design(desk)
    assert desk.parts.fault.object == "重复改动：horizon.settle；每项只改动一次"


def test_a_defect_is_called_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by chance")

    monkeypatch.setattr("fundsim.app.acting.answer", broken)
    with pytest.raises(ZeroDivisionError):
        simulate_design(desk)
    assert "defect of fundsim, not of the scenario: ZeroDivisionError: by chance" in desk.parts.fault.object
    assert not desk.parts.go.disabled


def test_a_run_can_be_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    simulate_design(desk)
    before = desk.last

    def stopped_at_once(*arguments: object) -> object:
        desk.stopping.set()
        return answer(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("fundsim.app.acting.answer", stopped_at_once)
    simulate_design(desk)
    assert desk.parts.state.object == "Stopped."
    assert not desk.parts.fault.visible
    assert desk.last is before
    assert (desk.parts.go.disabled, desk.parts.stop.disabled, desk.parts.bar.value) == (False, True, 0)


def test_the_bar_shows_the_share_of_the_paths(desk: Desk) -> None:
    tell = progress_of(desk, 200)
    tell(50)
    assert desk.parts.bar.value == 12  # of 50
    tell(150)
    assert desk.parts.bar.value == 50
    desk.stopping.set()
    with pytest.raises(StoppedError):
        tell(1)


def test_what_was_moved_since_is_told(desk: Desk) -> None:
    assert "Luoping" in desk.parts.state.object
    simulate_design(desk)
    assert "opening loans: 1,048" in desk.parts.state.object
    move(desk, "layers.county_fund.pays", 50.0)
    assert "Terms were moved since" in desk.parts.state.object


def test_laws_of_uncertain_parameters_belong_to_the_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "unsure.yaml"
    path.write_text(
        "extends: luoping\nname: Unsure\nlayers: {county_fund: {pays: {uniform: {low: 0.6, high: 0.8}}}}\n",
        encoding="utf-8",
    )
    found = answer(str(path), [], 5, 1, "en")
    with pytest.raises(SystemExit):
        cli.main(["run", str(path), "--paths", "5", "--out", str(tmp_path / "out")])
    capsys.readouterr()
    assert found.results.attrs["uncertain"] == fs.load(tmp_path / "out" / "results.nc").attrs["uncertain"]
    assert "uniform" in found.results.attrs["uncertain"]
    assert any("layers.county_fund.pays" in note for note in found.notes)


def test_levers_that_hide_a_change_are_named() -> None:
    changes = ["levers.training.on=true", "default_probability.by_industry.crop=0.5"]
    notes = answer("levers", changes, 5, 1, "en").notes
    assert [note for note in notes if "default_probability.by_industry.crop" in note] == [
        "default_probability.by_industry.crop: the lever `training`, which is on, sets this key; switch the lever off"
    ]
    told = answer("levers", changes, 5, 1, "zh").notes
    assert "default_probability.by_industry.crop：已采取的措施`training`会改写此项；请停用该措施" in told
    assert not any("the lever" in note for note in answer("levers", changes[:1], 5, 1, "en").notes)


def test_designs_are_kept_and_compared_with_the_file(desk: Desk) -> None:
    move(desk, "layers.county_fund.pays", 90.0)
    simulate_design(desk)
    keep_design(desk, "Nine tenths")
    reset_terms(desk)
    move(desk, "layers.county_fund.account.leverage", 20.0)
    simulate_design(desk)
    keep_design(desk, " ")
    assert list(desk.kept) == ["Nine tenths", "Design 2"]
    assert "share paid 70 → 90 %" in " ".join(texts(desk.parts.tabs["compare"]))
    press(desk, "compare_now")
    designs = {
        "as in the file": load_scenario("luoping"),
        "Nine tenths": load_scenario("luoping", ["layers.county_fund.pays=0.9"]),
        "Design 2": load_scenario("luoping", ["layers.county_fund.account.leverage=20"]),
    }
    expected = fs.compare(designs, PATHS, 1)
    from fundsim.report.decision_terminal import comparison_text

    printed = comparison_text(expected, "en")
    found = cells(desk, "compare")
    assert "Nine tenths" in " ".join(found)
    assert [cell for cell in found if cell.strip() not in printed] == []
    forget_designs(desk)
    assert desk.kept == {}
    press(desk, "compare_now")  # one design alone
    assert desk.parts.fault.visible


def press(desk: Desk, name: str, tab: str = "compare") -> None:
    """Press the button of a tab that bears these words."""
    for row in desk.parts.tabs[tab].objects:
        for button in getattr(row, "objects", [row]):
            if isinstance(button, pn.widgets.Button) and button.label == word(name, desk.lang):
                button.clicks += 1


def test_the_size_that_is_found_is_that_of_the_command_line(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    move(desk, "layers.county_fund.pays", 60.0)
    *_, solvency, sensitivity, find, found = desk.parts.tabs["size"].objects
    solvency.value, sensitivity.value = ["90", "95"], True
    find.clicks += 1
    assert not desk.parts.fault.visible
    shown = cells(desk, "size")
    expected = fs.size(load_scenario("luoping", ["layers.county_fund.pays=0.6"]), (0.9, 0.95), None, PATHS, 1)
    for own in (*expected.fund_size.values[0], *expected.changed_size.values[:, 0, 0]):
        assert estimate_text(Estimate(*own), money_scale(own[0], "CNY", "en"), "en") in shown
    command = next(text for text in texts(found) if text.startswith("fundsim size"))
    with pytest.raises(SystemExit):
        cli.main([*shlex.split(command)[1:], "--out", str(tmp_path / "out")])
    capsys.readouterr()
    again = fs.load(tmp_path / "out" / "size.nc")
    np.testing.assert_array_equal(again.fund_size, expected.fund_size)
    np.testing.assert_array_equal(again.changed_size, expected.changed_size)
    told = " ".join(texts(found))
    assert "share paid 70 → 60 %" in told
    assert "opening loans: 1,048" in told
    assert desk.parts.state.object == ""


def test_a_search_without_a_target_takes_the_usual_one_and_can_be_stopped(desk: Desk) -> None:
    *_, solvency, _, _, found = desk.parts.tabs["size"].objects
    solvency.value = []
    press(desk, "find_size", "size")
    assert "fundsim size luoping --solvency=0.99 --no-sensitivity --paths 40 --seed 1" in list(texts(found))
    before = found.objects
    tell = progress_of(desk)
    tell(50)
    assert desk.parts.bar.value == -1  # it moves; how long it takes is not known
    desk.stopping.set()
    with pytest.raises(StoppedError):
        tell(1)
    desk.parts.further.value = "layers.county_fund.pay=0.5"
    press(desk, "find_size", "size")
    assert "did you mean 'pays'?" in desk.parts.fault.object
    assert found.objects == before


def test_a_programme_without_a_fund_has_no_size() -> None:
    desk = desk_in("zh", "theory/vasicek")
    press(desk, "find_size", "size")
    assert desk.parts.fault.visible
    assert CHINESE.search(desk.parts.fault.object)


def test_another_scenario_puts_away_what_was_kept(desk: Desk) -> None:
    simulate_design(desk)
    keep_design(desk, "one")
    open_scenario(desk, "theory/vasicek")
    assert (desk.last, desk.kept) == (None, {})
    assert [term.key for term in desk.terms][:2] == ["default_probability.annual", "correlation.county"]
    filled = [name for name in TABS if "Press **Simulate** first." not in " ".join(texts(desk.parts.tabs[name]))]
    assert filled == ["size"]


def test_a_scenario_that_is_gone_is_told(desk: Desk) -> None:
    open_scenario(desk, "gone.yaml")
    assert "gone.yaml" in desk.parts.fault.object
    assert desk.terms == []


# ---------------------------------------------------------------- what is taken away


def test_the_command_gives_the_same_numbers(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    move(desk, "layers.county_fund.account.top_up.share_of_gap", 0.0)
    simulate_design(desk)
    assert desk.last is not None
    command = as_command("luoping", desk.last.overrides, PATHS, 1, "zh")
    assert command in list(texts(desk.parts.tabs["take"])) or command.removesuffix(" --lang zh") in list(
        texts(desk.parts.tabs["take"])
    )
    with pytest.raises(SystemExit) as caught:
        cli.main([*shlex.split(command)[1:], "--out", str(tmp_path / "out")])
    assert caught.value.code in (0, None)
    capsys.readouterr()
    again = fs.load(tmp_path / "out" / "results.nc")
    np.testing.assert_array_equal(again.claims, desk.last.results.claims)
    np.testing.assert_array_equal(again.payment, desk.last.results.payment)


def test_files_to_download(desk: Desk, tmp_path: Path) -> None:
    move(desk, "horizon.months", 24)
    simulate_design(desk)
    assert desk.last is not None
    path = tmp_path / "results.nc"
    path.write_bytes(saved(desk.last.results).read())
    np.testing.assert_array_equal(fs.load(path).claims, desk.last.results.claims)
    report = report_of(desk.last.results, "zh").read().decode()
    assert report.startswith("<!DOCTYPE html>")
    assert "风险补偿基金" in report
    design = next(text for text in texts(desk.parts.tabs["take"]) if "extends: luoping" in text)
    (tmp_path / "design.yaml").write_text(design, encoding="utf-8")
    assert load_scenario(tmp_path / "design.yaml").horizon.months == 24
    assert any("luoping-design.yaml" in text for text in texts(desk.parts.tabs["take"]))
    assert load_scenario(tmp_path / "design.yaml").name == f"{load_scenario('luoping').name}, changed"
    reset_terms(desk)
    simulate_design(desk)
    design = next(text for text in texts(desk.parts.tabs["take"]) if "extends: luoping" in text)
    assert "changed" not in design


# ---------------------------------------------------------------- words and server


def test_words_are_there_in_both_languages() -> None:
    blanks = re.compile(r"\{(\w+)\}")
    for english, chinese in (*WORDS.values(), *CHART_TITLES.values()):
        assert sorted(blanks.findall(english)) == sorted(blanks.findall(chinese))
    assert [name for name, (_, chinese) in CHART_TITLES.items() if not CHINESE.search(chinese)] == []
    assert set(CHART_TITLES) == set(KINDS)
    for titles in zip(*CHART_TITLES.values(), strict=True):  # by which the page knows them
        assert len(set(titles)) == len(KINDS)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_opens_the_first_scenario(lang: Language) -> None:
    sources = choice_of(["theory/vasicek"], lang)
    assert list(sources.values())[:2] == ["theory/vasicek", "luoping"]
    made = page(sources, lang)
    chosen = made.sidebar[0]
    assert chosen.value == "theory/vasicek"
    assert chosen.options == sources
    assert made.title == word("title", lang)
    chosen.value = "luoping"
    labels = [one.label for card in made.sidebar[3] for one in card]
    assert ("County fund: share paid [%]" if lang == "en" else "风险补偿基金：分担比例 [%]") in labels


def test_a_port_that_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    server = server_of([], "en")
    try:
        with pytest.raises(SystemExit) as caught:
            cli.main(["app", "--port", str(server.port), "--no-browser"])
        assert caught.value.code == 1
        assert f"port {server.port} is taken; choose another with --port" in capsys.readouterr().err
    finally:
        server.stop()


def test_without_panel(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delitem(sys.modules, "fundsim.app.serving", raising=False)
    monkeypatch.setitem(sys.modules, "panel", None)
    with pytest.raises(SystemExit) as caught:
        cli.main(["app", "--no-browser", "--lang", "zh"])
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "该页面需要panel；请用" in said
    assert "fundsim[app]" in said


def test_a_faulty_scenario_opens_no_page(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        cli.main(["app", "luopin", "--no-browser"])
    assert caught.value.code == 2
    assert "did you mean" in capsys.readouterr().err


@pytest.mark.slow
def test_the_page_is_served_and_asks_for_nothing_elsewhere() -> None:
    command = [sys.executable, "-m", "fundsim", "app", "--no-browser", "--lang", "zh"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            address = re.search(r"http://localhost:\d+/", said)
            assert address is not None, said
            with urllib.request.urlopen(address[0], timeout=60) as answered:
                html = answered.read().decode()
        finally:
            process.terminate()
            process.communicate(timeout=60)  # the server says that it ends: somebody has to listen
    assert process.returncode == 0
    assert word("title", "zh") in html
    elsewhere = set(re.findall(r'(?:src|href)="(?:https?:)?//([^/"]+)', html))
    assert elsewhere == set()
