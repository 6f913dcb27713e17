"""What is cut of a layer's asks: by suspension, by breakers that stop the excess, by tiers of the NPL ratio."""

from __future__ import annotations

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.arrays.columns import (
    COUNTY,
)
from fundsim.kernels.arrays.types import JUST_ABOVE
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.loans.ratios import NPL_RATIO
from fundsim.kernels.payers.breakers import excess_cut


@kernel
def tier_share(model: Model, layer: int, npl: float) -> float:
    """Share of a tiered layer at an NPL ratio: the band's, or each band's for its part of the ratio (marginal)."""
    layers = model.layers
    bands = layers.tiers[layer]
    if bands == 0:
        return 1.0
    paid, start = 0.0, 0.0
    for band in range(bands):
        end = layers.tier_to[layer, band]
        if layers.tier_marginal[layer] and npl > 0.0:
            paid += layers.tier_pays[layer, band] * max(min(npl, end) - start, 0.0) / npl
        elif start <= npl <= end * JUST_ABOVE or (npl <= 0.0 and band == 0):
            return layers.tier_pays[layer, band]
        start = end
    return paid


@kernel
def fill_cuts(model: Model, state: State, layer: int) -> bool:
    """What suspension, excess and tiers leave of a layer's asks in each county; whether they take anything."""
    taken = False
    for county in range(state.cut.shape[0]):
        cut = 0.0 if state.suspended[layer, county] else excess_cut(model, state, layer, county)
        cut *= tier_share(model, layer, state.ratio[NPL_RATIO, COUNTY, county])
        state.cut[county] = cut
        taken = taken or cut != 1.0
    return taken


@kernel
def apply_cuts(model: Model, state: State, layer: int, n: int, width: int) -> None:
    """Suspension, excess and tiers, by the county's ratios of the last month end."""
    if fill_cuts(model, state, layer):
        county = model.layers.area[COUNTY]
        for i in range(n):
            cut = state.cut[county[state.claim_village[state.settled[i]]]]
            for size in range(width):
                state.ask[i, size] *= cut
