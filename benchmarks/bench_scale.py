"""How time grows with loans, months and paths; the formula of the cost; memory."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
import xarray as xr
from benchmarks import county as w1
from benchmarks import floor, numpy_twin, plain_numba
from benchmarks.measuring import enough_paths, note, seconds
from scipy.optimize import nnls

import fundsim as fs

RIVALS = {"vectorised NumPy": numpy_twin, "plain numba loops": plain_numba, "arithmetic floor": floor}
TERMS = ("once", "a loan, once", "a path", "a loan and path", "a case of distress")


def riskier(times: float) -> str:
    """W1's annual probabilities, multiplied."""
    annual = {"crop": 0.03, "pig": 0.04, "ruminant": 0.035, "off_farm": 0.025}
    return "default_probability.by_industry={" + ", ".join(f"{k}: {times * p:g}" for k, p in annual.items()) + "}"


def bytes_kept(results: xr.Dataset) -> int:
    """Memory of all variables per path; what is zero on all paths is one number, seen as many."""
    arrays = [variable.values for variable in results.data_vars.values() if "path" in variable.dims]
    return sum(array.nbytes for array in arrays if any(array.strides))


@pytest.mark.benchmark(group="Paths a second against loans, two threads")
def bench_loans(loans: int, benchmark: Any) -> None:
    """W1 with more or fewer loans, by all means; ``loans`` comes from the command line's options."""
    terms, county = w1.scenario(loans), w1.county(loans)
    runs = {"fundsim": lambda n: fs.simulate(terms, n, threads=2)}
    runs |= {name: partial(rival.simulate, county) for name, rival in RIVALS.items()}
    paths = {name: enough_paths(run, 1.0) for name, run in runs.items() if name != "fundsim"}
    paths["fundsim"] = enough_paths(runs["fundsim"], 2.0, min(2048, 10_000_000 // loans))
    benchmark.pedantic(runs["fundsim"], (paths["fundsim"],), rounds=1)
    speed = {
        name: paths[name] / min(seconds(partial(run, paths[name])) for _ in range(2)) for name, run in runs.items()
    }
    note(benchmark, loans=loans, **{f"{name} [paths/s]": value for name, value in speed.items()})


@pytest.mark.benchmark(group="Time against months")
@pytest.mark.parametrize("months", [12, 36, 60, 120, 240])
def bench_months(months: int, benchmark: Any) -> None:
    """W1 with loans that last the whole horizon."""
    terms = w1.scenario(w1.LOANS, f"horizon.months={months}", f"loans.product.term_months={months}")
    paths = enough_paths(lambda n: fs.simulate(terms, n, threads=2), paths=1024)
    results = benchmark.pedantic(fs.simulate, (terms, paths), {"threads": 2}, rounds=2)
    took = benchmark.stats.stats.min / paths
    troubled = float(results.distress.mean())
    note(benchmark, months=months, **{"ms a path": 1e3 * took, "distress a path": troubled})


@pytest.mark.benchmark(group="Time against paths")
@pytest.mark.parametrize("paths", [500, 2_000, 8_000])
def bench_paths(paths: int, benchmark: Any) -> None:
    """W1 with one fund size, so that the largest run takes seconds."""
    terms = w1.scenario(w1.LOANS, "report.fund_sizes=[2000000]")
    results = benchmark.pedantic(fs.simulate, (terms, paths), {"threads": 2}, rounds=1, warmup_rounds=0)
    note(
        benchmark,
        paths=paths,
        **{"ms a path": 1e3 * benchmark.stats.stats.min / paths, "kept [B/path]": bytes_kept(results) / paths},
    )


@pytest.mark.benchmark(group="Cost of a run on one thread")
def bench_cost_formula(benchmark: Any) -> None:
    """Non-negative least squares of relative errors over runs of different size and risk."""
    rows, times = [], []
    for loans, paths in ((1_000, 64), (1_000, 512), (10_000, 64), (10_000, 512), (50_000, 64)):
        for times_riskier in (0.1, 1.0, 2.0):
            terms = w1.scenario(loans, riskier(times_riskier))
            results = fs.simulate(terms, paths, threads=1)
            took = min(seconds(partial(fs.simulate, terms, paths, threads=1)) for _ in range(2))
            rows.append((1.0, loans, paths, loans * paths, float(results.distress.sum())))
            times.append(took)
    scaled = np.array(rows) / np.array(times)[:, None]
    cost, _ = nnls(scaled / scaled.max(axis=0), np.ones(len(rows)))
    cost /= scaled.max(axis=0)
    error = np.abs(scaled @ cost - 1.0)
    benchmark.pedantic(fs.simulate, (w1.scenario(), 64), {"threads": 1}, rounds=1)
    for term, value in zip(TERMS, cost, strict=True):
        note(benchmark, **{"for each": term, "cost [µs]": 1e6 * value})
    benchmark.extra_info["remark"] = (
        f"Fitted to {len(rows)} runs of W1 with 1,000 to 50,000 loans and a tenth to twice its risk; "
        f"off by {np.median(error):.0%} in the middle, {error.max():.0%} at most."
    )
