"""One fund size, one quantile, one mean: the same question to any shape of results."""

from __future__ import annotations

import math

import xarray as xr


def at_fund_size(ds: xr.Dataset, fund_size: float | None = None) -> xr.Dataset:
    """Results for one size of the reported fund.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.
    fund_size : float or None
        One of the sizes that the run compares; None takes the first. [currency]

    Returns
    -------
    xarray.Dataset
        Without the dimension ``fund_size``; the attribute ``fund_initial`` says which size it is, and
        ``sizes_compared`` among how many it was chosen.

    Raises
    ------
    ValueError
        The run has no such size.
    """
    if "fund_size" not in ds.dims:
        if fund_size is not None and not _same(fund_size, float(ds.attrs["fund_initial"])):
            raise ValueError(f"fund_size: the only size of this run is {ds.attrs['fund_initial']:,.2f}")
        return ds
    sizes = [float(size) for size in ds.fund_size.values]
    chosen = next((size for size in sizes if fund_size is None or _same(size, fund_size)), None)
    if chosen is None:
        known = ", ".join(f"{size:,.2f}" for size in sizes)
        raise ValueError(f"fund_size: {fund_size:,.2f} is not one of the sizes of this run: {known}")
    return ds.sel(fund_size=chosen, drop=True).assign_attrs(fund_initial=chosen, sizes_compared=len(sizes))


def _same(size: float, other: float) -> bool:
    """Whether two sizes agree to the half fen: leverages do not come out in whole fen."""
    return math.isclose(size, other, rel_tol=1e-12, abs_tol=0.005)


def usual_paths(ds: xr.Dataset) -> xr.Dataset:
    """Paths of a run that need no weights, for whatever counts every path the same.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Returns
    -------
    xarray.Dataset
        The paths from usual times where some were sampled from worse ones; else all of them.
    """
    if "usual" not in ds.coords:
        return ds
    chosen = ds.isel(path=ds.usual.values == 1).drop_vars(["weight", "usual"])
    return chosen.assign_attrs(n_paths=chosen.sizes["path"])


def quantile_over_paths(ds: xr.Dataset, name: str, quantile: float) -> xr.DataArray:
    """A quantile over paths of a variable by month or by township.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run, whether it kept quantile bands or every path.
    name : str
        Variable by month or by township, e.g. ``balance``.
    quantile : float
        One of the quantiles of the table where the run kept bands; any where it kept the paths.

    Returns
    -------
    xarray.DataArray
        (month), (fund_size, month) or (township), in the unit of the variable.
    """
    array = usual_paths(ds)[name]
    if "quantile" in array.dims:
        return array.sel(quantile=quantile, method="nearest", tolerance=1e-9, drop=True)
    # The smallest value that at least this share of paths does not exceed, as everywhere in fundsim.
    return array.quantile(quantile, "path", method="inverted_cdf", keep_attrs=True).drop_vars("quantile")


def monthly_mean(ds: xr.Dataset, name: str) -> xr.DataArray:
    """The mean over paths of a monthly variable.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run, whether it kept quantile bands or every path.
    name : str
        Monthly variable, e.g. ``balance``.

    Returns
    -------
    xarray.DataArray
        (month) or (fund_size, month), in the unit of the variable.
    """
    if name in ds and "path" in ds[name].dims:  # of the paths at hand, which may be a part of the run
        return usual_paths(ds)[name].mean("path", keep_attrs=True)
    return ds[f"{name}_mean"]
