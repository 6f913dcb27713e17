"""Results with names that break careless programs, and HTML read as a tree."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

import pytest
import xarray as xr
from matplotlib.figure import Figure
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import example_comparison, example_size, example_sweep

from fundsim.plots.files import FORMATS, chart_bytes

SCRIPT, FORMULA, LONG = "<script>alert(1)</script>", "=cmd()|'/C calc'!A0", "县" * 300
RIGHT_TO_LEFT, EMOJI = "صندوق المقاطعة", "🌾 county & fund"
SCENARIO = """\
name: a
description: Loans of a county. <b>bold</b>
horizon: {months: 26}
loans:
  source: synthetic
  townships: {A: {loans: 20}}
  size: {law: fixed, amount: 30000}
  product: {term_months: 12}
default_probability: {annual: 0.03}
correlation: {county: 0.05, township: 0.07}
layers:
  - {name: fund, kind: fund, pays: 0.7}
sources:
  layers.fund.pays: '=a county rule'
  correlation.county: assumed, as others do
  correlation.township: "from memory, to be checked: a paper"
"""
VOID = {"meta", "img", "br", "link"}


def example_run(**options: object) -> xr.Dataset:
    """A small run that holds its scenario."""
    return example_dataset(**{"paths": 60, "months": 26, **options}).assign_attrs(scenario=SCENARIO)  # type: ignore[arg-type]


def hostile_run() -> xr.Dataset:
    """A run whose programme, payers and townships have names that mean something to HTML, spreadsheets and readers."""
    run = example_run(title=f"{SCRIPT} {FORMULA}\n{LONG}", layers=("county_fund", "bank"))
    names = [f"{FORMULA} {SCRIPT}", EMOJI + RIGHT_TO_LEFT + LONG, "\u202e+1"]
    return run.assign_coords(township=names).assign_attrs(
        scenario=SCENARIO.replace("Loans of a county", f"{SCRIPT} {FORMULA}").replace("name: a", f"name: '{SCRIPT}'")
    )


def every_result() -> list[xr.Dataset]:
    """One result of each kind."""
    return [example_run(), example_comparison(paths=40), example_size(), example_sweep()]


def leave_charts_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a small empty chart wherever a report draws one, which takes a second each."""
    monkeypatch.setattr("fundsim.report.chapters.draw_chart", lambda *_: Figure(figsize=(0.5, 0.5)))


def leave_charts_unrendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw charts, but put small empty pictures into their files: laying out and rendering takes a second each."""
    blank = {kind: chart_bytes(Figure(figsize=(0.5, 0.5)), kind) for kind in FORMATS}
    for module in ("plots.files", "report.chapters"):
        monkeypatch.setattr(f"fundsim.{module}.chart_bytes", lambda _, kind, **__: blank[kind])


class Element(NamedTuple):
    """An element with its attributes and the text in it."""

    tag: str
    attributes: dict[str, str]
    text: list[str]


class Tree(HTMLParser):
    """Elements in order; an element that is closed in the wrong place is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(page)
        self.close()
        assert not self._open, f"never closed: {self._open[-1].tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, [])
        assert len(element.attributes) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text.append(data)

    def all(self, *tags: str) -> list[Element]:
        """Elements of these tags, in order."""
        return [element for element in self.elements if element.tag in tags]


def text_of(element: Element) -> str:
    """The text in an element."""
    return "".join(element.text).strip()
