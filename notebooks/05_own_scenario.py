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
# # Your own county
#
# An analyst writes a scenario, sees what is wrong with it, mends it, and runs it. A scenario file names the one that it
# starts from and says only what differs.

# %%
import os
import tempfile
from pathlib import Path

import fundsim as fs

PATHS = int(os.environ.get("FUNDSIM_NOTEBOOK_PATHS", "5000"))
os.chdir(tempfile.mkdtemp())  # the files of this notebook go here

# %% [markdown]
# ## 1. Write it
#
# Amounts are in yuan, shares are fractions, rates are per year. There are three slips in this file.

# %%
FIRST_TRY = """\
extends: luoping
name: My county, fund 1:15
horizon: {first_month: 2025-01, months: 60}
loans:
  townships:
    East: {loans: 120, outstanding: 5400000}
    West: {loans: 80, outstanding: 3300000}
    Hill: {loans: 40, outstanding: 1300000}
default_probability:
  odds_by_township: {Hil: 1.5}
layers:
  county_fund: {pays: 80, account: {levrage: 15}}
sources:
  loans.townships: our own figures, December 2024
  default_probability.odds_by_township: assumed
"""
Path("my-county.yaml").write_text(FIRST_TRY, encoding="utf-8")

try:
    fs.load_scenario("my-county.yaml")
except fs.ScenarioError as error:
    print(error)

# %% [markdown]
# All faults at once, each with its line, its column and what to do. Nothing was simulated: a file with a fault is
# refused, never guessed at.
#
# ## 2. Mend it

# %%
mended = FIRST_TRY.replace("Hil:", "Hill:").replace("pays: 80", "pays: 0.8").replace("levrage", "leverage")
Path("my-county.yaml").write_text(mended, encoding="utf-8")
county = fs.load_scenario("my-county.yaml")
print(county.name)

# %% [markdown]
# What stands in the file and what it inherits is now one validated object. Read back what matters:

# %%
fund = next(layer for layer in county.layers if layer.kind == "fund")
print(f"the fund pays {fund.pays:.0%} of each claim; loans : fund = {fund.account.leverage:g} : 1")
print(f"of what it lacks, {fund.account.top_up.share_of_gap:.0%} is refilled each year")

# %% [markdown]
# `fundsim show my-county.yaml` tells the whole scenario in plain words, with its sources.
#
# ## 3. Run it

# %%
results = fs.simulate(county, n_paths=PATHS, seed=1)
print(fs.summary_text(results))

# %%
fs.plot_who_pays(results)
print(fs.caption("who_pays", results))

# %%
fs.plot_townships(results)
print(fs.caption("townships", results))

# %% [markdown]
# ## 4. Does it add up?
#
# The account of the fund (基金账户), year by year. fundsim checks these books on every path of every run, and refuses
# to return results that do not close to the fen.

# %%
fs.plot_reconciliation(results)
print(fs.caption("reconciliation", results))

# %%
lines = results.account_line_mean.transpose("year", "line").to_pandas()
flows = lines.drop(columns=["opening", "closing", "payments", "returned"]).sum(axis=1)
gap = lines.opening + flows - lines.payments - lines.returned - lines.closing
print(f"opening + inflows - payments - returned - closing: at most {abs(gap).max():.2f} yuan")

# %% [markdown]
# ## 5. Change one term
#
# Overrides are checked like a file. The difference to the scenario as it is comes from the same bad luck in both.

# %%
thicker = fs.load_scenario("my-county.yaml", ["layers.county_fund.account.leverage=10"])
both = fs.compare({"1:15": county, "1:10": thicker}, n_paths=PATHS, seed=1)
print(fs.summary_text(both))

# %% [markdown]
# An override can be wrong too:

# %%
try:
    fs.load_scenario("my-county.yaml", ["layers.county_fund.pays=1.2"])
except fs.ScenarioError as error:
    print(error)
