"""A path is the same whoever runs it: threads, blocks, their order, the number of paths, what ran before."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from tests.reference.books import everything
from tests.unit.kernel_runs import Arrays, all_outputs, joined

from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.outputs import new_log, new_outputs
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import simulate_block
from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.programme.distress import Arrears
from fundsim.simulation.blocks import Block, run_blocks

PATHS = 20


@cache
def programme() -> tuple[Scenario, LoanBook]:
    """Most rules at once, with arrears, few places for extensions, and three fund sizes."""
    scenario, book = everything(settle=True, loans=12)
    changes = {
        "report": scenario.report.model_copy(update={"fund_sizes": (0.0, 800.0, 3000.0)}),
        "arrears": Arrears(cure_per_month=0.2, default_per_month=0.5),
        "extension": scenario.extension.model_copy(update={"at_most_at_once": 2, "cure_per_month": 0.1}),
    }
    return scenario.model_copy(update=changes), book


@cache
def expected() -> Arrays:
    """Path after path on one thread, in one block."""
    return all_outputs(*programme(), PATHS, block=PATHS)


def assert_identical(found: Arrays, wanted: Arrays) -> None:
    """Every bit of every output, signs of zeros and NaN included."""
    for name, values in wanted.items():
        assert found[name].shape == values.shape, name
        assert found[name].tobytes() == values.tobytes(), name


def run_in_order(starts: list[int], size: int) -> list[Block]:
    """Blocks one after another with the same working memory."""
    scenario, book = programme()
    model = lay_out(scenario, book)
    packed, state, blocks = pack(model), pack(new_state(model)), []
    for start in starts:
        outputs = new_outputs(model, min(size, PATHS - start))
        simulate_block(packed, state, pack(outputs), pack(new_log(0)), 1, start, len(outputs.counts))
        blocks.append(Block(start, outputs))
    return blocks


def test_the_example_has_something_of_everything() -> None:
    counts = expected()["counts"].sum(axis=0)
    assert (counts > 0).all(), "distress, cures, extensions, failures, renewals, wilful, defaults, stops, arrears"
    for name in ("payment", "recovery", "queue_unpaid", "premium", "limit_reached", "suspended", "account_line"):
        assert expected()[name].any(), name
    assert (expected()["ruin"][:, 0, 0] >= 0).any()


@pytest.mark.compiled
@pytest.mark.parametrize("options", [
    {"threads": 2, "block": 3}, {"threads": 4, "block": 1}, {"threads": 1, "block": 7}, {"threads": 4, "block": 4096},
])  # fmt: skip
def test_threads_and_blocks_change_nothing(options: dict[str, Any]) -> None:
    assert_identical(all_outputs(*programme(), PATHS, **options), expected())


def test_fewer_paths_are_the_first_paths() -> None:
    first = {name: values[:, :6] if name == "monthly" else values[:6] for name, values in expected().items()}
    assert_identical(all_outputs(*programme(), 6, block=4), first)


@pytest.mark.compiled
def test_later_paths_can_be_run_alone() -> None:
    later = {name: values[:, 13:] if name == "monthly" else values[13:] for name, values in expected().items()}
    assert_identical(all_outputs(*programme(), PATHS - 13, first=13, threads=2, block=2), later)


@pytest.mark.compiled
def test_order_of_blocks_and_used_memory_change_nothing() -> None:
    backwards = run_in_order([15, 10, 5, 0], 5)
    assert [block.first for block in backwards] == [15, 10, 5, 0]
    assert_identical(joined(backwards), expected())


@pytest.mark.compiled
def test_progress_counts_each_path_once() -> None:
    scenario, book = programme()
    told: list[int] = []
    blocks = list(run_blocks(lay_out(scenario, book), 10, 1, 2, told.append, block=4))
    assert sorted(told) == [2, 4, 4]
    assert sorted(block.first for block in blocks) == [0, 4, 8]


def test_another_seed_is_another_sample() -> None:
    other = all_outputs(*programme(), PATHS, seed=2)
    same = [path for path in range(PATHS) if np.array_equal(other["amount"][path], expected()["amount"][path])]
    assert same == []
