"""The shipped scenarios still yield the figures on record; ``regenerate`` writes them anew."""

import json

import pytest
from tests.golden.regenerate import FILE, key_figures, programmes

ON_RECORD = json.loads(FILE.read_text(encoding="utf-8"))


def test_every_programme_is_on_record():
    assert sorted(ON_RECORD) == sorted(programmes())


@pytest.mark.compiled
@pytest.mark.parametrize("name", programmes())
def test_figures_are_those_on_record(name):
    assert key_figures(name) == pytest.approx(ON_RECORD[name], rel=1e-9, abs=1e-9)
