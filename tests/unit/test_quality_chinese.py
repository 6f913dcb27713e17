"""Notes on the quality of data in Chinese: no rule without words, numbers and keys as they are."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fundsim
from fundsim.languages import translated
from fundsim.portfolio.quality import QualityEntry, in_words
from fundsim.portfolio.quality_chinese import ACTIONS, RULES, note_in, translated_action

SOURCES = Path(fundsim.__file__).parent / "portfolio"
MAKERS = {"QualityEntry": (0, 2), "drop": (1, 3), "change": (1, 3)}  # places of rule and action
WHOLE = {"absent": "lgd is blank", "rescaled": "rescaled to the reported outstanding amounts"}  # by variable
PART = {"absent": "is blank"}


def worded(node: ast.expr) -> str:
    """A text as a program writes it, with a word in each blank; empty where it is no text."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(map(worded, node.values))
    if isinstance(node, ast.FormattedValue):
        return PART.get(getattr(node.value, "id", ""), "x7")
    return WHOLE.get(node.id, "") if isinstance(node, ast.Name) else ""


def phrases(place: int) -> Iterator[str]:
    """Rules (0) or actions (1) of all notes that the sources of portfolios make."""
    for source in SOURCES.rglob("*.py"):
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in MAKERS:
                at = MAKERS[call.func.id][place]
                if at < len(call.args) and worded(call.args[at]):
                    yield worded(call.args[at])


def test_every_rule_has_chinese_words() -> None:
    found = set(phrases(0))
    assert len(found) > 30
    assert [rule for rule in found if translated(rule, RULES) == rule] == ["`loans.opening_ages: new`"]


def test_every_action_has_chinese_words() -> None:
    found = set(phrases(1))
    assert len(found) > 20
    assert [action for action in found if translated(action, ACTIONS) == action] == []


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (QualityEntry("lgd is outside [0, 1]", 1_200, "dropped; a fraction is needed, 3.45 % is written 0.0345", 7),
         "违约损失率不在0至1之间：1,200（首见于第7行），已剔除；应填小数，3.45%写作0.0345"),
        (QualityEntry("loan_id is blank", 3, "kept; duplicates among them cannot be seen", 2),
         "贷款编号为空：3（首见于第2行），予以保留，其中的重复无法识别"),
        (QualityEntry("loans of East, all at the add-on cap of 50,000.00", 12,
                      "which leaves the township 1,000.00 short of its reported outstanding 9,000.00"),
         "East的贷款全部达到单笔上限50,000.00：12，该乡镇比上报的余额9,000.00少1,000.00"),
        (QualityEntry("opening loans", 5, "rescaled to the reported outstanding amounts, by 0.1 to 3; the law of "
                      "`loans.size` is far from them: check the unit of both (yuan or 10,000 yuan)"),
         "期初贷款笔数：5，各笔金额已按上报余额调整为原来的0.1至3倍；`loans.size`的分布与之相差很大：请核对两者的单位（元或万元）"),
        (QualityEntry("`loans.opening_ages: new`", 4, "made in month 0"),
         "`loans.opening_ages: new`：4，视为首月发放"),
    ],
)  # fmt: skip
def test_notes_are_told_with_their_numbers(entry: QualityEntry, told: str) -> None:
    [note] = in_words([entry])
    assert note_in(note, "zh") == told
    assert note_in(note, "en") == note
    if "yuan" not in note and "month 0" not in note:  # which are words
        assert sorted(re.findall(r"[\d.,]*\d", told)) == sorted(re.findall(r"[\d.,]*\d", note))


def test_what_no_pattern_fits_stays() -> None:
    assert note_in("something else", "zh") == "something else"
    assert translated_action("a; dropped") == "a；已剔除"
