"""Which design is better: key figures side by side, and what the designs differ by on the same random numbers."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.decisions.designs import Design, check_comparable, expanded
from fundsim.decisions.figures import (
    BY_PAYER,
    KEY_FIGURES,
    Floats,
    Paths,
    difference_of,
    estimate_of,
    figures_of,
    paths_of,
    payer_figure,
    quantities_of,
)
from fundsim.decisions.running import run_designs
from fundsim.metrics import Measure
from fundsim.metrics.estimate import STATISTICS, statistics_of
from fundsim.portfolio.quality import joined_quality
from fundsim.programme import Scenario
from fundsim.results import VARIABLES, usual_paths, with_conventions
from fundsim.scenario_file import resolved_json, scenario_hash
from fundsim.scenario_file.changes import changes_of, title_with
from fundsim.simulation.blocks import Progress

KEPT = ("claims", "shortfall", "government_cost", "bank_loss", "lending", "lending_lost")
"""Quantities per path that a comparison keeps, for distributions."""
UNKNOWN = (math.nan,) * len(STATISTICS)


def compare(
    designs: Mapping[str, Scenario] | Sequence[Design],
    n_paths: int = 20_000,
    seed: int = 1,
    threads: int | None = None,
    *,
    progress: Progress | None = None,
) -> xr.Dataset:
    """Compare designs on the same random numbers.

    Parameters
    ----------
    designs : mapping of str to Scenario, or sequence of Design
        Two or more programmes under their names; differences are to the first. A scenario that lists fund
        sizes becomes one design for each.
    n_paths, seed, threads
        As for ``simulate``; path i has the same random numbers in every design.
    progress : callable, optional
        Called with the number of paths just finished.

    Returns
    -------
    Dataset
        ``estimate(design, figure, statistic)`` and ``difference(design, figure, statistic)``, design minus the
        first one, statistic = value, standard_error, lower, upper; ``within_noise(design, figure)`` is 1 where
        the 95 % interval of the difference holds zero or is not known. ``claims(design, path)`` and so on for
        distributions.

    Raises
    ------
    DataError
        Fewer than two designs, equal names, or designs of different currency or horizon.
    TypeError
        Something else than scenarios under their names.

    Notes
    -----
    The standard error of a difference is that of the paths' own differences (for quantiles and expected
    shortfall: of their influences), so that what the designs have in common cancels.

    Examples
    --------
    >>> import fundsim as fs
    >>> scenario = fs.load_scenario("luoping")  # doctest: +SKIP
    >>> fs.compare({"as it is": scenario, "half": fs.load_scenario("thin_fund")})  # doctest: +SKIP
    """
    every = expanded(_named(designs))
    check_comparable(every)
    return comparison(every, run_designs(every, n_paths, seed, threads, progress))


def _named(designs: Mapping[str, object] | Sequence[object]) -> list[Design]:
    named = []
    for pair in designs.items() if isinstance(designs, Mapping) else designs:
        if not (isinstance(pair, tuple) and len(pair) == len(Design._fields) and isinstance(pair[1], Scenario)):
            remedy = 'give {"name": load_scenario("file"), ...}: scenarios under their names'
            raise TypeError(f"{pair!r:.80} is no scenario under a name; {remedy}")
        named.append(Design(*pair))
    return named


def comparison(designs: Sequence[Design], results: Sequence[xr.Dataset]) -> xr.Dataset:
    """Comparison of designs whose results are known; parameters and result as for `compare`."""
    sampled = [paths_of(ds) for ds in results]
    figures = figures_of(sampled)
    differences = np.array([differences_to(sampled[0], own, figures) for own in sampled])
    counted_alike = [usual_paths(ds) for ds in results]  # distributions count every path the same
    quantities = [quantities_of(ds) for ds in counted_alike]
    table = ("design", "figure", "statistic")
    currency = results[0].attrs["currency"]
    data: dict[str, tuple[object, ...]] = {
        "estimate": (table, np.array([_estimates(own, figures) for own in sampled])),
        "difference": (table, differences),
        "within_noise": (table[:2], _within_noise(differences)),
    }
    for name in KEPT:
        values = [own.get(name, np.full(own["claims"].size, np.nan)) for own in quantities]
        data[name] = (("design", "path"), np.array(values), _attributes(name, currency))
    coordinates = _coordinates(designs, counted_alike[0], currency, figures) | _payers(results, figures)
    return with_conventions(xr.Dataset(data, coordinates, _provenance(designs, results)))


def _estimates(paths: Paths, figures: Mapping[str, Measure]) -> list[tuple[float, ...]]:
    found = [estimate_of(figure, paths) for figure in figures.values()]
    return [UNKNOWN if estimate is None else statistics_of(estimate) for estimate in found]


def differences_to(first: Paths, own: Paths, figures: Mapping[str, Measure] = KEY_FIGURES) -> list[tuple[float, ...]]:
    """Difference of every key figure to another design on the same paths.

    Parameters
    ----------
    first, own : Paths
        The other design, and this one.
    figures : mapping of str to Measure
        Figures to compare.

    Returns
    -------
    list of tuple
        Value, standard error, lower and upper bound for each of the figures; nan where one of the two does not
        have it. [unit of the figure]
    """
    found = [difference_of(figure, own, first) for figure in figures.values()]
    return [UNKNOWN if estimate is None else statistics_of(estimate) for estimate in found]


def _within_noise(differences: Floats) -> NDArray[np.int8]:
    """1 where the interval of a difference holds zero; also where nothing differs, and where it is unknown."""
    lower, upper = differences[..., 2], differences[..., 3]
    return np.asarray(~((lower > 0.0) | (upper < 0.0)), np.int8)


def _attributes(name: str, currency: str) -> dict[str, str]:
    entry = VARIABLES.get(name)
    names = (entry.long_name, entry.long_name_zh) if entry else ("bank loss after recovery", "银行净损失")
    return {"units": currency, "long_name": names[0], "long_name_zh": names[1]}


def _coordinates(
    designs: Sequence[Design], ds: xr.Dataset, currency: str, by_name: Mapping[str, Measure]
) -> dict[str, object]:
    figures = list(by_name.values())
    return {
        "design": np.array([design.name for design in designs], dtype=np.str_),
        "scenario": ("design", np.array([resolved_json(design.scenario) for design in designs], dtype=np.str_)),
        "figure": np.array(list(by_name), dtype=np.str_),
        "statistic": list(STATISTICS),
        "path": ds.path.to_numpy(),
        "label_en": ("figure", np.array([figure.label_en for figure in figures])),
        "label_zh": ("figure", np.array([figure.label_zh for figure in figures])),
        "unit": ("figure", np.array([currency if figure.unit == "currency" else figure.unit for figure in figures])),
    }


def _payers(results: Sequence[xr.Dataset], figures: Mapping[str, Measure]) -> dict[str, object]:
    """Payer and kind of payer that a figure is about, empty where it is about none."""
    kinds: dict[str, tuple[str, str]] = {}
    for ds in reversed(results):  # what a name stands for in the first design counts
        for name, kind in zip(ds["layer"].values, ds["layer_kind"].values, strict=True):
            kinds |= {payer_figure(measure, str(name)): (str(name), str(kind)) for measure in BY_PAYER}
    about = np.array([kinds.get(name, ("", "")) for name in figures], dtype=np.str_)
    return {"layer": ("figure", about[:, 0]), "layer_kind": ("figure", about[:, 1])}


def _title(designs: Sequence[Design]) -> str:
    """Names of the programmes; of one that stands for several designs with the changes that all of them have."""
    changes: dict[str, list[str]] = {}
    for design in designs:
        own = changes_of(design.scenario)
        changes[design.scenario.name] = [one for one in changes.get(design.scenario.name, own) if one in own]
    return " / ".join(title_with(name, common) for name, common in changes.items())


def _provenance(designs: Sequence[Design], results: Sequence[xr.Dataset]) -> dict[str, object]:
    kept = ("currency", "seed", "fundsim_version", "months", "n_paths", "first_month")
    hashes = {design.name: scenario_hash(design.scenario) for design in designs}
    return {
        "title": _title(designs),
        **{name: results[0].attrs[name] for name in kept},
        **joined_quality(ds.attrs for ds in results),
        "confidence": 0.95,
        "designs": json.dumps(hashes, ensure_ascii=False),
    }
