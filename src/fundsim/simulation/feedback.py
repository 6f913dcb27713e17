"""Where the size of the fund acts back on lending or on other payers, so that sizes cannot share one pass."""

from __future__ import annotations

from fundsim.programme import Scenario
from fundsim.programme.roles import fund_layer, watched_layer


def feedback_of_fund(scenario: Scenario) -> tuple[str, ...]:
    """Rules through which the fund's size changes more than the fund's own payments.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    tuple of str
        The rules, in words; empty when all sizes can be evaluated on the same defaults in one pass.

    Notes
    -----
    Layers before the fund never see its size, unless recoveries go back in an order: then what the fund bore decides
    what they get. The fund's own usage, and loss ratios of the fund or of later layers, do; so do ratios that count
    queued claims as non-performing until they are paid, once any rule watches them. Settling lasts longer, and money
    earns interest for longer, where queues are still paid.
    """
    fund = fund_layer(scenario)
    if fund < 0:
        return ()
    first = fund if scenario.recovery.split == "pro_rata" else 0  # layer that sees the size
    reasons = []
    if scenario.report.after_ruin == "absorbing" and scenario.layers[fund].price is not None:
        reasons.append(f"layer {scenario.layers[fund].name} writes no premium once ruin has closed it")
    for name, breaker in scenario.breakers.items():
        if breaker.watch in ("loss_ratio", "fund_usage") and watched_layer(scenario, breaker) >= first:
            reasons.append(f"breaker {name} watches a layer that the fund's size changes")
    for number, layer in enumerate(scenario.layers):
        rule = layer.suspend_when
        if rule is not None and rule.watch == "loss_ratio" and number >= first:
            reasons.append(f"layer {layer.name} is suspended by a loss ratio that the fund's size changes")
        if layer.unpaid == "queue" and scenario.report.npl_until == "paid" and number >= first:
            reasons.append(f"claims queued at {layer.name} stay non-performing until they are paid")
        elif layer.unpaid == "queue" and scenario.horizon.settle and number >= first:
            reasons.append(f"settling goes on until queues at {layer.name} are paid")
        if layer.aggregate_net_of_recoveries and number >= first:
            reasons.append(f"aggregate terms of {layer.name} reopen with recoveries that the fund's size changes")
    return tuple(reasons)
