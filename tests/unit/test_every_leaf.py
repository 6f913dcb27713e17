"""Every leaf of a scenario has an effect: a changed value changes some simulated number.

The examples stand in `leaf_cases.yaml`; a leaf of the schema that is missing there fails, and so does an entry for a
leaf that does not exist.
"""

from __future__ import annotations

import copy
import json
import types
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin

import numpy as np
import openpyxl
import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML
from tests.unit.kernel_runs import Arrays, variables

from fundsim.portfolio import build_loan_book
from fundsim.programme import Scenario
from fundsim.programme.contradictions import contradictions

FILE = Path(__file__).with_name("leaf_cases.yaml")
TABLE = YAML(typ="safe").load(FILE)
CASES = {leaf: case for leaf, case in TABLE["leaves"].items() if not isinstance(case, str)}
EXCEPTIONS = {leaf: case for leaf, case in TABLE["leaves"].items() if isinstance(case, str)}
PATHS = 50
TOWNSHIPS = "township,loans\nA,20\nB,15\nC,5\n"
COLUMNS = "id,amount,other,balance,rate,term,date,schedule,grade,industry,town,village,product,pd,lgd,share,covered,pd2,lgd2,date2,late,end"


# ---------------------------------------------------------------- the leaves of the schema


def alternatives(annotation: Any) -> list[Any]:
    """What a value may be: the members of unions, without annotations and None."""
    if get_origin(annotation) is Annotated:
        return alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [one for member in get_args(annotation) for one in alternatives(member)]
    return [] if annotation is type(None) else [annotation]


def is_block(annotation: Any) -> bool:
    """Whether a value of this type has keys of its own."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def leaves_of(block: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """Dotted keys of all leaves; blocks told apart by a key carry its value, items of lists and mappings [] and *."""
    for name, field in block.model_fields.items():
        yield from leaves_below(field.annotation, prefix + (field.alias or name))


def leaves_below(annotation: Any, key: str) -> Iterator[str]:
    """Leaves of one value: itself where it may be a number or text, and those of the blocks that it may be."""
    found = alternatives(annotation)
    blocks = [one for one in found if is_block(one)]
    for block in blocks:
        yield from leaves_of(block, f"{key}{chosen_by(block) if len(blocks) > 1 else ''}.")
    plain = False
    for one in (one for one in found if one not in blocks):
        inner = get_args(one)[-1 if get_origin(one) is dict else 0] if get_origin(one) in (dict, tuple) else None
        if any(is_block(item) for item in alternatives(inner)):
            yield from leaves_below(inner, key + (".*" if get_origin(one) is dict else "[]"))
        else:
            plain = True
    if plain:
        yield key


def chosen_by(block: type[BaseModel]) -> str:
    """Value of the key by which a block is told from its alternatives."""
    key = next(name for name in ("source", "law") if name in block.model_fields)
    return f"({get_args(block.model_fields[key].annotation)[0]})"


# ---------------------------------------------------------------- scenarios and their results


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a township table and two loan tapes, as text and in one workbook."""
    place = tmp_path_factory.mktemp("leaves")
    (place / "townships.csv").write_text(TOWNSHIPS, encoding="utf-8")
    workbook = openpyxl.Workbook(write_only=True)
    for name, first in (("tape", 0), ("other", 5)):
        rows = [COLUMNS, *(tape_row(number) for number in range(first, first + 30)), tape_row(first)]
        (place / f"{name}.csv").write_text("\n".join(rows), encoding="utf-8")
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row.split(","))
    workbook.save(place / "tapes.xlsx")
    return place


def tape_row(i: int) -> str:
    """One loan; some cells are blank, and the last row of each tape repeats its first."""
    values = [
        i, 20_000 + 1000 * i, 30_000 + 500 * i, 15_000 + 700 * i, "" if i % 5 == 0 else 0.04 + 0.001 * i,
        "" if i % 6 == 0 else 6 + i % 18, f"{2023 + (i % 9 == 0)}-{1 + i % 12:02d}-15",
        ("bullet", "equal_principal", "annuity", "")[i % 4], "AB"[i % 2], ("crop", "pig", "")[i % 3], ("A", "B", "")[i % 3],
        f"v{i % 4}", ("one", "two")[i % 2], 0.05 * (1 + i % 4), 0.1 * (1 + i % 8), 0.1 * (2 + i % 7), 10_000 + 100 * i,
        0.06 * (1 + i % 3), 0.1 * (1 + i % 5), f"{2023 + (i % 7 == 0)}-{1 + i % 11:02d}", ("", 0, 45, 200)[i % 4],
        f"{2024 + i % 3}-{1 + i % 12:02d}-{10 + i % 15}",
    ]  # fmt: skip
    return ",".join(str(value) for value in values)


def assigned(tree: Any, changes: dict[str, Any]) -> Any:
    """Data with the values at some dotted paths replaced, added or removed."""
    tree = copy.deepcopy(tree)
    for path, value in changes.items():
        *parents, last = path.split(".")
        place = tree
        for key in parents:
            place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
        if value == "remove":
            del place[last]
        else:
            place[int(last) if isinstance(place, list) else last] = copy.deepcopy(value)
    return tree


def located(tree: Any, folder: Path) -> Any:
    """Data with the folder of the data files filled in."""
    if isinstance(tree, dict):
        return {key: located(value, folder) for key, value in tree.items()}
    if isinstance(tree, list):
        return [located(value, folder) for value in tree]
    return tree.replace("FOLDER", str(folder)) if isinstance(tree, str) else tree


@cache
def results(text: str, folder: Path) -> Arrays:
    """Results of a scenario, as JSON, which must have no faults; many leaves are changed on the same one."""
    scenario = Scenario.model_validate(located(json.loads(text), folder))
    assert contradictions(scenario) == []
    return variables(scenario, build_loan_book(scenario, seed=1), PATHS)


# ---------------------------------------------------------------- tests


def test_every_leaf_of_the_schema_has_an_entry_and_every_entry_a_leaf() -> None:
    leaves = list(leaves_of(Scenario))
    assert len(leaves) == len(set(leaves)) > 200
    assert sorted(set(leaves) - set(TABLE["leaves"])) == [], "leaves without an example"
    assert sorted(set(TABLE["leaves"]) - set(leaves)) == [], "examples without a leaf"


def test_exceptions_are_few_and_say_why() -> None:
    assert len(EXCEPTIONS) < 20
    assert all(len(reason) > 4 for reason in EXCEPTIONS.values())


@pytest.mark.compiled
@pytest.mark.parametrize("leaf", CASES)
def test_a_changed_leaf_changes_some_result(leaf: str, folder: Path) -> None:
    base, given, change = CASES[leaf]
    before = assigned(TABLE["bases"][base], given)
    plain, changed = (results(json.dumps(tree), folder) for tree in (before, assigned(before, change)))
    assert any(not np.array_equal(plain[name], changed[name]) for name in plain), "nothing changes"
