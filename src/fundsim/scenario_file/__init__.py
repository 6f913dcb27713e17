"""Scenario files: YAML to a validated scenario and back, with every fault at its place."""

from fundsim.scenario_file.extending import extending_yaml
from fundsim.scenario_file.levers import LeverChange, lever_changes
from fundsim.scenario_file.loading import (
    CheckedScenario,
    changed_scenario,
    check_scenario,
    load_scenario,
    parse_scenario,
    placed_faults,
)
from fundsim.scenario_file.resolving import resolve_document
from fundsim.scenario_file.schema import json_schema
from fundsim.scenario_file.shipped import ShippedScenario, shipped_folder, shipped_scenarios
from fundsim.scenario_file.sources import Sourced, sources_of
from fundsim.scenario_file.uncertain import Uncertain
from fundsim.scenario_file.writing import (
    resolved_json,
    resolved_tree,
    resolved_yaml,
    scenario_data,
    scenario_hash,
    yaml_of,
)

__all__ = [
    "CheckedScenario",
    "LeverChange",
    "ShippedScenario",
    "Sourced",
    "Uncertain",
    "changed_scenario",
    "check_scenario",
    "extending_yaml",
    "json_schema",
    "lever_changes",
    "load_scenario",
    "parse_scenario",
    "placed_faults",
    "resolve_document",
    "resolved_json",
    "resolved_tree",
    "resolved_yaml",
    "scenario_data",
    "scenario_hash",
    "shipped_folder",
    "shipped_scenarios",
    "sources_of",
    "yaml_of",
]
