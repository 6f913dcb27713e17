"""Titles of charts of one fund size of a run that compares several."""

from __future__ import annotations

import xarray as xr

from fundsim.languages import Language
from fundsim.texts import text
from fundsim.texts.formats import money_scale, number_text


def size_title(ds: xr.Dataset, key: str, lang: Language, **parts: str) -> str:
    """Title of a chart of one fund size; names the size where the run compares several.

    Parameters
    ----------
    ds : xarray.Dataset
        Results at one size, as `at_fund_size` gives them.
    key : str
        Key of the title.
    lang : {"en", "zh"}
        Language.
    **parts : str
        What the title has places for.

    Returns
    -------
    str
        The title.
    """
    return named_by_size(ds, text(key, lang, **parts), lang)


def named_by_size(ds: xr.Dataset, title: str, lang: Language) -> str:
    """A title of results at one fund size, with the size where the run compares several."""
    if "sizes_compared" not in ds.attrs:
        return title
    return text("of_size", lang, title=title, size=size_text(ds, lang))


def size_text(ds: xr.Dataset, lang: Language) -> str:
    """Opening amount of the fund in results at one size."""
    size = float(ds.attrs["fund_initial"])
    return number_text(size, money_scale(size, ds.attrs["currency"], lang))


def variable_title(whole: xr.Dataset, ds: xr.Dataset, variable: str, key: str, lang: Language, **parts: str) -> str:
    """Title of a chart of what is usually the same at all fund sizes; names the size only where it is not.

    Parameters
    ----------
    whole : xarray.Dataset
        Results at all sizes.
    ds : xarray.Dataset
        Results at one size, as `at_fund_size` gives them.
    variable : str
        What the chart shows.
    key : str
        Key of the title.
    lang : {"en", "zh"}
        Language.
    **parts : str
        What the title has places for.

    Returns
    -------
    str
        The title.
    """
    if "fund_size" in whole[variable].dims:
        return size_title(ds, key, lang, **parts)
    return text(key, lang, **parts)
