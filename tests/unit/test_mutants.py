"""The scripted mutations still find the rules that they break; that the suite catches them is for ``make mutants``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.mutants import MUTATIONS, Mutation

import fundsim

PACKAGE = Path(fundsim.__file__).parent


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_the_rule_to_break_stands_where_it_is_looked_for(mutation: Mutation) -> None:
    assert (PACKAGE / mutation.file).read_text(encoding="utf-8").count(mutation.right) == 1
    assert mutation.right != mutation.wrong
