"""The output reference: what a run yields."""

from __future__ import annotations

from collections.abc import Mapping

from markdown_text import NOTICE, code, table

from fundsim.decisions.figures import KEY_FIGURES
from fundsim.metrics import MEASURES
from fundsim.portfolio.quality import ROWS
from fundsim.results import (
    ACCOUNT_TOTALS,
    CASH_LINES,
    COORDINATES,
    LINES,
    MONTHS,
    OUTLAY_SPANS,
    PARTIES,
    QUANTILES,
    SAMPLE_PATHS,
    VARIABLES,
    Provenance,
    Variable,
)
from fundsim.results.described import OF_DECISIONS

INTRODUCTION = f"""\
# Output reference

{NOTICE}

`fundsim.simulate` returns an `xarray.Dataset`; `fundsim.save` writes it to a netCDF file and `fundsim.load`
reads it back. Every variable carries its unit (`units`), its name in English and Chinese (`long_name`,
`long_name_zh`) and how a number sums up the time it stands for (`aggregation`).

- The unit `currency` stands for the scenario's currency; `1` is a plain number or a fraction.
- “by size”: the variable depends on the size of the fund, and has a leading dimension `fund_size` where
  `report.fund_sizes` lists several. Where the fund's money acts back on lending or on other payers, all
  variables have it (see [the model](model.md#many-fund-sizes-in-one-pass)).
- `sum`: added up over the horizon, and over settling where the scenario settles. `end`: the state at the end.
  `minimum`, `maximum`: the lowest or highest value at a month end. `average`: over all month ends. `first`: month of
  the first occurrence. `count`: number of months or years in which something held. `present value`: discounted to the
  opening of month 0. `none`: stands for no time.
- How paths were sampled (`weight`, `replicate`, `usual`) is there only where they are not plain; see
  [sampling](sampling.md).

"""
PATH_INTRODUCTION = """\
Whole numbers are kept in two or four bytes where that surely holds them. What is zero on all paths is kept as one
number and cannot be written to: `.copy(deep=True)` makes an ordinary array of it.
"""
TOWNSHIP_INTRODUCTION = """\
Each comes as quantile bands over paths, `(quantile, township)`, exact to 0.2 %, with mean and standard deviation over
paths beside it, `(township)`; with `keep_townships=True`, or `--keep-townships`, it comes as `(path, township)`
instead of bands. The overdue ratio has beside it that of all paths together, overdue over outstanding loans and not
the mean of the paths' ratios, and the deviation that gives its standard error (delta method).
"""
YEAR_INTRODUCTION = """\
Means, deviations and covariances over paths are exact sums. With `keep_years=True`, or `--keep-years`, the account,
the payments and the cash of the government of every path, `(path, year, line)`, `(path, year, layer)` and
`(path, year, cash_line)`, stand beside them. Without, the covariance gives the error of any sum of years, and the worst
1 % of all account years of twelve months are kept, the worst first. Quantiles of the government's outlay are exact to
0.2 %.
"""
MONTHLY_INTRODUCTION = """\
Each comes as quantile bands over paths, `(quantile, month)`, with mean and standard deviation over paths beside
it, `(month)`; with `keep_months=True`, or `--keep-months`, it comes as `(path, month)` instead of bands. Bands are
read off a fixed grid and exact to 0.2 %, or to 0.8 % where months × fund sizes are more than 3,000; means and
deviations are exact to 2⁻⁴⁰ of the largest amount that is possible. The standard error of a mean is the deviation over
the root of the number of paths, if these are plain; of even paths (`sobol`, `stratified`) that is too wide as a rule,
and under `importance` bands and means are those of the paths from usual times. With `keep_months=True` no deviations
are kept beside the paths. Deviations divide by the number of paths, standard deviations of headline figures by one
less. What queues leave to the bank at the end counts in `payment_month` of the last month, unless settling went on
after it.
"""
SAMPLE_INTRODUCTION = f"""\
Of the first {SAMPLE_PATHS} paths, or of all where there are fewer; under `importance`, of the first ones from usual
times. They are chosen by number, whatever becomes of them, and are there wherever anything is kept by month:
"""
COHORT_INTRODUCTION = """\
A cohort's loans are of different ages at the end of the run. `cohort_default_rate` counts what was seen: it is
complete up to the age that the youngest loan of the cohort could reach within the horizon.
"""
MEASURES_INTRODUCTION = """\
What `fundsim.summary` returns, each with standard error and 95 % interval; [the
model](model.md#results-and-their-errors) says how they are estimated. `{layer}` stands for the name of a payer:
there is a row for each.

`fundsim.metrics` has more functions on results, with standard errors and intervals: `ruin_by_month` (probability of
ruin and survival up to each month), `exceedance` (curves of any variable by path), `township_contributions`,
`industry_contributions` and `layer_contributions` (shares of the mean of the worst paths), `monthly_estimates`,
`township_estimates`, `account_estimates` and `cohort_default_rates` (means of what is kept over paths).

Its estimators also take plain arrays of any program, one number for each path: `mean`, `standard_deviation`,
`quantile`, `value_at_risk`, `expected_shortfall`, `probability`, `ruin_probability`, `survival_curve`,
`mean_shortfall`, `restricted_mean_time_to_ruin`, `mean_time_to_ruin_given_ruin`, `required_fund`, `ratio_of_totals`,
`paired_difference`. How many paths an estimate needs for a relative error that you name, `paths_needed` says.
"""
FIGURES_INTRODUCTION = """\
What `fundsim.compare` and `fundsim.equal_cost` say of each design, `estimate(design, figure, statistic)`, and
`difference` from the first. What each payer pays on average stands beside them as `mean_payment:NAME`; how likely its
account is to run short, and it to be suspended, as `account_short_probability:NAME` and `suspended_probability:NAME`
where there are such payers.
"""
DECISIONS_INTRODUCTION = """\
What the Datasets of `fundsim.compare`, `equal_cost`, `frontier`, `size` and `solve` hold; the docstring of each
function says which of these, and over which dimensions. Units are those of the figure or key where none is given.
"""
OF_SAMPLING_AND_LOANS = ("sampling", "uncertain", *ROWS, "data_quality")
ATTRIBUTES = {
    "sampling": "how paths were sampled: plain, sobol, stratified or importance",
    "uncertain": "laws of the uncertain parameters, which count with their means, as JSON; only where there are any",
    "rows_read": "rows of a tape that were read; 0 where loans are made up",
    "rows_dropped": "rows of it that could not be used",
    "rows_irrelevant": "rows of it that are no loans of the programme in its time, or stand twice",
    "data_quality": "what was dropped, imputed, rescaled or bounded among the loans, a line each",
    "title": "name of the scenario, with what was changed",
    "currency": "ISO code of all amounts",
    "first_month": "calendar month of month 0",
    "seed": "seed of all draws",
    "fund_layer": "name of the reported fund; empty when there is none",
    "scenario": "the scenario with everything it extends and every change, as JSON",
    "scenario_hash": "digest of the scenario",
    "fundsim_version": "version of the program",
    "discount_rate": "rate of present values [per year]",
    "opening_outstanding": "loans outstanding at the start [currency]",
    "fund_initial": "opening amount of the reported fund; the first one where sizes are compared [currency]",
    "ruin": "what counts as ruin of the fund",
    "banks_pay_in": "1 where banks pay into accounts, so that they may get back more than they pay",
    "months": "number of months simulated",
    "n_paths": "number of paths",
    "Conventions": "names and units follow these conventions, so that R, Panoply and others read the file",
    "source": "program that made the results",
}


def output_reference() -> str:
    """All outputs: dimensions, variables, headline figures, attributes."""
    monthly = {name: variable for name, variable in VARIABLES.items() if variable.monthly}
    means = {name: variable for name, variable in VARIABLES.items() if variable.dims == ("month",)}
    townships = {name: variable for name, variable in VARIABLES.items() if "township" in variable.dims}
    cohorts = {name: variable for name, variable in VARIABLES.items() if variable.dims == ("cohort", "age")}
    years = {name: own for name, own in VARIABLES.items() if {"year", "bad_year", "outlay_span"} & set(own.dims)}
    paid = {name: VARIABLES[name] for name in MONTHS}
    sample = {name: variable for name, variable in VARIABLES.items() if "sample_path" in variable.dims}
    parted = {**monthly, **paid, **sample, **means, **townships, **cohorts, **years}
    per_path = {name: variable for name, variable in VARIABLES.items() if name not in parted}
    parts = [
        INTRODUCTION + "## Dimensions and labels\n",
        dimension_table(),
        lists_of_labels(),
        "## Variables per path\n\n" + PATH_INTRODUCTION,
        variable_table(per_path),
        "\n## Variables by month\n\n" + MONTHLY_INTRODUCTION,
        variable_table(monthly),
        "\nOf every path, with `keep_months=True` or `--keep-months` alone:\n",
        variable_table(paid),
        "\n" + SAMPLE_INTRODUCTION,
        variable_table(sample),
        "\nOver paths:\n",
        variable_table(means),
        "\n## Variables by township\n\n" + TOWNSHIP_INTRODUCTION,
        variable_table(townships),
        "\n## Variables by year\n\n" + YEAR_INTRODUCTION,
        variable_table(years),
        "\n## Variables by cohort\n\n" + COHORT_INTRODUCTION,
        variable_table(cohorts),
        "\n## Headline figures\n\n" + MEASURES_INTRODUCTION,
        measure_table(),
        "\n## Attributes of the Dataset\n",
        attribute_table(),
        "\n## Figures of comparisons\n\n" + FIGURES_INTRODUCTION,
        figure_table(),
        "\n## Answers of decisions\n\n" + DECISIONS_INTRODUCTION,
        decision_table(),
    ]
    return "\n".join(parts) + "\n"


def dimension_table() -> str:
    """Dimensions, and labels that stand beside one."""
    rows = []
    for name, entry in COORDINATES.items():
        role = f"label of {code(entry.dim)}" if entry.dim else "dimension"
        rows.append((code(name), role, entry.unit, entry.long_name, entry.long_name_zh))
    return table(("name", "is", "unit", "meaning", "中文"), rows)


def lists_of_labels() -> str:
    """Labels that are the same in every run."""
    lists: dict[str, tuple[object, ...]] = {
        "party": PARTIES, "line": LINES, "account_total": ACCOUNT_TOTALS, "cash_line": CASH_LINES,
        "outlay_span": OUTLAY_SPANS, "quantile": QUANTILES,
    }  # fmt: skip
    lines = (f"- {code(name)}: {', '.join(code(str(item)) for item in items)}" for name, items in lists.items())
    return "\n" + "\n".join(lines) + "\n"


def variable_table(variables: Mapping[str, Variable]) -> str:
    """Variables with dimensions, unit, meaning, Chinese name."""
    rows = []
    for name, variable in variables.items():
        size = "by size" if variable.by_fund_size else "–"
        names = (variable.long_name, variable.long_name_zh)
        rows.append((code(name), ", ".join(variable.dims), variable.unit, *names, variable.aggregation, size))
    return table(("name", "dimensions", "unit", "meaning", "中文", "aggregation", "fund size"), rows)


def measure_table() -> str:
    """Headline figures with unit and labels."""
    rows = ((code(key), item.unit, item.label_en, item.label_zh) for key, item in MEASURES.items())
    return table(("key", "unit", "meaning", "中文"), rows)


def figure_table() -> str:
    """Figures by which designs are compared, and the headline figures that they are the same as."""
    rows = []
    for key, item in KEY_FIGURES.items():
        same = next((name for name, other in MEASURES.items() if other is item), "")
        rows.append((code(key), item.unit, item.label_en, item.label_zh, code(same) if same else "–"))
    return table(("figure", "unit", "meaning", "中文", "headline figure"), rows)


def decision_table() -> str:
    """Variables and coordinates of the answers of comparisons, searches and grids."""
    rows = ((code(name), own.unit, own.long_name, own.long_name_zh) for name, own in OF_DECISIONS.items())
    return table(("name", "unit", "meaning", "中文"), rows)


def attribute_table() -> str:
    """Attributes, in their order."""
    names = [*Provenance._fields, "months", "n_paths", *OF_SAMPLING_AND_LOANS, "Conventions", "source"]
    return table(("attribute", "meaning"), ((code(name), ATTRIBUTES[name]) for name in names))
