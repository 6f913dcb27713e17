"""The finding of each chart in a sentence or two, from the numbers of the results: (Dataset, language) → text."""

from fundsim.plots.captions.claims import bad_year, convergence, exceedance, loss_distribution, stress, who_pays
from fundsim.plots.captions.decisions import differences, heat_map, sweep_panels, tornado
from fundsim.plots.captions.frontier import frontier
from fundsim.plots.captions.fund import balance_fan, breakers, reconciliation, sizing_curve, survival
from fundsim.plots.captions.government import yearly_outlay
from fundsim.plots.captions.loans import overdue, township_overdue, townships, vintages

__all__ = [
    "bad_year",
    "balance_fan",
    "breakers",
    "convergence",
    "differences",
    "exceedance",
    "frontier",
    "heat_map",
    "loss_distribution",
    "overdue",
    "reconciliation",
    "sizing_curve",
    "stress",
    "survival",
    "sweep_panels",
    "tornado",
    "township_overdue",
    "townships",
    "vintages",
    "who_pays",
    "yearly_outlay",
]
