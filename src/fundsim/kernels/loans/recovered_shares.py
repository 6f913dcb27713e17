"""How much of a claim is recovered: drawn from its law, moved by what the whole county suffers."""

from __future__ import annotations

import math

import numpy as np

from fundsim.kernels.arrays import Model, State
from fundsim.kernels.arrays.codes import ANY_SCALE, FIXED_RECOVERY, RECOVERY_OF_TAPE, RECOVERY_TABLE
from fundsim.kernels.arrays.columns import (
    ON_LOSS_GIVEN_DEFAULT,
)
from fundsim.kernels.compiling.jit import kernel
from fundsim.kernels.numerics.purposes import RECOVERY
from fundsim.kernels.numerics.random import purpose_key, uniform
from fundsim.kernels.numerics.special import cubic, first_above, normal_cdf, normal_quantile
from fundsim.kernels.risk.regimes import regime_multiplier

LOGIT_BOUND = 40.0  # quantile tables of recoveries have equidistant nodes in the logit of u, between ± this


@kernel
def drawn_recovery(model: Model, slot: int, cause: int, u: float) -> float:
    """Recovered share R before systematic effects, from its law."""
    rules = model.rules
    kind = rules.recovery_kind[cause]
    if kind == FIXED_RECOVERY:
        return rules.recovery_share[cause]
    if kind == RECOVERY_OF_TAPE:
        return 1.0 - model.loans.lgd[slot]
    values, cumulated = rules.recovery_value[cause], rules.recovery_cumulated[cause]
    if kind == RECOVERY_TABLE:
        return values[first_above(cumulated, u)]
    position = (math.log(u / (1.0 - u)) + LOGIT_BOUND) * (values.shape[0] - 1) / (2.0 * LOGIT_BOUND)
    row = min(max(int(position), 1), values.shape[0] - 3)
    return cubic(values[row - 1], values[row], values[row + 1], values[row + 2], position - row)


@kernel
def recovered_share(
    model: Model, state: State, key: np.uint64, slot: int, generation: int, cause: int, month: int
) -> float:
    """Recovered share R of a claim on a default: drawn, moved by factor, credit village and regimes, cut by shocks."""
    rules, loans = model.rules, model.loans
    share = drawn_recovery(model, slot, cause, uniform(purpose_key(key, RECOVERY), slot, generation, 0))
    factor = state.county_factor[model.clock.period[month], loans.county[slot]]
    if factor > rules.downturn_threshold:
        share = rules.downturn_share
    elif rules.systematic_loading > 0.0 and 0.0 < share < 1.0:
        load = rules.systematic_loading
        share = normal_cdf((normal_quantile(share) - math.sqrt(load) * factor) / math.sqrt(1.0 - load))
    share = min(1.0, share * loans.recovery_multiplier[slot])
    site = loans.industry[slot] * model.risk.townships + loans.township[slot]
    if model.regimes.acts[ON_LOSS_GIVEN_DEFAULT]:
        multiplier = regime_multiplier(model.regimes, state, ON_LOSS_GIVEN_DEFAULT, ANY_SCALE, month, site)
        share = 1.0 - min(1.0, (1.0 - share) * multiplier)
    if model.shocks.severe:
        share = max(0.0, share - state.lgd_addition[month, site])
    return share
