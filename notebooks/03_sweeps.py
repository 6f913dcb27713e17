# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Sweeps: many scenarios at once
#
# For researchers: how the answer depends on what nobody knows exactly. A sweep runs a base scenario at many
# combinations of values, all on the same random numbers, into one labelled store (Zarr). It needs the extra
# `fundsim[sweep]`.

# %%
import os
import tempfile
from pathlib import Path

import xarray as xr

import fundsim as fs

PATHS = int(os.environ.get("FUNDSIM_NOTEBOOK_PATHS", "5000"))
os.chdir(tempfile.mkdtemp())  # the sweep file and the store go here

# %% [markdown]
# ## 1. A sweep file
#
# Keys are the dotted keys of a scenario file. `grid` takes every value with every other.

# %%
SWEEP = """
name: Size, share and correlation
base: luoping
grid:
  layers.county_fund.account.leverage: [8, 12, 20]
  layers.county_fund.pays: [0.6, 0.9]
  correlation.county: [0.02, 0.10]
"""
Path("my-sweep.yaml").write_text(SWEEP, encoding="utf-8")
plan = fs.plan_sweep(
    "my-sweep.yaml", ["horizon.months=60", "layers.county_fund.account.top_up.remove=true"], n_paths=PATHS
)
print(len(plan.points), "points, the first one:", plan.points[0].label)

# %% [markdown]
# ## 2. Run it
#
# If it is interrupted, the same call goes on where it was left, with the same numbers to the last bit.

# %%
end = fs.run_sweep(plan, "my-sweep.zarr")
print(end.done, "points done,", len(end.failed), "failed")

# %%
store = xr.open_zarr("my-sweep.zarr").load()
ruin = store.estimate.sel(measure="ruin_probability", statistic=["value", "lower", "upper"])
table = ruin.to_series().unstack()
table.insert(0, "leverage", store.leverage.values)
table.insert(1, "pays", store.pays.values)
table.insert(2, "correlation", store.county.values)
print(table.round(4).to_string(index=False))

# %% [markdown]
# ## 3. Which parameter moves the answer most?

# %%
fs.plot_tornado(store)
print(fs.caption("tornado", store))

# %%
fs.plot_heat_map(store)
print(fs.caption("heat_map", store))

# %% [markdown]
# The frontier (有效前沿) of cost and safety among the six designs. How strongly borrowers fail together is nobody's
# choice, so each correlation has a line of its own.

# %%
fs.plot_frontier(store)
print(fs.caption("frontier", store))

# %% [markdown]
# ## 4. Does another copula change the ranking of designs?
#
# Student's t with four degrees of freedom makes joint failures more extreme at the same default probability and
# correlation. If two designs keep their order, the choice between them does not rest on the copula (连接函数).

# %%
BASE = ["horizon.months=60", "layers.county_fund.account.leverage=20"]
STUDENT = ["correlation.copula=t", "correlation.degrees_of_freedom=4"]
ranking = fs.compare(
    {
        "Gaussian, pays 70 %": fs.load_scenario("luoping", BASE),
        "Gaussian, pays 90 %": fs.load_scenario("luoping", [*BASE, "layers.county_fund.pays=0.9"]),
        "t, pays 70 %": fs.load_scenario("luoping", [*BASE, *STUDENT]),
        "t, pays 90 %": fs.load_scenario("luoping", [*BASE, *STUDENT, "layers.county_fund.pays=0.9"]),
    },
    n_paths=PATHS,
    seed=1,
)
for design in ranking.design.values:
    value, _, lower, upper = 100 * ranking.estimate.sel(design=design, figure="ruin_probability").values
    print(f"{design}: probability of ruin {value:.2f} % ({lower:.2f} to {upper:.2f})")

# %% [markdown]
# ## 5. How many paths are enough?
#
# The error of a tail figure falls with the square root of the number of paths.

# %%
results = fs.simulate(fs.load_scenario("luoping"), n_paths=PATHS, seed=1)
fs.plot_convergence(results)
print(fs.caption("convergence", results))
