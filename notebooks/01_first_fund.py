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
# # From nothing to the size of a fund
#
# Ten minutes. A county sets money aside, a **risk compensation fund** (风险补偿基金), so that banks lend to poor
# households without collateral. We look at one county, simulate ten years many times over, and ask how large its
# fund must be.
#
# Every number below comes with a 95 % interval: how far it may be from that of infinitely many simulated
# histories. The interval says nothing on whether the assumptions are right.

# %%
import os

import fundsim as fs

PATHS = int(os.environ.get("FUNDSIM_NOTEBOOK_PATHS", "5000"))  # simulated histories

# %% [markdown]
# ## 1. A county
#
# `luoping` comes with fundsim (`fundsim scenarios` lists all that do). Its thirteen townships and their loans are
# published figures; every other number in the file names its source, or says that it is assumed.

# %%
luoping = fs.load_scenario("luoping")
print(luoping.description)

# %% [markdown]
# ## 2. Ten years, many times over
#
# Each **path** (路径) is one possible history: good and bad years, droughts, and who gets into trouble.

# %%
results = fs.simulate(luoping, n_paths=PATHS, seed=1)
print(fs.summary_text(results))

# %% [markdown]
# ## 3. What may be claimed

# %%
fs.plot_loss_distribution(results)
print(fs.caption("loss_distribution", results))

# %% [markdown]
# ## 4. What becomes of the fund
#
# It is refilled every July by a fifth of what it lacks, and still it falls: the claims take out more than the
# refills and the recoveries bring back, until the two meet.

# %%
fs.plot_balance_fan(results)
print(fs.caption("balance_fan", results))

# %% [markdown]
# The same caption, and the same chart, in Chinese: `fs.plot_balance_fan(results, lang="zh")`.

# %%
print(fs.caption("balance_fan", results, "zh"))

# %% [markdown]
# ## 5. How large must it be?
#
# The smallest fund that pays every valid claim of the ten years with a probability of 95 or 99 %. One simulation is
# enough: for every path fundsim works out the smallest opening amount that would never have run short.

# %%
answer = fs.size(luoping, solvency=[0.95, 0.99], n_paths=PATHS, seed=1, sensitivity=False)
print(fs.summary_text(answer))

# %%
fs.plot_sizing_curve(answer)
print(fs.caption("sizing_curve", answer))

# %% [markdown]
# ## Where next
#
# * `02_compare_fund_sizes`: nine questions of policymakers.
# * `05_own_scenario`: write down your own county.
# * The manual, in `docs/`, says what each rule does.
