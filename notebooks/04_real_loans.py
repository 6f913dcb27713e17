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
# # Real loans: what 2008 would have done to a fund of 1:10
#
# China's county programmes publish totals, not loans. The United States publish loans: some 10,000 small-business
# loans of the SBA 7(a) programme made from 2004 on, each guaranteed for its own share, followed through the crisis
# of 2008. We ask two things. What would those losses have done to a fund of one tenth of the loans, the rule of many
# Chinese counties? And could a model that knows only long-run figures have seen them coming?

# %%
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import fundsim as fs
from fundsim.metrics import probability
from fundsim.scenario_file import shipped_folder

PATHS = int(os.environ.get("FUNDSIM_NOTEBOOK_PATHS", "5000"))
os.chdir(tempfile.mkdtemp())  # the scenario written below goes here

# %% [markdown]
# ## 1. What happened
#
# The tape (贷款台账) names for each loan what was disbursed, what was guaranteed, and what was charged off and when.
# Amounts guaranteed beyond the amount disbursed are bounded at it, as in the scenario.

# %%
tape = pd.read_csv(shipped_folder() / "data" / "sba-7a-loans.csv", parse_dates=["disbursement_date", "charge_off_date"])
tape = tape[(tape.disbursement_date >= "2004") & (tape.principal > 0)]
share = (tape.guaranteed / tape.principal).clip(upper=1)
failed = tape.status == "charged_off"
lost = tape.charged_off.clip(upper=tape.principal).where(failed, 0.0)
paid = (lost * share).groupby(tape.charge_off_date.dt.year.where(failed)).sum()
fund = tape.principal.sum() / 10
print(f"{len(tape):,} loans, {tape.principal.sum() / 1e6:,.0f} million USD; {failed.sum():,} were charged off")
print(f"guaranteed part of the charge-offs: {paid.sum() / 1e6:,.1f} million USD")
print(f"a fund of 1:10: {fund / 1e6:,.1f} million USD")

# %%
left = fund - paid.cumsum()
_, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
axes.bar(paid.index, paid / 1e6, color="#D55E00", label="guaranteed part of the year's charge-offs")
axes.plot(left.index, left / 1e6, color="#0072B2", marker="o", label="what is left of a fund of 1:10")
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xlabel="year", ylabel="million USD", title="The years of the crisis, and a fund that nobody refills")
axes.legend()
empty = left.index[left < 0]
end = f"cannot pay any more from {int(empty[0])} on" if len(empty) else "lasts to the end"
print(f"The worst year, {int(paid.idxmax())}, takes {paid.max() / fund:.0%} of the fund; without refills it {end}.")

# %% [markdown]
# A fund of one tenth of the loans would have got through the crisis. But the public guarantee bore only about half of
# each loan, where Chinese counties bear seven tenths and more. The same losses under other terms:

# %%
for bears in (0.5, 0.7, 0.9):
    for loans_to_fund in (10, 20):
        claims, money = bears * lost.sum(), tape.principal.sum() / loans_to_fund
        verdict = "enough" if claims <= money else "too small"
        print(f"bears {bears:.0%}, fund 1:{loans_to_fund}: takes {claims / money:4.0%} of the fund, {verdict}")

# %% [markdown]
# These are facts, without an interval. The charge-offs are after recoveries; interest on the fund and refills are left
# out.
#
# ## 2. The same loans, simulated
#
# The shipped scenario `sba_7a` reads the tape. Its default probabilities and its recoveries are estimated from the
# tape, crisis included; its correlations are assumed. We put a fund in the place of the federal budget.
#
# Mind that simulated losses are about half of what was charged off: the tape tells what was lost of the amount
# disbursed, and a simulated claim is on what is still owed. The number of failures can be held against the facts, what
# the fund has left in the end cannot.

# %%
WITH_FUND = f"""
extends: sba_7a
name: SBA 7(a) loans with a fund of 1:10
layers:
  sba_guarantee: {{remove: true}}
  fund:
    kind: fund
    pays: guaranteed_share
    of: claim
    account: {{initial: {fund:.0f}}}
sources:
  layers.fund: assumed
"""
Path("with-fund.yaml").write_text(WITH_FUND, encoding="utf-8")
results = fs.simulate(fs.load_scenario("with-fund.yaml"), n_paths=PATHS, seed=1)
print(fs.summary_text(results))

# %%
fs.plot_balance_fan(results)
print(fs.caption("balance_fan", results))

# %% [markdown]
# ## 3. Was 2008 in the model?
#
# Where do the charge-offs that happened lie among the simulated ones?

# %%
happened = int(failed.sum())
worse = probability(results.defaults.values >= happened)
print(
    f"{happened:,} loans were charged off. The model has as many or more with probability "
    f"{worse.value:.1%} ({worse.lower:.1%} to {worse.upper:.1%})."
)

# %%
counts = np.sort(results.defaults.values)
_, axes = plt.subplots(figsize=(7, 3.4), layout="constrained")
axes.hist(counts, bins=40, color="#56B4E9", label=f"{PATHS:,} simulated histories")
axes.axvline(happened, color="#D55E00", linewidth=2, label="what happened")
axes.set(xlabel="loans in default, 2004 to 2014", ylabel="histories")
axes.legend()
print(f"Half of the histories have {counts[len(counts) // 4]:,} to {counts[3 * len(counts) // 4]:,} defaults.")

# %% [markdown]
# The crisis is a bad history, but not one that the model rules out. Two cautions: the default probabilities were
# estimated with the crisis in the tape, so this is no forecast; and the correlations are assumed. The next cell shows
# what would follow from others.

# %%
for correlation in (0.0, 0.05, 0.15):
    other = fs.simulate(
        fs.load_scenario("with-fund.yaml", [f"correlation.county={correlation}"]), n_paths=PATHS, seed=1, monthly=False
    )
    chance = probability(other.defaults.values >= happened)
    ruin = probability(other.ruin_month.values >= 0)
    print(
        f"correlation {correlation:.2f}: "
        f"as many defaults {chance.value:6.1%} ({chance.lower:.1%} to {chance.upper:.1%}), "
        f"ruin {ruin.value:6.1%} ({ruin.lower:.1%} to {ruin.upper:.1%})"
    )
