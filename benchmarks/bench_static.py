"""The static portfolio: time and answers of fundsim, of NumPy and of peers that are installed, beside the exact law."""

from __future__ import annotations

from functools import cache, partial
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from benchmarks import static_portfolio as static
from benchmarks.county import Floats
from benchmarks.measuring import ROUNDS, enough_paths, note, race, seconds
from benchmarks.static_portfolio import Answers

import fundsim as fs

GROUP = "Static portfolio: 10,000 loans, one factor, one year"
SEEDS, PATHS = 160, 4096  # of each method whose errors are compared
NUMPY = {
    "NumPy, one draw a loan": (static.bernoulli_block, "≥ 60"),
    "NumPy, number of defaults drawn, then which": (static.collective_block, ""),
}
PEERS = (
    "QuantLib's Python package (1.44) has no model of a credit portfolio. gemact 1.3.0 stops with an error on a "
    "binomial number of 10,000 loans, by Fourier transform and by recursion: tiny negative probabilities from rounding."
)


def row(name: str, found: Answers, error: Answers | None = None, **speed: object) -> dict[str, object]:
    """A row of the table: answers with their standard errors."""
    errors = error or Answers(0.0, 0.0, 0.0)
    texts = [
        f"{value:{form}}" + (f" ± {off:{form}}" if error else "")
        for value, off, form in zip(found, errors, (",.0f", ".5f", ",.0f"), strict=True)
    ]
    labels = ("mean loss", "P(loss > 99 % point)", "expected shortfall")
    blank = {"paths/s": "", "fundsim's speed ÷ its": "", "goal": "", "one answer [s]": ""}
    return {"by": name, **dict(zip(labels, texts, strict=True)), **(blank | speed)}


@cache
def exact() -> tuple[Floats, float, Answers]:
    """Portfolio, 99 % point of its loss, exact answers."""
    principal = static.principals()
    density = static.exact_density(principal)
    bad = static.quantile(density)
    return principal, bad, static.answers_of_density(density, bad)


@pytest.mark.benchmark(group=GROUP)
def bench_exact(benchmark: Any) -> None:
    """The exact law; what the others are held against."""
    principal, _, answers = exact()
    benchmark.pedantic(static.exact_density, (principal,), rounds=1)
    note(benchmark, **row("exact (Fourier transform)", answers, **{"one answer [s]": benchmark.stats.stats.min}))


@pytest.mark.benchmark(group=GROUP)
@pytest.mark.parametrize("name", NUMPY)
def bench_numpy(name: str, benchmark: Any) -> None:
    """Both simulate; the means of both are within four standard errors of the exact answers."""
    (block, goal), terms = NUMPY[name], fs.load_scenario(static.SCENARIO)
    principal, bad, answers = exact()
    losses: dict[str, Any] = {}

    def ours(n: int) -> None:
        losses["fundsim"] = fs.simulate(terms, n, threads=2, monthly=False).claims.values

    def theirs(n: int) -> None:
        losses[name] = static.sampled(block, principal, n)

    paths, others = enough_paths(ours, 2.0, 8192), enough_paths(theirs, paths=8192)
    quickest, other = race(benchmark, partial(ours, paths), partial(theirs, others))
    speed = {"fundsim": paths / quickest, name: others / other}
    for who, loss in losses.items():
        found, error = static.answers_of_sample(loss, bad)
        assert np.all(np.abs(np.subtract(found, answers)) < 4.0 * np.array(error))
        if who == name:
            ratio = {"fundsim's speed ÷ its": speed["fundsim"] / speed[who], "goal": goal}
            note(benchmark, **row(who, found, error, **{"paths/s": speed[who], **ratio}))
        elif block is static.bernoulli_block:
            note(benchmark, **row(who, found, error, **{"paths/s": speed[who]}))


def weighted_answers(method: str, seed: int, bad: float) -> Floats:
    """Answers of one run with a sampling method."""
    terms = fs.load_scenario(static.SCENARIO, [f"sampling={{method: {method}}}"])
    ds = fs.simulate(terms, PATHS, seed, threads=2, monthly=False)
    weight = ds.weight.values if "weight" in ds else np.ones(PATHS)
    return np.array(static.answers_of_sample(ds.claims.values, bad, weight / weight.mean())[0])


@pytest.mark.benchmark(group="Static portfolio: time to the same standard error, NumPy's ÷ fundsim's")
def bench_precision(benchmark: Any) -> None:
    """What counts in the end is not the number of paths: sampling methods need fewer for the same error.

    NumPy's variances come from the spread of its paths, those of the methods from many seeds.
    """
    principal, bad, _ = exact()
    _, error = static.answers_of_sample(static.sampled(static.bernoulli_block, principal, 16 * PATHS), bad)
    benchmark.pedantic(static.sampled, (static.bernoulli_block, principal, PATHS), rounds=ROUNDS)
    work = 16 * np.square(error) * benchmark.stats.stats.min
    for method in ("plain", "stratified", "sobol", "importance"):
        run = partial(weighted_answers, method, bad=bad)
        own = np.var([run(seed) for seed in range(SEEDS)], axis=0, ddof=1)
        gains = work / (own * min(seconds(partial(run, seed)) for seed in range(ROUNDS)))
        columns = dict(zip(("mean loss", "P(loss > 99 % point)", "expected shortfall"), map(float, gains), strict=True))
        note(benchmark, **{"`sampling.method`": method}, **columns)


@pytest.mark.benchmark(group=GROUP)
def bench_aggregate(benchmark: Any) -> None:
    """The package ``aggregate``, if it is there."""
    benchmark.extra_info["remark"] = PEERS
    principal, bad, _ = exact()
    if find_spec("aggregate") is None:
        benchmark.pedantic(static.on_lattice, (principal,), rounds=1)
        benchmark.extra_info["remark"] += " The package aggregate was not installed (extra `peers`)."
        return
    density = benchmark.pedantic(static.density_by_aggregate, (principal,), rounds=2)
    took = {"one answer [s]": benchmark.stats.stats.min}
    found = static.answers_of_density(density, bad)
    note(benchmark, **row("aggregate, 64 Gauss–Hermite nodes", found, **took))
