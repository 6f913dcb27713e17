"""Charts: functions of results and axes, each with a caption that states its finding; `KINDS` lists them all."""

from fundsim.plots.bad_year import plot_bad_year
from fundsim.plots.balance_fan import plot_balance_fan
from fundsim.plots.breakers import plot_breakers
from fundsim.plots.convergence import plot_convergence
from fundsim.plots.differences import plot_differences
from fundsim.plots.exceedance import plot_exceedance
from fundsim.plots.files import save_chart
from fundsim.plots.frontier import plot_frontier
from fundsim.plots.heat_map import plot_heat_map
from fundsim.plots.kinds import KINDS, Kind, available_kinds, caption, draw_chart, why_not
from fundsim.plots.loss_distribution import plot_loss_distribution
from fundsim.plots.needs import ResultKind, result_kind
from fundsim.plots.overdue import plot_overdue
from fundsim.plots.reconciliation import plot_reconciliation
from fundsim.plots.sizing_curve import plot_sizing_curve
from fundsim.plots.stress import plot_stress
from fundsim.plots.style import STYLES, StyleName, chart_style, new_figure
from fundsim.plots.survival import plot_survival
from fundsim.plots.sweep_panels import plot_sweep_panels
from fundsim.plots.tornado import plot_tornado
from fundsim.plots.township_overdue import plot_township_overdue
from fundsim.plots.townships import plot_townships
from fundsim.plots.vintages import plot_vintages
from fundsim.plots.who_pays import plot_who_pays
from fundsim.plots.yearly_outlay import plot_yearly_outlay

__all__ = [
    "KINDS", "STYLES", "Kind", "ResultKind", "StyleName", "available_kinds", "caption", "chart_style",
    "draw_chart", "new_figure",
    "plot_bad_year", "plot_balance_fan", "plot_breakers", "plot_convergence", "plot_differences", "plot_exceedance",
    "plot_frontier", "plot_heat_map", "plot_loss_distribution", "plot_overdue", "plot_reconciliation",
    "plot_sizing_curve", "plot_stress", "plot_survival", "plot_sweep_panels", "plot_tornado",
    "plot_township_overdue", "plot_townships", "plot_vintages", "plot_who_pays", "plot_yearly_outlay", "result_kind",
    "save_chart", "why_not",
]  # fmt: skip
