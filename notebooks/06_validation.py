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
# # The model against theory
#
# Some programmes are so simple that their answers are known exactly. Each is a scenario file in `scenarios/theory`,
# simulated by the same code as everything else. Beside the exact value stands the simulated one with its 95 %
# interval: about one exact value in twenty should lie outside. (The test suite holds many more such cases to four
# standard errors.)

# %%
import os

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from scipy import stats

import fundsim as fs
from fundsim.metrics import mean, probability, quantile

PATHS = int(os.environ.get("FUNDSIM_NOTEBOOK_PATHS", "5000"))
pd.options.display.float_format = "{:.5f}".format
tables = []


def against_theory(title, exact, found):
    """A table of exact values beside simulated ones with their intervals; kept for the count at the end."""
    table = pd.DataFrame({"exact": exact})
    table["simulated"] = [estimate.value for estimate in found]
    table["lower"] = [estimate.lower for estimate in found]
    table["upper"] = [estimate.upper for estimate in found]
    table["inside"] = (table.lower <= table.exact) & (table.exact <= table.upper)
    tables.append(table)
    print(title)
    print(table.to_string())


def exact_beside_simulated(values, exact, found, label):
    """Exact probabilities as a line, simulated ones as dots with their intervals."""
    _, axes = plt.subplots(figsize=(7, 3.6), layout="constrained")
    value, lower, upper = (np.array([getattr(one, name) for one in found]) for name in ("value", "lower", "upper"))
    axes.plot(values, exact, color="black", linewidth=1, label="exact")
    axes.errorbar(
        values, value, [value - lower, upper - value], fmt="o", color="#0072B2", markersize=4, capsize=2,
        label="simulated, 95 % interval",
    )  # fmt: skip
    axes.set(xlabel=label, ylabel="probability")
    axes.legend()
    inside = int(((lower <= exact) & (exact <= upper)).sum())
    print(f"{inside} of {len(value)} exact values lie inside the interval of the simulated one.")


# %% [markdown]
# ## 1. Many loans, one factor: Vasicek
#
# With many small loans that share one factor, the share that defaults within a year has the law
# P(share ≤ x) = Φ((√(1−ρ) Φ⁻¹(x) − Φ⁻¹(p))/√ρ). Here 4,000 loans, p = 4 %, ρ = 0.15. (A finite number of loans
# misses the limit by less than the eye can see.)

# %%
LOANS, PD, RHO = 4_000, 0.04, 0.15
share = fs.simulate(fs.load_scenario("theory/vasicek"), n_paths=PATHS, seed=1).defaults.values / LOANS


def vasicek_cdf(x):
    """Probability that at most a share x of the loans defaults."""
    score = np.sqrt(1 - RHO) * stats.norm.ppf(x) - stats.norm.ppf(PD)
    return stats.norm.cdf(score / np.sqrt(RHO))


def vasicek_quantile(level):
    """Share of the loans that is exceeded with probability 1 - level."""
    score = stats.norm.ppf(PD) + np.sqrt(RHO) * stats.norm.ppf(level)
    return stats.norm.cdf(score / np.sqrt(1 - RHO))


# %%
levels = [0.5, 0.9, 0.95, 0.99]
rows = {"mean share": PD} | {f"{level:.0%} quantile of the share": vasicek_quantile(level) for level in levels}
against_theory(
    "Share of the loans that defaults:", pd.Series(rows), [mean(share), *(quantile(share, level) for level in levels)]
)

# %%
points = np.linspace(0.005, 0.2, 20)
exact_beside_simulated(
    points, 1 - vasicek_cdf(points), [probability(share > x) for x in points], "share of the loans that is exceeded"
)

# %% [markdown]
# ## 2. Independent loans: Poisson-binomial
#
# Twenty-four loans that fail independently with different probabilities: townships multiply the odds of their
# industry's probability. The law of the number of defaults is a convolution (卷积) of as many coin tosses.

# %%


def with_odds(p, multiplier):
    """Probability whose odds are multiplied."""
    odds = multiplier * p / (1 - p)
    return odds / (1 + odds)


law = np.ones(1)
for loans, odds in ((4, 3.0), (8, 1.0), (12, 0.5)):  # North, South, West
    for annual in (0.05, 0.12):  # crop, pig: half of the loans each
        for _ in range(loans // 2):
            law = np.convolve(law, [1 - with_odds(annual, odds), with_odds(annual, odds)])

defaults = fs.simulate(fs.load_scenario("theory/poisson_binomial"), n_paths=PATHS, seed=1).defaults.values
shown = range(8)
against_theory(
    "Probability of so many defaults:", pd.Series(law[shown], shown), [probability(defaults == k) for k in shown]
)

# %%
exact_beside_simulated(shown, law[shown], [probability(defaults == k) for k in shown], "number of defaults")

# %% [markdown]
# ## 3. Ruin of a yearly fund: a recursion
#
# A fund opens with 3 loans' worth of money and receives 2.5 more every year; ten loans a year fail with probability
# 25 % each, and claims are settled at the year's end. Year by year: P(balance) × P(claims) → P(next balance). Ruin is
# the first year in which the money is not enough.

# %%
HALVES = 2  # the balance is counted in halves of a loan
claims = stats.binom.pmf(np.arange(11), 10, 0.25)
solvent = {3 * HALVES: 1.0}
ruined_by = []
for _ in range(4):
    following = {}
    for balance, chance in solvent.items():
        for count, weight in enumerate(claims):
            left = balance + 5 - HALVES * count
            if left >= 0:
                following[left] = following.get(left, 0.0) + chance * weight
    solvent = following
    ruined_by.append(1 - sum(solvent.values()))

month = fs.simulate(fs.load_scenario("theory/yearly_fund"), n_paths=PATHS, seed=1).ruin_month.values
found = [probability((month >= 0) & (month < 12 * year)) for year in range(1, 5)]
against_theory("Probability of ruin within so many years:", pd.Series(ruined_by, range(1, 5)), found)

# %%
exact_beside_simulated(range(1, 5), np.array(ruined_by), found, "years")

# %% [markdown]
# ## 4. Overdue loans: an absorbing chain
#
# Forty loans miss a due in month 0. Each month one of them is cured (恢复还款) with 20 %, defaults with 15 %, or stays
# overdue; four months after the missed due what is left is claimed. The chain has two absorbing states.

# %%
CURE, DEFAULT, WAIT, WAVE = 0.20, 0.15, 4, 40
chain = np.array([[1 - CURE - DEFAULT, CURE, DEFAULT], [0, 1, 0], [0, 0, 1]])  # overdue, cured, default
cured_by = [np.linalg.matrix_power(chain, month + 1)[0, 1] for month in range(WAIT)]

arrears = fs.simulate(fs.load_scenario("theory/roll_rates"), n_paths=PATHS, seed=1, keep_months=True)
overdue = arrears.overdue_ratio.values[:, :WAIT] * arrears.outstanding.values[:, :WAIT] / (WAVE * 10_000)
against_theory(
    "Mean share of the loans cured by month, and cured and in default in the end:",
    pd.Series([*cured_by, cured_by[-1], 1 - cured_by[-1]], [*range(WAIT), "cured", "default"]),
    [
        *(mean(1 - overdue[:, month]) for month in range(WAIT)),
        mean(arrears.arrears_cures.values / WAVE),
        mean(arrears.defaults.values / WAVE),
    ],
)

# %%
in_the_end = arrears.arrears_cures.values
counts = np.arange(20, 31)
exact_beside_simulated(
    counts,
    stats.binom.pmf(counts, WAVE, cured_by[-1]),
    [probability(in_the_end == count) for count in counts],
    "loans cured in the end, of 40",
)

# %% [markdown]
# ## All together

# %%
every = pd.concat(tables)
print(f"{every.inside.sum()} of {len(every)} exact values of the tables lie inside their 95 % interval.")
