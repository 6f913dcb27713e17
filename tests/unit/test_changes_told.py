"""Results of a programme that was changed beside its file say so in title, footer and description."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from fundsim.decisions.comparison import comparison
from fundsim.decisions.designs import Design
from fundsim.decisions.provenance import provenance_attributes
from fundsim.plots.style import footer
from fundsim.report.building import build_report
from fundsim.report.document import Paragraph
from fundsim.scenario_file import load_scenario, parse_scenario, resolved_yaml
from fundsim.scenario_file.changes import changes_of, title_with, told_title
from fundsim.simulation import simulate

PAYS = "layers.county_fund.pays=0.9"


def test_a_scenario_as_its_file_has_it_has_no_changes():
    assert changes_of(load_scenario("luoping")) == []
    assert told_title(load_scenario("luoping")) == load_scenario("luoping").name


@pytest.mark.parametrize(
    ("override", "told"),
    [
        (PAYS, [PAYS]),
        ("report.ruin=empty", ["report.ruin=empty"]),  # a word
        ("shocks.drought.months=[may, june]", ["shocks.drought.months=[5, 6]"]),
        ("layers.county_fund={remove: true}", ["layers.county_fund={remove: true}"]),
        ("name=Another", []),
    ],
)
def test_whatever_was_set_or_removed_is_told(override, told):
    assert changes_of(load_scenario("luoping", [override])) == told


def test_a_resolved_scenario_still_tells_what_was_changed():
    assert changes_of(parse_scenario(resolved_yaml(load_scenario("luoping", [PAYS])))) == [PAYS]


def test_the_first_changes_stand_in_a_title_and_all_in_a_description():
    many = [f"k{number}=1" for number in range(5)]
    assert title_with("Fund", many) == "Fund (changed: k0=1, k1=1, k2=1, 2 more)"
    assert title_with("县级基金", many) == "县级基金（已修改：k0=1，k1=1，k2=1，另2项）"
    assert title_with("Fund", many, most=None) == f"Fund (changed: {', '.join(many)})"


def test_title_footer_and_description_of_a_changed_run():
    scenario = load_scenario("luoping", [PAYS])
    ds = simulate(scenario, 20)
    assert ds.attrs["title"] == f"{scenario.name} (changed: {PAYS})"
    figure = Figure()
    footer(figure.add_subplot(), ds, "en")
    assert f"(changed: {PAYS})" in figure.get_supxlabel().replace("\n", " ")
    design = next(section for section in build_report([ds], "en").sections if section.key == "design")
    described = [block.text for block in design.blocks if isinstance(block, Paragraph)]
    assert described[0].endswith(f"change a few terms each. (changed: {PAYS})")


def test_answers_of_decisions_tell_changes_too():
    assert provenance_attributes(load_scenario("luoping", [PAYS]), 10, 1)["title"].endswith(f"(changed: {PAYS})")


def test_a_comparison_of_values_tells_what_all_designs_have_in_common():
    both = "layers.county_fund.account.yield=0.02"
    designs = [
        Design(f"pays {share}", load_scenario("luoping", [both, f"layers.county_fund.pays={share}"]))
        for share in (0.5, 0.6)
    ]
    found = comparison(designs, [simulate(design.scenario, 5, monthly=False) for design in designs])
    assert found.attrs["title"] == f"{load_scenario('luoping').name} (changed: {both})"
