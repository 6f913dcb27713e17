"""Headings of tables in one language."""

from __future__ import annotations

from fundsim.plots.texts import Language
from fundsim.report.tables import column_heading


def heading(column: str, currency: str, lang: Language) -> str:
    """Heading of a column with its unit.

    Parameters
    ----------
    column : str
        Column of one of the tables of this package.
    currency : str
        ISO code.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        The words of the CSV heading in one language.

    Examples
    --------
    >>> heading("balance_p05", "CNY", "en"), heading("balance_p05", "CNY", "zh")
    ('balance p05 [CNY]', '基金余额_5%分位 [CNY]')
    """
    name, rest = column_heading(column, currency).split(" ", 1)
    chinese, bracket, unit = rest.partition(" [")
    words = chinese if lang == "zh" else name.replace("_", " ")
    return words + bracket + unit
