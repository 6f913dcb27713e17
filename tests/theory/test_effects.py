"""Every mechanism has the effect on twenty loans that is worked out by hand, and the page says so."""

import runpy
import sys
from pathlib import Path

import pytest
from tests.theory.agreement import assert_within

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.slow
@pytest.mark.compiled
def test_effects_are_those_by_hand_and_those_on_the_page(monkeypatch):
    monkeypatch.setattr(sys, "path", [str(DOCS), *sys.path])
    module = runpy.run_path(str(DOCS / "effects_page.py"))
    page = (DOCS / "effects.md").read_text(encoding="utf-8")
    for effect in module["effects"]():
        assert_within(effect.simulated, effect.by_hand, effect.standard_error)
        assert f"| {' | '.join(module['cells'](effect))} |" in page
