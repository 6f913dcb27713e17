"""Where the size of the fund acts back on lending or on other payers, so that sizes cannot share one pass."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.layers import Layer
from fundsim.programme.roles import fund_layer, watched_layer


def fund_feeds_back(scenario: Scenario) -> bool:
    """Whether the fund's size changes more than the fund's own payments.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    bool
        False when all sizes can be evaluated on the same defaults in one pass.

    Notes
    -----
    Layers before the fund never see its size, unless recoveries go back in an order: then what the fund bore decides
    what they get. The fund's own usage, and loss ratios of the fund or of later layers, do; so do ratios that count
    queued claims as non-performing until they are paid, once any rule watches them. Settling lasts longer, and money
    earns interest for longer, where queues are still paid. A fund that ruin has closed writes no premium.
    """
    fund = fund_layer(scenario)
    if fund < 0:
        return False
    if scenario.report.after_ruin == "absorbing" and scenario.layers[fund].price is not None:
        return True
    first = fund if scenario.recovery.split == "pro_rata" else 0  # layer that sees the size
    watched = (breaker for breaker in scenario.breakers.values() if breaker.watch in ("loss_ratio", "fund_usage"))
    if any(watched_layer(scenario, breaker) >= first for breaker in watched):
        return True
    return any(_depends_on_size(scenario, layer) for layer in scenario.layers[first:])


def passes_of(scenario: Scenario) -> int:
    """How often the paths of a run are simulated: once for each fund size where sizes cannot share a pass."""
    sizes = len(scenario.report.fund_sizes)
    return sizes if sizes > 1 and fund_feeds_back(scenario) else 1


def _depends_on_size(scenario: Scenario, layer: Layer) -> bool:
    """Whether what a layer that sees the fund's size does to others depends on it."""
    leaves = layer.suspend_when is not None and layer.suspend_when.watch == "loss_ratio"
    waits = layer.unpaid == "queue" and (scenario.report.npl_until == "paid" or scenario.horizon.settle)
    return leaves or waits or layer.aggregate_net_of_recoveries
