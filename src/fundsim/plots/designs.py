"""Designs side by side: fund sizes of one run, or scenarios on the same random numbers."""

from __future__ import annotations

from itertools import cycle, islice
from typing import NamedTuple

import xarray as xr
from matplotlib import colormaps
from matplotlib.colors import to_hex

from fundsim.errors import DataError
from fundsim.languages import Language
from fundsim.plots.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION
from fundsim.results import at_fund_size
from fundsim.texts import text
from fundsim.texts.formats import money_scale, number_text
from fundsim.texts.names import one_line

_COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, BLACK)
_DASHES = ("-", "--", "-.", ":")
MOST_TOGETHER = 6  # lines in one chart that a reader can tell apart


class Design(NamedTuple):
    """One of several designs.

    Parameters
    ----------
    name : str
        For readers, on one line; empty where a run has a single design.
    ds : xarray.Dataset
        Its results.
    """

    name: str
    ds: xr.Dataset


class Look(NamedTuple):
    """How a design's line is drawn."""

    colour: str
    dashes: str


def designs_of(ds: xr.Dataset, lang: Language) -> list[Design]:
    """All designs of a result.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run or of a comparison.
    lang : {"en", "zh"}
        Language of the names.

    Returns
    -------
    list of Design
        One for each entry of the dimension ``design``, else for each fund size, else a single one.
    """
    if "design" in ds.dims:
        names = [str(name) for name in ds["design"].values]
        return [Design(one_line(name), at_design(ds, name)) for name in names]
    if "fund_size" not in ds.dims:
        return [Design("", ds)]
    sizes = [float(size) for size in ds["fund_size"].values]
    scale = money_scale(max(sizes), ds.attrs["currency"], lang)
    return [Design(text("fund_of_size", lang, size=number_text(size, scale)), at_fund_size(ds, size)) for size in sizes]


def at_design(ds: xr.Dataset, name: str) -> xr.Dataset:
    """Results of one design of a comparison.

    Parameters
    ----------
    ds : xarray.Dataset
        Results with the dimension ``design``.
    name : str
        Name of the design.

    Returns
    -------
    xarray.Dataset
        Without that dimension; what is noted for each design becomes an attribute of the whole.

    Raises
    ------
    DataError
        There is no such design.
    """
    names = [str(known) for known in ds["design"].values]
    if name not in names:
        raise DataError(f"design: {name!r} is not among the designs compared: {', '.join(map(repr, names))}")
    chosen = ds.isel(design=names.index(name))
    noted = {str(key): value.item() for key, value in chosen.coords.items() if key != "design" and not value.dims}
    return chosen.drop_vars(["design", *noted]).assign_attrs(noted)


def looks(count: int) -> list[Look]:
    """Colours and dashes that tell so many designs apart, in grey too while they are few."""
    if count <= len(_COLOURS):
        colours = list(_COLOURS[:count])
    else:
        colours = [to_hex(colormaps["cividis"](0.9 * place / (count - 1))) for place in range(count)]
    return [Look(colour, dashes) for colour, dashes in zip(colours, islice(cycle(_DASHES), count), strict=True)]
