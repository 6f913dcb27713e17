"""Runs of the engine on a given loan book, as bare arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fundsim.kernels.arrays import Outputs
from fundsim.kernels.arrays.allocating import new_state
from fundsim.kernels.arrays.outputs import new_log, new_outputs
from fundsim.kernels.compiling.references import pack
from fundsim.kernels.paths import simulate_block
from fundsim.portfolio.layout import lay_out
from fundsim.portfolio.loan_book import LoanBook
from fundsim.programme import Scenario
from fundsim.simulation.block_variables import by_township, by_year, per_month, per_path
from fundsim.simulation.blocks import Block, run_blocks
from fundsim.simulation.sampling import drawn
from fundsim.trace.snapshots import in_step

Arrays = dict[str, NDArray[Any]]


def joined(blocks: list[Block]) -> Arrays:
    """All outputs of some blocks by field, in the order of paths."""
    ordered = [block.outputs for block in sorted(blocks, key=lambda block: block.first)]
    return {
        name: np.concatenate([getattr(outputs, name) for outputs in ordered], axis=int(name == "monthly"))
        for name in Outputs._fields
    }


def all_outputs(scenario: Scenario, book: LoanBook, paths: int, seed: int = 1, **options: Any) -> Arrays:
    """Every output of the first paths, by field; `options` go to ``run_blocks``."""
    options = {"threads": 1, "progress": lambda _: None} | options
    model = lay_out(scenario, book)
    options = {"leading": drawn(scenario, model.risk, paths, seed).leading} | options
    return joined(list(run_blocks(model, paths, seed, **options)))


def variables(scenario: Scenario, book: LoanBook, paths: int, seed: int = 1) -> Arrays:
    """Outputs by the names of the results, monthly ones per path; those by fund size have it first."""
    fields = all_outputs(scenario, book, paths, seed)
    outputs = Outputs(**fields)
    return per_path(outputs) | by_township(outputs) | by_year(outputs) | per_month(outputs)


def events(scenario: Scenario, book: LoanBook, path: int, seed: int = 1) -> list[tuple[int, int, int, int]]:
    """Events of one path: (month, code, slot, generation), in the order in which they happened."""
    model, log = in_step(lay_out(scenario, book)), new_log(100_000)
    simulate_block(pack(model), pack(new_state(model)), pack(new_outputs(model, 1)), pack(log), seed, path, 1)
    columns = (log.month, log.code, log.slot, log.generation)
    return list(zip(*(column[: log.used[0]].tolist() for column in columns), strict=True))
