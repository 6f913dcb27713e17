"""Charts: functions of results and axes."""

from fundsim.plots.balance_fan import plot_balance_fan
from fundsim.plots.files import save_chart
from fundsim.plots.loss_distribution import plot_loss_distribution
from fundsim.plots.style import chart_style, new_figure
from fundsim.plots.survival import plot_survival
from fundsim.plots.who_pays import plot_who_pays

__all__ = [
    "chart_style",
    "new_figure",
    "plot_balance_fan",
    "plot_loss_distribution",
    "plot_survival",
    "plot_who_pays",
    "save_chart",
]
