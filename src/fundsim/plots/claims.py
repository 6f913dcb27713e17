"""The unit of claims on charts: per cent of the loans outstanding at the start, else money."""

from __future__ import annotations

import xarray as xr

from fundsim.languages import Language
from fundsim.plots.needs import has_loans
from fundsim.texts import text
from fundsim.texts.formats import Scale, money_scale, percent_scale


def claims_scale(ds: xr.Dataset, lang: Language) -> tuple[Scale, str]:
    """Unit of claims, and the label of their axis.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of a run or of a comparison.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    tuple of Scale and str
        Per cent of the loans outstanding at the start, or of what a fund without loans states in their place; money
        where there is neither.
    """
    outstanding = float(ds.attrs.get("opening_outstanding", 0.0))
    if outstanding > 0.0:
        percent = percent_scale(lang)
        return percent._replace(divisor=outstanding * percent.divisor), text(
            "loss_x" if has_loans(ds) else "loss_x_stated", lang
        )
    scale = money_scale(float(ds["claims"].max()), ds.attrs["currency"], lang)
    return scale, text("loss_x_money", lang, unit=scale.unit)
