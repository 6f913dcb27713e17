"""Which places a programme tells apart."""

from __future__ import annotations

from fundsim.programme.scenario import Scenario


def needs_villages(scenario: Scenario) -> bool:
    """Whether some rule works village by village, so that loans are counted by village.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    bool
        Contagion, an account, an aggregate term or a breaker of villages; contagion of townships counts too, because
        failed villages are what it is looked at for.
    """
    accounts = (layer.account.level for layer in scenario.layers if layer.account is not None)
    return (
        scenario.contagion is not None
        or "village" in accounts
        or any(layer.aggregate_level == "village" for layer in scenario.layers)
        or any(breaker.at == "village" for breaker in scenario.breakers.values())
    )
