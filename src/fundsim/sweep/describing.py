"""What a store holds, in plain words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import xarray as xr

from fundsim.languages import Language, unit_word
from fundsim.metrics import MEASURES
from fundsim.sweep.points import value_text
from fundsim.sweep.store import DONE, FAILED, OPEN, attributes_of, digest_of_store
from fundsim.text_tables import aligned

HEADLINES = ("mean_claims", "expected_shortfall_99_claims", "ruin_probability", "mean_government_cost")
MOST_VALUES = 12
MOST_POINTS = 40


def description_of(folder: str | Path, lang: Language = "en") -> Iterator[str]:
    """Lines that say what a store holds, how far it is, and where it comes from.

    Parameters
    ----------
    folder : str or Path
        The store.
    lang : {"en", "zh"}
        Language of the headings of figures; other lines are English.

    Yields
    ------
    str
        One line at a time.

    Raises
    ------
    OutputError
        There is no store of a sweep in that folder.
    """
    attributes = attributes_of(Path(folder))
    ds = xr.open_zarr(folder, chunks=None)
    yield attributes["title"]
    yield from (f"  {line}" for line in attributes["description"].strip().splitlines())
    yield ""
    yield from _state(ds, Path(folder))
    yield ""
    yield from _swept(ds, json.loads(attributes["swept"]))
    yield ""
    yield from _provenance(attributes, ds)
    yield ""
    yield from _headlines(ds, lang)


def _state(ds: xr.Dataset, folder: Path) -> Iterator[str]:
    status = ds.status.values
    counts = {
        name: int((status == state).sum()) for name, state in (("done", DONE), ("failed", FAILED), ("open", OPEN))
    }
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items() if count or name == "done")
    yield f"points    {status.size:,}: {told}"
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    yield f"size      {size / 1e6:,.1f} MB"
    if digest := digest_of_store(folder):
        yield f"digest    {digest}"
    for label, message in zip(ds.label.values[status == FAILED], ds.message.values[status == FAILED], strict=True):
        yield f"failed    {label}: {message}"


def _swept(ds: xr.Dataset, columns: dict[str, str]) -> Iterator[str]:
    if "variant" in ds:
        yield f"named scenarios: {', '.join(dict.fromkeys(ds.variant.values))}"
    for name, key in columns.items():
        values = list(dict.fromkeys(ds[name].values.tolist()))
        if len(values) > MOST_VALUES:
            told = f"{len(values)} values from {value_text(min(values))} to {value_text(max(values))}"
        else:
            told = ", ".join(value_text(value) for value in values)
        yield f"{name}  ({key}): {told}"
    if int(ds.replication.max()) > 0:
        yield f"replications: {int(ds.replication.max()) + 1}"


def _provenance(attributes: dict[str, object], ds: xr.Dataset) -> Iterator[str]:
    seeds = [str(seed) for seed in np.unique(ds.seed.values)]
    versions = json.loads(str(attributes["versions"]))
    kept = json.loads(str(attributes["keep"]))
    yield f"paths     {attributes['paths']:,} for each point"
    yield f"seeds     {', '.join(seeds[:MOST_VALUES])}{' ...' if len(seeds) > MOST_VALUES else ''}"
    yield f"by path   {', '.join(kept) or 'nothing kept'}"
    yield f"sweep     {attributes['sweep_hash']}"
    yield f"base      {attributes['base_hash']}"
    yield f"versions  {', '.join(f'{name} {version}' for name, version in versions.items())}"


def _headlines(ds: xr.Dataset, lang: Language) -> Iterator[str]:
    """A few figures of the first points that are done."""
    ready = ds.isel(scenario=np.flatnonzero(ds.status.values == DONE)[:MOST_POINTS])
    if "fund_size" in ready.dims:
        ready = ready.isel(fund_size=0)
    measures = [name for name in HEADLINES if name in ds.measure.values]
    if not ready.sizes["scenario"] or not measures:
        return
    table = ready.estimate.sel(measure=measures, statistic="value").transpose("scenario", "measure").values
    words = dict(zip(ds.measure.values, ds.unit.values, strict=True))
    heads = [f"{_heading(name, lang)} [{unit_word(str(words[name]), lang)}]" for name in measures]
    rows = [[_figure(value) for value in row] for row in table]
    labels = [str(label) for label in ready.label.values]
    yield aligned([["", *heads], *([label, *row] for label, row in zip(labels, rows, strict=True))])
    if int((ds.status == DONE).sum()) > MOST_POINTS:
        yield f"... the first {MOST_POINTS}; all of them with their errors: xr.open_zarr(folder).estimate"


def _heading(measure: str, lang: Language) -> str:
    return MEASURES[measure].label_zh if lang == "zh" else measure


def _figure(value: float) -> str:
    if np.isnan(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
