"""The headline figures of a simulation, each with standard error and interval."""

from __future__ import annotations

from functools import partial

import numpy as np
import xarray as xr

from fundsim.metrics.estimate import STATISTICS, FloatArray
from fundsim.metrics.labelled import (
    entries_along_paths,
    entries_within,
    path_weights,
    sampling_attributes,
)
from fundsim.metrics.measures import MEASURES, Measure, path_quantities, possible_range


def summarise(ds: xr.Dataset, *, confidence: float = 0.95) -> xr.Dataset:
    """Headline figures of a simulation.

    Parameters
    ----------
    ds : Dataset
        Results of a simulation; figures whose variables are missing are left out.
    confidence : float
        [probability]

    Returns
    -------
    Dataset
        ``estimate([fund_size,] measure, statistic)``, statistic = value, standard_error, lower, upper.
        ``measure`` holds the keys of `MEASURES`, followed by ``:`` and the layer's name where there is a row
        for each layer; beside it stand ``label_en``, ``label_zh``, ``unit``, ``key`` and ``layer`` (empty for
        none).

    Raises
    ------
    TypeError
        Not a Dataset, but perhaps the path of one.
    ValueError
        If a variable holds numbers that are not finite.

    Notes
    -----
    With several fund sizes, figures that do not depend on the size are repeated.

    Examples
    --------
    >>> import fundsim as fs
    >>> import xarray as xr
    >>> ds = xr.Dataset({"claims": ("path", [0.0, 10.0])}, attrs={"currency": "CNY"})
    >>> float(fs.summary(ds)["estimate"].sel(measure="mean_claims", statistic="value"))
    5.0
    """
    if not isinstance(ds, xr.Dataset):
        raise TypeError(f"{ds!r:.80} is no Dataset; fundsim.load reads one from a file")
    quantities = path_quantities(ds)
    present = {k: m for k, m in MEASURES.items() if set(m.quantities) <= set(quantities)}
    rows = [row for key, measure in present.items() for row in _rows(ds, key, measure, quantities, confidence)]
    sizes = ds.sizes["fund_size"] if "fund_size" in ds.dims else 1
    blocks = [np.broadcast_to(block, (sizes, len(STATISTICS))) for _, block in rows]
    table = np.stack(blocks, axis=1)
    names = _names([name for name, _ in rows], str(ds.attrs.get("currency", "CNY")))
    coords = names | {"statistic": list(STATISTICS)}
    attributes = {"long_name": "headline figures", "long_name_zh": "主要指标", "units": "as in unit(measure)"}
    if "fund_size" in ds.dims:
        estimate = xr.DataArray(table, dims=["fund_size", "measure", "statistic"], attrs=attributes)
        coords["fund_size"] = ds["fund_size"]
    else:
        estimate = xr.DataArray(table[0], dims=["measure", "statistic"], attrs=attributes)
    return xr.Dataset({"estimate": estimate}, coords=coords, attrs=sampling_attributes(ds, confidence))


def _rows(
    ds: xr.Dataset,
    key: str,
    measure: Measure,
    quantities: dict[str, xr.DataArray],
    confidence: float,
) -> list[tuple[tuple[str, str], FloatArray]]:
    """Rows ((key, layer), ([fund_size,] statistic)) of one measure."""
    arrays = [quantities[name] for name in measure.quantities]
    estimator = partial(measure.estimator, weights=path_weights(ds), confidence=confidence)
    dims, table = entries_along_paths(estimator, arrays)
    table = entries_within(table, *possible_range(measure, ds.attrs))
    if "layer" not in dims:
        return [((key, ""), table)]
    layers = next(array["layer"].to_numpy() for array in arrays if "layer" in array.dims)
    by_layer = np.moveaxis(table, dims.index("layer"), 0)
    return [((key, str(layer)), entries) for layer, entries in zip(layers, by_layer, strict=True)]


def _names(rows: list[tuple[str, str]], currency: str) -> dict[str, object]:
    """Coordinates of the dimension ``measure``."""
    measures = [MEASURES[key] for key, _ in rows]
    layers = [layer for _, layer in rows]
    columns = {
        "measure": [f"{key}:{layer}" if layer else key for key, layer in rows],
        "label_en": [m.label_en.format(layer=layer) for m, layer in zip(measures, layers, strict=True)],
        "label_zh": [m.label_zh.format(layer=layer) for m, layer in zip(measures, layers, strict=True)],
        "unit": [currency if m.unit == "currency" else m.unit for m in measures],
        "key": [key for key, _ in rows],
        "layer": layers,
    }
    return {name: ("measure", np.array(values)) for name, values in columns.items()}
