"""The books of every path must balance to the fen, on every run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import xarray as xr

from fundsim.errors import AccountingError
from fundsim.results.variables import ADDING_LINES, TAKING_LINES

FEN = 0.01
_ROUNDING = 1e-13  # of the largest amount of the run: what adding up thousands of doubles may lose


class Identity(NamedTuple):
    """Two amounts that must agree, or the first of which must not exceed the second."""

    name: str
    left: xr.DataArray
    right: xr.DataArray
    at_most: bool = False


def check_books(ds: xr.Dataset) -> None:
    """Check the accounting identities of a run.

    On every path claims equal payments; claims and defaults add up over townships, industries and cohorts;
    premiums written are paid by somebody; recoveries do not exceed claims; and the reported fund's account
    carries each closing balance over to the next year.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Raises
    ------
    AccountingError
        Some number is not finite, or some identity fails by more than half a fen: names the path and the
        amounts.
    """
    fault_texts = [*_not_finite(ds), *_violations(ds)]
    if fault_texts:
        raise AccountingError("\n  ".join(["the books of this run do not balance:", *fault_texts]))


def _identities(ds: xr.Dataset) -> Iterator[Identity]:
    recovered = ds.recovery.sum("layer") + ds.recovery_due.sum("layer")
    yield Identity("claims = payments of all layers", ds.claims, ds.payment.sum("layer"))
    yield Identity("0 <= every payment", xr.zeros_like(ds.payment), ds.payment, at_most=True)
    yield Identity("recoveries <= claims", recovered, ds.claims, at_most=True)
    yield Identity("claims = claims of all townships", ds.claims, ds.township_claims.sum("township"))
    yield Identity("claims = claims of all industries", ds.claims, ds.industry_claims.sum("industry"))
    yield Identity("defaults = defaults of all townships", ds.defaults, ds.township_defaults.sum("township"))
    yield Identity("defaults = defaults of all cohorts", ds.defaults, ds.cohort_defaults.sum("cohort"))
    yield Identity("premiums written = premiums paid", ds.premium.sum("layer"), ds.premium_paid.sum("party"))
    if ds.attrs["fund_layer"]:
        yield from _account_identities(ds, ds.attrs["fund_layer"])


def _account_identities(ds: xr.Dataset, fund: str) -> Iterator[Identity]:
    line = {str(name): ds.account_line.sel(line=name, drop=True) for name in ds.line.values}
    added = ds.account_line.sel(line=list(ADDING_LINES)).sum("line")
    taken = ds.account_line.sel(line=list(TAKING_LINES)).sum("line")
    last, paid = line["closing"].isel(year=-1, drop=True), line["payments"]
    earlier = line["closing"].isel(year=slice(None, -1))
    later = line["opening"].isel(year=slice(1, None)).assign_coords(earlier.coords)
    layer_by_year = ds.layer_year_payment.sel(layer=fund, drop=True)
    layer_paid, layer_recovered = ds.payment.sel(layer=fund), ds.recovery.sel(layer=fund)
    yield Identity(f"{fund}: opening + inflows - outflows = closing", line["opening"] + added - taken, line["closing"])
    yield Identity(f"{fund}: closing = opening of the next year", earlier, later)
    yield Identity(f"{fund}: closing of the last year = closing balance", last, ds.closing_balance)
    yield Identity(f"{fund}: payments of the account = of the layer, by year", paid, layer_by_year)
    yield Identity(f"{fund}: payments of the account = of the layer", paid.sum("year"), layer_paid)
    yield Identity(
        f"{fund}: recoveries of the account <= of the layer",
        line["recoveries"].sum("year"),
        layer_recovered,
        at_most=True,
    )


def _violations(ds: xr.Dataset) -> Iterator[str]:
    largest = max(float(abs(ds.claims).max()), float(abs(ds.account_line).max()))
    for identity in _identities(ds):
        text = _worst(identity, FEN / 2 + _ROUNDING * largest)
        if text:
            yield text


def _worst(identity: Identity, tolerance: float) -> str:
    """Text of an identity's worst violation; empty when it holds everywhere."""
    left, right = xr.broadcast(identity.left, identity.right)
    excess = left - right if identity.at_most else abs(left - right)
    wrong = excess > tolerance
    if not wrong.any():
        return ""
    worst = {dim: int(index) for dim, index in excess.argmax(...).items()}
    place = ", ".join(f"{dim} {left[dim].values[index]}" for dim, index in worst.items())
    paths = int(wrong.any([dim for dim in wrong.dims if dim != "path"]).sum())
    amounts = f"{float(left[worst]):,.4f} against {float(right[worst]):,.4f}"
    return f"{identity.name}: {amounts} at {place} (wrong on {paths} of {left.sizes['path']} paths)"


def _not_finite(ds: xr.Dataset) -> Iterator[str]:
    for name, array in ds.data_vars.items():
        bad = ~np.isfinite(array.values)
        if bad.any():
            place = dict(zip(array.dims, (int(i) for i in np.argwhere(bad)[0]), strict=True))
            text = ", ".join(f"{dim} {array[dim].values[index]}" for dim, index in place.items())
            yield f"{name} is not a finite number at {text}"
