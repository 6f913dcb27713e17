"""Where the answer of a decision comes from."""

from __future__ import annotations

from importlib.metadata import version

from fundsim.programme import Scenario
from fundsim.scenario_file import resolved_json, scenario_hash
from fundsim.scenario_file.changes import told_title


def provenance_attributes(scenario: Scenario, n_paths: int, seed: int) -> dict[str, object]:
    """Attributes of a Dataset that say which scenario, paths and program it was made from.

    Parameters
    ----------
    scenario : Scenario
        Programme.
    n_paths, seed : int
        Sampling.

    Returns
    -------
    dict
        Texts and numbers only, which is what netCDF takes.
    """
    return {
        "title": told_title(scenario),
        "currency": scenario.currency,
        "first_month": scenario.horizon.first_month,
        "months": scenario.horizon.months,
        "seed": seed,
        "n_paths": n_paths,
        "scenario": resolved_json(scenario),
        "scenario_hash": scenario_hash(scenario),
        "fundsim_version": version("fundsim"),
    }
