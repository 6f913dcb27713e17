"""Townships of a made-up portfolio: written out in the scenario, or read from a CSV file."""

from __future__ import annotations

import math
import unicodedata
from typing import NamedTuple

import numpy as np

from fundsim.errors import DataError, Fault, ScenarioError, did_you_mean
from fundsim.portfolio.files.cells import is_sum, number
from fundsim.portfolio.files.csv_files import CsvFile, column_places, open_csv
from fundsim.portfolio.loan_book import Floats, Integers
from fundsim.programme.loans import SyntheticLoans
from fundsim.units import MAX_MONEY

MAX_TOWNSHIPS = 65_536  # townships are keyed by sixteen bits
MAX_LOANS = 10_000_000  # what fits into the memory of an ordinary machine
MAX_VILLAGES = 1_000_000  # more than any province has
UNNAMED_COUNTY = "county"
OPTIONAL = ("township_zh", "outstanding", "outstanding_10k", "overdue", "overdue_10k", "villages", "county")
COLUMNS = ("township", "loans", "households", *OPTIONAL)
HEADINGS_ZH = {
    "乡镇": "township", "乡镇名称": "township", "户数": "households", "贷款户数": "households", "笔数": "loans",
    "贷款笔数": "loans", "贷款余额": "outstanding", "贷款余额(元)": "outstanding", "贷款余额(万元)": "outstanding_10k",
    "余额": "outstanding", "余额(元)": "outstanding", "余额(万元)": "outstanding_10k",
    "逾期金额": "overdue", "逾期金额(元)": "overdue", "逾期金额(万元)": "overdue_10k",
    "逾期余额": "overdue", "逾期余额(元)": "overdue", "逾期余额(万元)": "overdue_10k",
    "村数": "villages", "行政村数": "villages", "县": "county", "县名": "county",
}  # fmt: skip
OTHERWISE = {
    "loans": "households",
    "households": "loans",
    "outstanding": "outstanding_10k",
    "outstanding_10k": "outstanding",
    "overdue": "overdue_10k",
    "overdue_10k": "overdue",
}


class Townships(NamedTuple):
    """Townships with their loans.

    Parameters
    ----------
    names, names_zh : tuple of str
        Townships; in Chinese where the file has a column ``township_zh``, else the same.
    loans, villages : array (township,)
        Numbers.
    outstanding : array (township,)
        Reported outstanding amount; NaN where none is given. [currency]
    overdue_ratio : array (township,)
        Reported overdue amount over the reported outstanding amount; NaN where either is not given. [1]
    county : array (township,)
        Index into ``counties``.
    counties : tuple of str
        Counties in order of first mention.
    places : tuple of str
        Where each township is written, for messages.
    """

    names: tuple[str, ...]
    names_zh: tuple[str, ...]
    loans: Integers
    villages: Integers
    outstanding: Floats
    overdue_ratio: Floats
    county: Integers
    counties: tuple[str, ...]
    places: tuple[str, ...]


class _Row(NamedTuple):
    name: str
    loans: int
    outstanding: float | None
    villages: int | None
    county: str | None
    place: str
    name_zh: str = ""
    overdue: float | None = None


def read_townships(terms: SyntheticLoans) -> Townships:
    """Townships of a scenario, multiplied by its ``scale``.

    Parameters
    ----------
    terms : SyntheticLoans
        The scenario's ``loans``.

    Returns
    -------
    Townships
        In the order of the file.

    Raises
    ------
    DataError
        The file cannot be read, or rows of it are wrong (all of them in one message).
    ScenarioError
        No township, too many loans, or no reported outstanding amount to rescale to.

    Notes
    -----
    Scaled numbers of loans are rounded half up, to at least 1 where there was one. Model assumption.
    """
    if isinstance(terms.townships, str):
        rows = _read_file(terms.townships)
    else:
        rows = [
            _Row(name, town.loans, town.outstanding, town.villages, town.county, f"loans.townships.{name}")
            for name, town in terms.townships.items()
        ]
    _check(terms, rows)
    counties = tuple(dict.fromkeys(row.county or UNNAMED_COUNTY for row in rows))
    return Townships(
        names=tuple(row.name for row in rows),
        names_zh=tuple(row.name_zh or row.name for row in rows),
        loans=np.array([_scaled(row.loans, terms.scale) for row in rows], dtype=np.int64),
        villages=np.array([row.villages or terms.villages_per_township for row in rows], dtype=np.int64),
        outstanding=np.array([math.nan if row.outstanding is None else row.outstanding * terms.scale for row in rows]),
        overdue_ratio=np.array([_overdue_ratio(row) for row in rows]),
        county=np.array([counties.index(row.county or UNNAMED_COUNTY) for row in rows], dtype=np.int64),
        counties=counties,
        places=tuple(row.place for row in rows),
    )


def village_names(townships: Townships) -> tuple[str, ...]:
    """Villages of all townships, ``township/number`` each."""
    counts = zip(townships.names, townships.villages.tolist(), strict=True)
    return tuple(f"{name}/{number + 1}" for name, count in counts for number in range(count))


def _overdue_ratio(row: _Row) -> float:
    """Share of a township's outstanding amount that is overdue, as its file reports both."""
    return row.overdue / row.outstanding if row.overdue is not None and row.outstanding else math.nan


def _scaled(loans: int, scale: float) -> int:
    return max(int(loans > 0), math.floor(loans * scale + 0.5))


def _check(terms: SyntheticLoans, rows: list[_Row]) -> None:
    faults = []
    if not rows:
        faults.append(Fault("loans.townships", "there is no township", remedy="give at least one"))
    if len(rows) > MAX_TOWNSHIPS:
        faults.append(Fault("loans.townships", f"{len(rows):,} townships", allowed=f"at most {MAX_TOWNSHIPS:,}"))
    total = sum(_scaled(row.loans, terms.scale) for row in rows)
    if total > MAX_LOANS:
        remedy = "lower `loans.scale` or the numbers of loans"
        faults.append(Fault("loans.townships", f"{total:,} loans", allowed=f"at most {MAX_LOANS:,}", remedy=remedy))
    villages = sum(row.villages or terms.villages_per_township for row in rows)
    if villages > MAX_VILLAGES:
        faults.append(Fault("loans.townships", f"{villages:,} villages", allowed=f"at most {MAX_VILLAGES:,}"))
    if terms.size.rescale_to is not None:
        faults += _without_amount(rows)
        faults += [
            Fault(row.place, f"reports {row.outstanding:,.2f} outstanding, but no loans", remedy="give `loans`")
            for row in rows
            if row.outstanding is not None and row.loans == 0
        ]
        faults += [fault for row in rows if (fault := _above_cap(terms, row)) is not None]
    if faults:
        raise ScenarioError(faults)


def _without_amount(rows: list[_Row]) -> list[Fault]:
    """A fault for each township with loans but no amount; one for all where none has any: a column is missing."""
    lacking = [row for row in rows if row.outstanding is None and row.loans > 0]
    if len(lacking) > 1 and all(row.outstanding is None for row in rows):
        message = "no township has an amount outstanding to rescale to"
        remedy = "give `outstanding` (in a file the column may be `outstanding_10k`), or drop `size.rescale_to`"
        return [Fault("loans.townships", message, remedy=remedy)]
    remedy = "give it, or drop `size.rescale_to`"
    return [Fault(row.place, "has no `outstanding` to rescale to", remedy=remedy) for row in lacking]


def _above_cap(terms: SyntheticLoans, row: _Row) -> Fault | None:
    """A fault where the mean reported balance is above the cap: count, amount and cap cannot all be right."""
    loans, outstanding = _scaled(row.loans, terms.scale), (row.outstanding or 0.0) * terms.scale
    if terms.add_on_cap is None or outstanding <= terms.add_on_cap * loans or not loans:
        return None
    means = f"{outstanding:,.2f} outstanding for {loans:,} loans, a mean of {outstanding / loans:,.2f}"
    remedy = "raise the cap, correct the count or the amount (and its unit), or drop `size.rescale_to`"
    return Fault(row.place, f"reports {means}, above `loans.add_on_cap` {terms.add_on_cap:,.2f}", remedy=remedy)


def _read_file(file: str) -> list[_Row]:
    with open_csv(file) as opened:
        table = opened._replace(header=[HEADINGS_ZH.get(_plain(name), name) for name in opened.header])
        places = column_places(file, table.header, _wanted_columns(file, table.header))
        rows, faults = _parse_rows(file, table, places)
    if faults:
        raise DataError("\n".join(faults))
    return rows


def _plain(name: str) -> str:
    """A heading without spaces, its full-width forms as the plain ones."""
    return "".join(unicodedata.normalize("NFKC", name).split())


def _wanted_columns(file: str, header: list[str]) -> dict[str, str]:
    """Column names to look for; the first of a pair wins only where the other is absent."""
    for name, other in OTHERWISE.items():
        if name in header and other in header:
            raise DataError(f"{file}: has both `{name}` and `{other}`; keep one of the two columns")
    if misspelt := _misspelt(header):
        raise DataError(
            "\n".join(f"{file}: column `{name}` is none of a township's; {hint}" for name, hint in misspelt)
        )
    wanted = {name: name for name in COLUMNS if name in header}
    wanted.setdefault("township", "township")
    if "loans" not in wanted and "households" not in wanted:
        wanted["loans"] = "households" if did_you_mean("households", header) else "loans"
    return wanted


def _misspelt(header: list[str]) -> list[tuple[str, str]]:
    """Columns that are nearly called as an optional one that is not there, and that one; others are not asked for."""
    missing = [name for name in OPTIONAL if name not in header and OTHERWISE.get(name) not in header]
    others = [name for name in header if name not in COLUMNS]
    return [(name, hint) for name in others if (hint := did_you_mean(name.lower(), missing, closeness=0.85))]


def _parse_rows(file: str, table: CsvFile, places: dict[str, int]) -> tuple[list[_Row], list[str]]:
    rows: list[_Row] = []
    faults: list[str] = []
    seen: dict[str, int] = {}
    for line, fields in table.rows:
        place = f"{file}:{line}"
        if len(fields) != len(table.header):
            faults.append(f"{place}: {len(fields)} fields, but the header has {len(table.header)}; check the commas")
            continue
        cells = {key: fields[index].strip() for key, index in places.items()}
        row, row_faults = _parse_row(cells, place)
        if row.name in seen:
            row_faults.append(f"{place}  township: `{row.name}` stands on line {seen[row.name]} already; merge the two")
        seen.setdefault(row.name, line)
        rows.append(row)
        faults += row_faults
    return rows, faults


def _parse_row(cells: dict[str, str], place: str) -> tuple[_Row, list[str]]:
    faults: list[str] = []
    if not 1 <= len(cells["township"]) <= 80:
        faults.append(f"{place}  township: `{cells['township'][:90]}`; a name of 1 to 80 characters is needed")
    if is_sum(cells["township"]):
        faults.append(f"{place}  township: `{cells['township']}` looks like the sum of the other rows; drop the row")
    loans_key = "loans" if "loans" in cells else "households"
    loans = _whole_number(cells[loans_key], f"{place}  {loans_key}", 0, faults)
    villages = None
    if cells.get("villages"):
        villages = _whole_number(cells["villages"], f"{place}  villages", 1, faults)
    outstanding = None
    for key, unit in (("outstanding", 1.0), ("outstanding_10k", 10_000.0)):
        if cells.get(key):
            outstanding = _amount(cells[key], f"{place}  {key}", unit, faults)
    overdue = None
    for key, unit in (("overdue", 1.0), ("overdue_10k", 10_000.0)):
        if cells.get(key):
            overdue = _amount(cells[key], f"{place}  {key}", unit, faults, outstanding)
    if outstanding == 0.0 and loans == 0:
        outstanding = None
    elif outstanding == 0.0:
        faults.append(f"{place}: 0 outstanding with {loans} loans; leave it blank if it is not known")
    name, name_zh = cells["township"], cells.get("township_zh", "")
    return _Row(name, loans, outstanding, villages, cells.get("county") or None, place, name_zh, overdue), faults


def _whole_number(text: str, place: str, smallest: int, faults: list[str]) -> int:
    value = number(text)
    if value.is_integer() and smallest <= value <= MAX_LOANS:
        return int(value)
    faults.append(f"{place}: `{text}`; a whole number from {smallest} to {MAX_LOANS:,} is needed")
    return smallest


def _amount(text: str, place: str, unit: float, faults: list[str], most: float | None = None) -> float:
    """An amount up to a largest one; that of all amounts where it is not given or not known itself."""
    amount, largest = number(text) * unit, MAX_MONEY if most is None or math.isnan(most) else most
    if 0.0 <= amount <= largest:
        return amount
    faults.append(f"{place}: `{text}`; an amount from 0 to {largest / unit:g} is needed")
    return math.nan
