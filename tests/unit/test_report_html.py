"""Reports in HTML: whole, readable by ear and on paper, safe against names, silent on the network."""

from __future__ import annotations

import itertools
import re
from functools import cache

import pytest
from tests.unit.example_reports import (
    EMOJI,
    FORMULA,
    LONG,
    RIGHT_TO_LEFT,
    SCRIPT,
    Tree,
    every_result,
    example_run,
    hostile_run,
    leave_charts_blank,
    text_of,
)

from fundsim.languages import Language
from fundsim.report.building import build_report
from fundsim.report.html import COLOURS, TEXT_ON, html
from fundsim.report.report_texts import REPORT_TEXTS

SECTIONS = [
    "summary", "design", "losses", "who_pays", "solvency", "stress", "townships", "sensitivity", "method", "glossary",
    "provenance",
]  # fmt: skip


@pytest.fixture(autouse=True)
def blank_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_charts_blank(monkeypatch)


@cache
def page(lang: Language) -> str:
    return html(build_report(every_result(), lang)).decode()


def light(colour: str) -> float:
    """Relative luminance after WCAG 2.1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_sections_stand_in_order_with_headings_of_their_own(lang: Language) -> None:
    tree = Tree(page(lang))
    assert [section.attributes["id"] for section in tree.all("section")] == SECTIONS
    headings = [text_of(heading) for heading in tree.all("h2")]
    wanted = [REPORT_TEXTS[key][lang == "zh"] for key in SECTIONS]
    assert headings == [f"{number} {words}" for number, words in enumerate(wanted, start=1)]
    assert tree.all("html")[0].attributes["lang"] == {"en": "en", "zh": "zh-CN"}[lang]
    assert [link.attributes["href"] for link in tree.all("a")] == [f"#{key}" for key in SECTIONS]


def test_headings_never_skip_a_level_and_ids_are_unique() -> None:
    tree = Tree(page("en"))
    levels = [int(heading.tag[1]) for heading in tree.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    ids = [element.attributes["id"] for element in tree.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert {element.attributes["aria-labelledby"] for element in tree.all("section")} <= set(ids)


def test_pictures_have_alternative_texts_and_captions_with_intervals() -> None:
    tree = Tree(page("en"))
    pictures, captions = tree.all("img"), tree.all("figcaption")
    assert len(pictures) == len(captions) >= 15
    assert all(len(picture.attributes["alt"]) > 10 for picture in pictures)
    assert [re.match(r"Figure (\d+)", text_of(caption)).group(1) for caption in captions] == [  # type: ignore[union-attr]
        str(number) for number in range(1, len(captions) + 1)
    ]
    assert sum("–" in text_of(caption) for caption in captions) >= 10


def test_tables_have_captions_and_headed_rows_and_columns() -> None:
    tree = Tree(page("en"))
    tables = tree.all("table")
    assert len(tables) == len(tree.all("caption")) >= 15
    scopes = [heading.attributes.get("scope") for heading in tree.all("th")]
    assert set(scopes) == {"row", "col"}
    assert all(text_of(heading) for heading in tree.all("th") if heading.attributes["scope"] == "col")
    rows = len(tree.all("tr"))
    assert scopes.count("row") == rows - len(tables)


def test_nothing_is_loaded_and_nothing_runs() -> None:
    tree = Tree(page("en"))
    assert not tree.all("script", "link", "iframe", "object", "embed", "base")
    assert all(picture.attributes["src"].startswith("data:image/svg+xml;base64,") for picture in tree.all("img"))
    addresses = [value for element in tree.elements for name, value in element.attributes.items() if name == "href"]
    assert all(address.startswith("#") for address in addresses)
    assert not [name for element in tree.elements for name in element.attributes if name.startswith("on")]
    assert not re.search(r"url\(|@import|https?:", text_of(tree.all("style")[0]))
    assert "default-src 'none'" in tree.all("meta")[1].attributes["content"]


def test_colours_of_texts_have_the_contrast_that_eyes_need() -> None:
    for ink, paper in TEXT_ON:
        bright, dark = sorted((light(COLOURS[ink]), light(COLOURS[paper])), reverse=True)
        assert (bright + 0.05) / (dark + 0.05) >= 4.5, (ink, paper)
    style = text_of(Tree(page("en")).all("style")[0])
    inks = set(re.findall(r"(?<![-\w])color: (#\w+)", style))
    assert inks <= {COLOURS[ink] for ink, _ in TEXT_ON}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", style)) <= set(COLOURS.values())


def test_a_phone_and_a_printer_are_thought_of() -> None:
    tree = Tree(page("en"))
    assert any("width=device-width" in meta.attributes.get("content", "") for meta in tree.all("meta"))
    style = text_of(tree.all("style")[0])
    assert "@page { size: A4" in style
    assert "@media print" in style
    boxes = [box for box in tree.all("div") if "scroll" in box.attributes["class"]]
    assert len(boxes) == len(tree.all("table")) + len(tree.all("img"))
    assert all(box.attributes["tabindex"] == "0" and box.attributes["aria-label"] for box in boxes)


def test_what_is_assumed_is_marked() -> None:
    tree = Tree(html(build_report([example_run()], "en")).decode())
    assert [text_of(mark) for mark in tree.all("mark")] == ["no source"] * 5 + ["assumed", "from memory"]
    cautions = [text_of(own) for own in tree.all("p") if own.attributes.get("class") == "caution"]
    assert any("Of 8 numbers" in own and "2 are assumed" in own and "5 are defaults" in own for own in cautions)


def test_rows_that_a_tape_lost_are_a_caution_and_listed() -> None:
    lost = example_run().assign_attrs(rows_read=1_000, rows_dropped=60, data_quality="pd is blank: 60, dropped")
    tree = Tree(html(build_report([lost], "en")).decode())
    cautions = [text_of(own) for own in tree.all("p") if own.attributes.get("class") == "caution"]
    assert any("60 of 1,000 loans" in own for own in cautions)
    assert "pd is blank: 60, dropped" in [text_of(cell) for cell in tree.all("th", "td")]


def test_loans_whose_term_was_over_are_told_apart_from_those_that_cannot_be_used() -> None:
    lost = example_run().assign_attrs(rows_read=241, rows_dropped=14, rows_irrelevant=73)
    told = {
        lang: [text_of(own) for own in Tree(html(build_report([lost], lang)).decode()).all("p")]
        for lang in ("en", "zh")
    }
    assert any("14 of 241 loans" in own and "nor are 73 others whose term was over" in own for own in told["en"])
    assert any("241笔贷款有14笔无法使用，未计入结果；另有73笔期限已满" in own for own in told["zh"])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_names_stay_names_and_whole(lang: Language) -> None:
    made = html(build_report([hostile_run()], lang)).decode()
    tree = Tree(made)
    assert not tree.all("script")
    assert SCRIPT not in made
    assert SCRIPT in text_of(tree.all("h1")[0])
    assert LONG in text_of(tree.all("h1")[0])
    names = [text_of(row) for row in tree.all("th") if row.attributes["scope"] == "row"]
    assert f"{FORMULA} {SCRIPT}" in names
    assert EMOJI + RIGHT_TO_LEFT + LONG in names
    assert "\u202e" not in made
    assert all(cell.attributes["dir"] == "auto" for cell in tree.all("td", "th"))
