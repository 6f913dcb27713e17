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
# # Nine questions of policymakers
#
# Each is answered by simulating designs on the **same random numbers**: path 17 has the same bad years and the same
# borrowers in all of them. What the designs have in common cancels from their difference, which is why differences
# are far more certain than the figures themselves.
#
# All answers are for one county, `luoping`, over ten years, and hold under its assumptions only.

# %%
import os
import tempfile
from pathlib import Path

import numpy as np

import fundsim as fs

PATHS = int(os.environ.get("FUNDSIM_NOTEBOOK_PATHS", "2000"))
os.chdir(tempfile.mkdtemp())  # the file that question 7 writes goes here

luoping = fs.load_scenario("luoping")
FUND = "layers.county_fund"


def compared(**designs):
    """The designs on the same random numbers; differences are to the first."""
    return fs.compare(designs, n_paths=PATHS, seed=1)


# %% [markdown]
# ## 1. How large must the fund be?
#
# So large that it pays every valid claim for ten years with 99 % (99.5 %) probability. The 95 % interval bounds the
# answer; the second table says what becomes of it if borrowers fail a fifth more or less often, or fail together
# more or less.

# %%
answer = fs.size(luoping, solvency=[0.99, 0.995], n_paths=PATHS, seed=1)
print(fs.summary_text(answer))

# %%
fs.plot_tornado(answer)
print(fs.caption("tornado", answer))

# %% [markdown]
# ## 2. What does it cost a year, at 7:3, 8:2 and 6:4?
#
# Cost to government is what it puts in less what is left of it at the end, as a present value. Divided by the value of
# one yuan a year it becomes a level **yearly budget** (年度预算).

# %%
shares = compared(
    **{
        "7:3": luoping,
        "8:2": fs.load_scenario("luoping", [f"{FUND}.pays=0.8"]),
        "6:4": fs.load_scenario("luoping", [f"{FUND}.pays=0.6"]),
    }
)
print(fs.summary_text(shares))

# %%
months = np.arange(luoping.horizon.months)
a_yuan_a_year = float(((1.0 + luoping.report.discount_rate) ** (-months / 12.0)).sum() / 12.0)
costs = shares.estimate.sel(figure=["mean_government_cost", "quantile_95_government_cost"])
yearly = (costs / a_yuan_a_year).sel(statistic=["value", "lower", "upper"])
print((yearly / 1e6).round(3).to_series().unstack().to_string())  # million yuan a year

# %%
fs.plot_differences(shares)
print(fs.caption("differences", shares))

# %% [markdown]
# ## 3. How long does the fund last without a top-up?
#
# Years are counted up to the horizon of ten. Cost is a present value at the fund's own yield, so that a **top-up**
# (补充) that is never needed costs nothing: it comes back at the end. It costs what it lets the fund pay.

# %%
no_top_up = fs.load_scenario("luoping", [f"{FUND}.account.top_up.share_of_gap=0"])
top_ups = compared(
    **{
        "no top-up": no_top_up,
        "20 % of the gap": luoping,
        "50 % of the gap": fs.load_scenario("luoping", [f"{FUND}.account.top_up.share_of_gap=0.5"]),
    }
)
print(fs.summary_text(top_ups))

# %%
never_refilled = fs.simulate(no_top_up, n_paths=PATHS, seed=1)
fs.plot_survival(never_refilled)
print(fs.caption("survival", never_refilled))

# %% [markdown]
# ## 4. One unit of money: fund, premium subsidy or interest subsidy?
#
# The insurer's premium is scaled until both designs cost the government the same on average; then they are compared.
# An insurer moves losses out of the bad years: look at the 95 % quantile of the cost, and at the bank's loss.

# %%
same_cost = fs.equal_cost(
    {"fund": luoping, "insurance": fs.load_scenario("insurance_heavy")},
    {"insurance": "layers.guarantee_insurance.price.rate=0.0001..0.05"},
    n_paths=PATHS,
    seed=1,
)
print(fs.summary_text(same_cost))

# %% [markdown]
# An interest subsidy (贴息) helps borrowers. In this model it changes nobody's default probability, so that it costs
# money and lowers no loss: the claims of both designs are the same on every path.

# %%
subsidy = compared(
    **{"full subsidy": luoping, "half": fs.load_scenario("luoping", ["loans.product.interest_subsidy=0.5"])}
)
for figure in ("expected_loss", "mean_government_cost"):
    value, _, lower, upper = subsidy.difference.sel(design="half", figure=figure).values / 1e6
    print(f"{figure}: {value:+.2f} million yuan (95 % interval {lower:+.2f} to {upper:+.2f})")

# %% [markdown]
# ## 5. Which circuit breaker?
#
# A **breaker** (熔断) stops new lending while more than so many per cent of the loans are non-performing. In a hard
# third year it limits what can be lost, and it also cuts off sound borrowers: the last rows count the lending lost.

# %%
BREAKER = "breakers.county_npl"


def with_breaker(stop_above):
    """The hard third year without extensions, with another threshold of the breaker."""
    terms = [f"{BREAKER}.stop_above={stop_above}", f"{BREAKER}.resume_below={0.8 * stop_above:.3f}"]
    return fs.load_scenario("extension_none", terms)


breakers = compared(**{f"stop above {level:.0%}": with_breaker(level) for level in (0.05, 0.03, 0.08)})
print(fs.summary_text(breakers))

# %% [markdown]
# ## 6. Own pools of townships, or one of the county?
#
# The same money, either in one account or in thirteen that serve their own township only. Bad luck does not strike all
# townships at once, so that one account can always do what thirteen do.

# %%
pools = compared(
    **{
        "one account": luoping,
        "thirteen accounts": fs.load_scenario("luoping", [f"{FUND}.account.level=township"]),
    }
)
print(fs.summary_text(pools))

# %% [markdown]
# ## 7. What does a provincial stop loss cost, and who benefits?
#
# The county of `thin_fund`, whose fund is too small. The province takes over the county's part of the claims of a year
# once it exceeds one million yuan. It stands first in the order because it has to see whole claims; the county's own
# limit is where it begins.

# %%
STOP_LOSS = """
extends: thin_fund
name: Thin fund with a provincial stop loss
layers:
  province: {kind: budget, pays: 0.9, of: claim, aggregate_deductible: 1000000}
  county_fund: {aggregate_limit: 1000000}
  order: [province, county_fund]
sources:
  layers.province: assumed
  layers.county_fund.aggregate_limit: assumed
"""
Path("stop_loss.yaml").write_text(STOP_LOSS, encoding="utf-8")
stop_loss = fs.load_scenario("stop_loss.yaml")
print(fs.summary_text(compared(**{"county alone": fs.load_scenario("thin_fund"), "with the province": stop_loss})))

# %%
with_province = fs.simulate(stop_loss, n_paths=PATHS, seed=1)
fs.plot_who_pays(with_province)
print(fs.caption("who_pays", with_province))

# %% [markdown]
# ## 8. What do extensions postpone, and what do they save?
#
# **Extension** (展期) for seven in ten households in trouble, against none, through the same hard third year. The
# non-performing ratio (不良率) looks better while the wave of extensions lasts: look at the line that counts the
# forborne loans too.

# %%
extended, not_extended = fs.load_scenario("extension_heavy"), fs.load_scenario("extension_none")
print(fs.summary_text(compared(**{"no extension": not_extended, "extension": extended})))

# %%
wave = fs.simulate(extended, n_paths=PATHS, seed=1)
fs.plot_overdue(wave)
print(fs.caption("overdue", wave))

# %% [markdown]
# ## 9. What is the hardest year that the fund survives?
#
# A **reverse stress test** (反向压力测试): how many times as many failures as usual may the third year bring, so that
# the fund still pays every claim with 95 % probability? Values are tried on the same random numbers.

# %%
worst = fs.solve(not_extended, "stress.hard_year.multiplier=1..30", solvency=0.95, horizon=60, n_paths=PATHS, seed=1)
print(fs.summary_text(worst))
