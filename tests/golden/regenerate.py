"""Write the key figures of the shipped scenarios anew: ``python -m tests.golden.regenerate``.

Run it after a change that is meant to move them, read what it prints, and commit the file with the change.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import xarray as xr

import fundsim as fs
from fundsim.scenario_file import shipped_scenarios

FILE = Path(__file__).with_name("key_figures.json")
SEED = 1
PATHS = 400
PATHS_OF_LARGE = {"sba_7a": 100}
MEANS = ("claims", "defaults", "extensions", "shortfall", "government_cost", "lending", "lending_lost")
BY_LAYER = ("payment", "recovery", "premium")
RATIOS = ("overdue_ratio", "npl_ratio", "npl_forborne_ratio")


def programmes() -> list[str]:
    """Names of the shipped scenarios that are no textbook cases."""
    return [scenario.name for scenario in shipped_scenarios() if "/" not in scenario.name]


def key_figures(name: str) -> dict[str, float]:
    """Key figures of a shipped scenario at the fixed seed and number of paths.

    Parameters
    ----------
    name : str
        Of the scenario.

    Returns
    -------
    dict
        Figure -> mean over paths, unless it says otherwise [currency, loans, months or 1].
    """
    ds = fs.simulate(fs.load_scenario(name), n_paths=PATHS_OF_LARGE.get(name, PATHS), seed=SEED)
    figures = {"paths": float(ds.sizes["path"]), **{key: _mean(ds[key]) for key in MEANS}}
    figures["claims: 99 % quantile"] = float(np.quantile(ds["claims"], 0.99, method="inverted_cdf"))
    for key in BY_LAYER:
        figures |= {f"{key}: {layer}": _mean(ds[key].sel(layer=layer)) for layer in ds["layer"].to_numpy()}
    if ds.attrs["fund_layer"]:
        figures["ruined paths"] = float((ds["ruin_month"] >= 0).sum())
        figures["closing balance of the fund"] = _mean(ds["closing_balance"])
    figures["paths with lending stopped"] = float((ds["breaker_months"] > 0).sum())
    figures |= {f"{key}: mean over months": _mean(ds[f"{key}_mean"]) for key in RATIOS}
    return figures


def _mean(variable: xr.DataArray) -> float:
    return float(variable.mean())


def main() -> None:
    """Write the file and print every figure that moved."""
    before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    after = {name: key_figures(name) for name in programmes()}
    for name, figures in after.items():
        for key, value in figures.items():
            old = before.get(name, {}).get(key)
            if old != value:
                print(f"{name}  {key}: {old} -> {value}")
    FILE.write_text(json.dumps(after, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
