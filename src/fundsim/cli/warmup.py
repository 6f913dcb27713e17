"""``fundsim warmup``: compile the simulation ahead of the first run."""

from __future__ import annotations

import time

import click


@click.command()
def warmup() -> None:
    """Compile the simulation ahead of the first run."""
    from fundsim.cli.compiling import EVERYTHING, is_compiled, say_if_compiling

    if is_compiled(EVERYTHING):
        click.echo("the simulation is compiled already")
        return
    say_if_compiling()
    start = time.perf_counter()
    run_smallest()
    click.echo(f"compiled in {time.perf_counter() - start:.0f} seconds")


def run_smallest() -> None:
    """Simulate the smallest programme there is, one loan, one month, one path, and size its fund."""
    from fundsim.decisions.capital import capital_of_paths
    from fundsim.programme import Scenario
    from fundsim.simulation import simulate

    loans = {
        "source": "synthetic",
        "townships": {"one": {"loans": 1}},
        "size": {"law": "fixed", "amount": 1.0},
        "product": {"term_months": 1},
    }
    tree = {
        "name": "warmup",
        "horizon": {"months": 1},
        "loans": loans,
        "default_probability": {"annual": 0.01},
        "layers": [{"name": "fund", "kind": "fund", "account": {"initial": 1.0}}],
    }
    scenario = Scenario.model_validate(tree)
    simulate(scenario, 1, 1, 1)
    capital_of_paths(scenario, (1,), 1, 1, 1)
