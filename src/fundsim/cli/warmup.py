"""``fundsim warmup``: compile the simulation ahead of the first run."""

from __future__ import annotations

import time

import click


@click.command()
def warmup() -> None:
    """Compile the simulation ahead of the first run."""
    from fundsim.cli.compiling import is_compiled, say_if_compiling

    if is_compiled():
        click.echo("the simulation is compiled already")
        return
    say_if_compiling()
    start = time.perf_counter()
    simulate_smallest()
    click.echo(f"compiled in {time.perf_counter() - start:.0f} seconds")


def simulate_smallest() -> None:
    """Run the smallest programme there is: one loan, one month, one path."""
    from fundsim.programme import Scenario
    from fundsim.simulation import simulate

    loans = {
        "source": "synthetic",
        "townships": {"one": {"loans": 1}},
        "size": {"law": "fixed", "amount": 1.0},
        "product": {"term_months": 1},
    }
    tree = {"name": "warmup", "horizon": {"months": 1}, "loans": loans, "default_probability": {"annual": 0.01}}
    simulate(Scenario.model_validate(tree), 1, 1, 1)
