"""Results of any kind in words and numbers, as the command that makes them prints them."""

from __future__ import annotations

import xarray as xr

from fundsim.errors import DataError
from fundsim.languages import Language
from fundsim.plots import result_kind
from fundsim.report.decision_terminal import comparison_text, equal_cost_text, frontier_text, solve_text
from fundsim.report.size_terminal import size_text
from fundsim.report.terminal import terminal_summary

DECISIONS = {
    "answer": solve_text,
    "efficient": frontier_text,
    "scaled_to": equal_cost_text,
}
"""What tells the results of a decision: a variable that no others have."""
TEXTS = {"run": terminal_summary, "sizes": terminal_summary, "compare": comparison_text, "size": size_text}


def summary_text(ds: xr.Dataset, lang: Language = "en") -> str:
    """Results in words and numbers, each number with its 95 % interval.

    Parameters
    ----------
    ds : xarray.Dataset
        Results of ``simulate``, ``compare``, ``size``, ``solve``, ``equal_cost`` or ``frontier``.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        What the command of the same name prints.

    Raises
    ------
    DataError
        These are no results of fundsim, or those of a sweep.

    Examples
    --------
    >>> import fundsim as fs
    >>> print(fs.summary_text(fs.simulate(fs.load_scenario("luoping"))))  # doctest: +SKIP
    """
    for variable, decision_text in DECISIONS.items():
        if variable in ds:
            return decision_text(ds, lang)
    kind = result_kind(ds)
    if kind not in TEXTS:
        raise DataError("the results of a sweep are a table; read its `estimate`, or draw it")
    return TEXTS[kind](ds, lang)
