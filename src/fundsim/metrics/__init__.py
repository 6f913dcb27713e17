"""Risk measures with Monte Carlo errors: array functions, and labelled functions Dataset → Dataset.

Array functions take one number per path, and optionally importance weights, and return an `Estimate`: value,
standard error and confidence interval. Labelled functions take the results of a simulation, and return a Dataset, or
estimates in the order of its dimensions.
"""

from fundsim.metrics.averages import (
    account_estimates,
    account_total_estimates,
    cohort_default_rates,
    monthly_estimates,
    share_estimates,
    township_estimates,
    township_overdue_ratios,
)
from fundsim.metrics.differences import InfluenceFunction, difference, paired_difference
from fundsim.metrics.distributions import (
    exceedance,
    industry_contributions,
    layer_contributions,
    ruin_by_month,
    tail_table,
    township_contributions,
)
from fundsim.metrics.estimate import Estimate, Estimates, Influence, influence_estimate
from fundsim.metrics.measures import MEASURES, Measure, path_quantities
from fundsim.metrics.moments import (
    conditional_mean,
    mean,
    mean_influence,
    ratio_influence,
    ratio_of_totals,
    standard_deviation,
    standard_deviation_influence,
)
from fundsim.metrics.outlays import (
    government_cash_estimates,
    outlay_quantiles,
    outlay_span_estimates,
    outlay_span_quantiles,
)
from fundsim.metrics.probabilities import exceedance_curve, exceedance_thresholds, probability
from fundsim.metrics.quantiles import paths_needed, quantile, quantile_influence, required_fund, value_at_risk
from fundsim.metrics.ruin import (
    mean_shortfall,
    mean_shortfall_given_ruin,
    ruin_probability,
    ruined_within,
    survival_curve,
)
from fundsim.metrics.summary import summarise
from fundsim.metrics.tails import expected_shortfall, expected_shortfall_influence, tail_contributions
from fundsim.metrics.time_to_ruin import (
    mean_time_to_ruin_given_ruin,
    months_survived,
    restricted_mean_time_to_ruin,
    time_to_ruin_quantile,
)
from fundsim.metrics.weights import LikelihoodRatios, effective_sample_size

__all__ = [
    "MEASURES",
    "Estimate",
    "Estimates",
    "Influence",
    "InfluenceFunction",
    "LikelihoodRatios",
    "Measure",
    "account_estimates",
    "account_total_estimates",
    "cohort_default_rates",
    "conditional_mean",
    "difference",
    "effective_sample_size",
    "exceedance",
    "exceedance_curve",
    "exceedance_thresholds",
    "expected_shortfall",
    "expected_shortfall_influence",
    "government_cash_estimates",
    "industry_contributions",
    "influence_estimate",
    "layer_contributions",
    "mean",
    "mean_influence",
    "mean_shortfall",
    "mean_shortfall_given_ruin",
    "mean_time_to_ruin_given_ruin",
    "monthly_estimates",
    "months_survived",
    "outlay_quantiles",
    "outlay_span_estimates",
    "outlay_span_quantiles",
    "paired_difference",
    "path_quantities",
    "paths_needed",
    "probability",
    "quantile",
    "quantile_influence",
    "ratio_influence",
    "ratio_of_totals",
    "required_fund",
    "restricted_mean_time_to_ruin",
    "ruin_by_month",
    "ruin_probability",
    "ruined_within",
    "share_estimates",
    "standard_deviation",
    "standard_deviation_influence",
    "summarise",
    "survival_curve",
    "tail_contributions",
    "tail_table",
    "time_to_ruin_quantile",
    "township_contributions",
    "township_estimates",
    "township_overdue_ratios",
    "value_at_risk",
]
