"""The books of every path must balance to the fen, on every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from fundsim.errors import AccountingError
from fundsim.results.coordinates import ADDING_LINES, LINES, TAKING_LINES
from fundsim.results.variables import MONTHS, TOWNSHIPS, YEARS

FEN = 0.01
_ROUNDING = 1e-13  # of the largest amount of the run: what adding up thousands of doubles may lose
_SIGNS = np.array([1.0 if line in ("opening", *ADDING_LINES) else -float(line in TAKING_LINES) for line in LINES])
_OPENING, _CLOSING = LINES.index("opening"), LINES.index("closing")
_PAYMENTS, _RECOVERIES = LINES.index("payments"), LINES.index("recoveries")
_ON_REQUEST = (*TOWNSHIPS, *YEARS, *MONTHS)
_CHECKED = (
    "claims", "defaults", "payment", "recovery", "recovery_due", "industry_claims", "cohort_defaults", "premium",
    "premium_paid", "closing_balance", "overdue_average", "outstanding_average", *_ON_REQUEST,
)  # fmt: skip
_AMOUNTS = ("claims", "account_line", "account_total", "outstanding_average")
Array = NDArray[Any]


class Identity(NamedTuple):
    """Two amounts (path, fund size[, dim]) that must agree, or the first of which must not exceed the second."""

    name: str
    left: Array
    right: Array
    dim: str = ""
    at_most: bool = False


class Fund(NamedTuple):
    """The reported fund: its place among the layers, and its name."""

    layer: int
    name: str = "fund"


def check_books(ds: xr.Dataset) -> None:
    """Check the accounting identities of a run.

    On every path claims equal payments; claims and defaults add up over townships, industries and cohorts, overdue
    and outstanding loans over townships;
    premiums written are paid by somebody; recoveries do not exceed claims; and the reported fund's account
    carries each closing balance over to the next year. What the results do not hold by path is not checked.

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
    held = [name for name in _CHECKED if name not in _ON_REQUEST or (name in ds and "path" in ds[name].dims)]
    name = str(ds.attrs["fund_layer"])
    fund = Fund(ds.layer.values.tolist().index(name), name) if name else None
    labels = {str(dim): ds[dim].values for dim in ds.dims}
    _refuse([*_not_finite(ds), *_violations({name: _by_path(ds[name]) for name in held}, fund, labels)])


def check_finite(ds: xr.Dataset) -> None:
    """Check that all numbers of a run are finite; as `check_books` for a run whose blocks were checked.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run.

    Raises
    ------
    AccountingError
        Some number is not finite: names the place.
    """
    _refuse(list(_not_finite(ds)))


def check_block(arrays: Mapping[str, Array], fund: int, first: int) -> None:
    """Check the books of a block of paths; as `check_books`, before what is not kept by path is gone.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        Variables by name, (path, fund size or 1, ...).
    fund : int
        Place of the reported fund among the layers, -1 without one.
    first : int
        Number of the first path.

    Raises
    ------
    AccountingError
        As `check_books`.
    """
    paths = range(first, first + arrays["claims"].shape[0])
    bad = [name for name, values in arrays.items() if not _finite(values)]
    texts = [f"{name} is not a finite number on one of the paths {paths[0]} to {paths[-1]}" for name in bad]
    _refuse([*texts, *_violations(arrays, Fund(fund) if fund >= 0 else None, {"path": paths})])


def _finite(values: Array) -> bool:
    """Whether all numbers are finite; the quickest look at them is the sum of their squares."""
    flat = values.ravel(order="K")
    if not np.issubdtype(flat.dtype, np.floating):
        return True
    return bool(np.isfinite(_product("i,i->", flat, flat)) or np.isfinite(flat).all())


def _refuse(fault_texts: Sequence[str]) -> None:
    if fault_texts:
        raise AccountingError("\n  ".join(["the books of this run do not balance:", *fault_texts]))


def _by_path(array: xr.DataArray) -> Array:
    """Numbers as (path, fund size or 1, ...)."""
    if "fund_size" not in array.dims:
        array = array.expand_dims("fund_size")
    return array.transpose("path", "fund_size", ...).values


def _total(values: Array) -> Array:
    """Sum over the last dimension, which is short: numpy is much quicker at multiplying with ones."""
    return _weighted(values, np.ones(values.shape[-1]))


def _weighted(values: Array, weights: Array) -> Array:
    return _product("...j,j->...", values, weights)


def _product(axes: str, left: Array, right: Array) -> Array:
    """Sums of products without the library of linear algebra, whose threads would wait where paths are simulated."""
    return np.asarray(np.einsum(axes, left, right))


def _identities(arrays: Mapping[str, Array], fund: Fund | None) -> Iterator[Identity]:
    claims, defaults, payment = arrays["claims"], arrays["defaults"], arrays["payment"]
    recovered = _total(arrays["recovery"]) + _total(arrays["recovery_due"])
    yield Identity("claims = payments of all layers", claims, _total(payment))
    yield Identity("0 <= every payment", np.zeros(1), payment, "layer", at_most=True)
    yield Identity("recoveries <= claims", recovered, claims, at_most=True)
    yield Identity("claims = claims of all industries", claims, _total(arrays["industry_claims"]))
    yield Identity("defaults = defaults of all cohorts", defaults, _total(arrays["cohort_defaults"]))
    written, paid = _total(arrays["premium"]), _total(arrays["premium_paid"])
    yield Identity("premiums written = premiums paid", written, paid)
    if "township_claims" in arrays:
        yield Identity("claims = claims of all townships", claims, _total(arrays["township_claims"]))
    if "township_defaults" in arrays:
        yield Identity("defaults = defaults of all townships", defaults, _total(arrays["township_defaults"]))
    for name in ("overdue", "outstanding"):
        if f"township_{name}_average" in arrays:
            whole, parts = arrays[f"{name}_average"], _total(arrays[f"township_{name}_average"])
            yield Identity(f"{name} loans = those of all townships", whole, parts)
    if "account_total" in arrays:
        *flows, held = np.moveaxis(arrays["account_total"], -1, 0)
        paid_in, interest, recovered_to, paid_out, returned = flows
        balance = paid_in + interest + recovered_to - paid_out - returned
        yield Identity("accounts: paid in + interest + recoveries - payments - returned = held", balance, held, "layer")
    if "payment_month" in arrays:  # what is paid while settling has no month
        by_layer = arrays["payment_month"].sum(axis=2)
        yield Identity("payments of all months <= payments", by_layer, payment, "layer", at_most=True)
    if fund and "account_line" in arrays and "layer_year_payment" in arrays:
        yield from _account_identities(arrays, fund)


def _account_identities(arrays: Mapping[str, Array], fund: Fund) -> Iterator[Identity]:
    lines, own = arrays["account_line"], fund.name
    closing, paid, recovered = lines[..., _CLOSING], lines[..., _PAYMENTS], lines[..., _RECOVERIES].sum(axis=2)
    layer_by_year, layer_paid = arrays["layer_year_payment"][..., fund.layer], arrays["payment"][:, :, fund.layer]
    layer_recovered = arrays["recovery"][:, :, fund.layer]
    yield Identity(f"{own}: opening + inflows - outflows = closing", _weighted(lines, _SIGNS), closing, "year")
    yield Identity(f"{own}: closing = opening of the next year", closing[:, :, :-1], lines[:, :, 1:, _OPENING], "year")
    yield Identity(f"{own}: closing of the last year = closing balance", closing[:, :, -1], arrays["closing_balance"])
    yield Identity(f"{own}: payments of the account = of the layer, by year", paid, layer_by_year, "year")
    yield Identity(f"{own}: payments of the account = of the layer", paid.sum(axis=2), layer_paid)
    yield Identity(f"{own}: recoveries of the account <= of the layer", recovered, layer_recovered, at_most=True)


def _violations(arrays: Mapping[str, Array], fund: Fund | None, labels: Mapping[str, Any]) -> Iterator[str]:
    largest = max(float(arrays[name].max(initial=0.0)) for name in _AMOUNTS if name in arrays)
    for identity in _identities(arrays, fund):
        text = _worst(identity, FEN / 2 + _ROUNDING * largest, labels)
        if text:
            yield text


def _worst(identity: Identity, tolerance: float, labels: Mapping[str, Any]) -> str:
    """Text of an identity's worst violation; empty when it holds everywhere."""
    excess = identity.left - identity.right
    if not identity.at_most:
        excess = np.abs(excess)
    if not excess.size or excess.max() <= tolerance:
        return ""
    wrong = excess > tolerance
    if not wrong.any():  # nothing but numbers that are not finite, which are reported as such
        return ""
    left, right = np.broadcast_arrays(identity.left, identity.right)
    worst = np.unravel_index(np.nanargmax(excess), excess.shape)
    path, size, *other = (int(index) for index in worst)
    place = [f"fund_size {labels.get('fund_size', range(excess.shape[1]))[size]}"] if excess.shape[1] > 1 else []
    place.append(f"path {labels['path'][path]}")
    place += [f"{identity.dim} {labels.get(identity.dim, range(index + 1))[index]}" for index in other]
    paths = int(wrong.reshape(len(excess), -1).any(axis=1).sum())
    amounts = f"{float(left[worst]):,.4f} against {float(right[worst]):,.4f}"
    return f"{identity.name}: {amounts} at {', '.join(place)} (wrong on {paths} of {len(excess)} paths)"


def _not_finite(ds: xr.Dataset) -> Iterator[str]:
    for name, array in ds.variables.items():  # each as an array of its own would take longer than a short run
        if name in ds.coords or _finite(array.values):
            continue
        place = dict(zip(array.dims, (int(i) for i in np.argwhere(~np.isfinite(array.values))[0]), strict=True))
        text = ", ".join(f"{dim} {ds[dim].values[index]}" for dim, index in place.items())
        yield f"{name} is not a finite number at {text}"
