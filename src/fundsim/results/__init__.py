"""Results: what they are called, whether the books balance, how they are kept."""

from fundsim.results.books import check_block, check_books, check_finite
from fundsim.results.coordinates import (
    ACCOUNT_TOTALS,
    CASH_LINES,
    COORDINATES,
    LINES,
    OF_SINGLE_PATHS,
    OUTLAY_SPANS,
    OUTLAYS,
    PARTIES,
    QUANTILES,
    SAMPLE_PATHS,
    Coordinate,
)
from fundsim.results.described import with_conventions
from fundsim.results.files import load, make_folder, save, write_whole
from fundsim.results.finding import find_results
from fundsim.results.label import Provenance, ResultAxes, coordinate_attributes, label, variable_attributes
from fundsim.results.selection import at_fund_size, monthly_mean, quantile_over_paths, usual_paths
from fundsim.results.variables import MONTHLY, MONTHS, OF_SAMPLING, TOWNSHIPS, VARIABLES, YEARS, Variable

__all__ = [
    "ACCOUNT_TOTALS",
    "CASH_LINES",
    "COORDINATES",
    "LINES",
    "MONTHLY",
    "MONTHS",
    "OF_SAMPLING",
    "OF_SINGLE_PATHS",
    "OUTLAYS",
    "OUTLAY_SPANS",
    "PARTIES",
    "QUANTILES",
    "SAMPLE_PATHS",
    "TOWNSHIPS",
    "VARIABLES",
    "YEARS",
    "Coordinate",
    "Provenance",
    "ResultAxes",
    "Variable",
    "at_fund_size",
    "check_block",
    "check_books",
    "check_finite",
    "coordinate_attributes",
    "find_results",
    "label",
    "load",
    "make_folder",
    "monthly_mean",
    "quantile_over_paths",
    "save",
    "usual_paths",
    "variable_attributes",
    "with_conventions",
    "write_whole",
]
