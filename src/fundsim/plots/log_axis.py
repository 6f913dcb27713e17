"""Log scales with plain numbers at their ticks, also where they span less than a factor of ten."""

from __future__ import annotations

import math

from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

_FEW_DECADES = 2.0


def plain_log_ticks(axis: Axis, thousands: str = "") -> None:
    """Write 0.1, 1, 10 at the ticks of a log axis, and 2 and 5 between them where the axis is short.

    Parameters
    ----------
    axis : Axis
        A log axis whose limits are set.
    thousands : {"", ","}
        What stands between thousands.
    """
    low, high = sorted(axis.get_view_interval())
    short = math.log10(high / low) < _FEW_DECADES
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if short else (1.0,)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:{thousands}.0f}" if value >= 1 else f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
