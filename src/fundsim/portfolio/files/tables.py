"""Tables of loans in CSV, Excel or Parquet: the mapped columns as text, piece by piece.

Other columns may hold names or numbers of identity cards. Parquet does not read them from the disk at all; CSV and
Excel files are read row by row, and of each row only the mapped fields are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NamedTuple

from fundsim.errors import DataError, did_you_mean
from fundsim.portfolio.files.cells import is_sum
from fundsim.portfolio.files.csv_files import as_in_header, column_name, column_places, open_csv, plain_name
from fundsim.programme.loans import TapeLoans, table_kind

MOST_TITLES = 9  # rows that may stand above the column names
PIECE = 2_000  # rows held as text at a time; more only keeps the garbage collector busy
INSTALL = "install it with `pip install fundsim[tape]`, or save the table as CSV (UTF-8)"


class Piece(NamedTuple):
    """Some rows of a table.

    Parameters
    ----------
    lines : list of int
        Line of the file on which each row ends. In a Parquet file, which has no lines, rows are counted as if the
        header were line 1.
    columns : dict of list of str
        Mapped attribute -> cells, without spaces around them; empty where blank.
    misshapen : list of int
        Lines of rows that were left out because they have more or fewer fields than the header.
    """

    lines: list[int]
    columns: dict[str, list[str]]
    misshapen: list[int]


class Table(NamedTuple):
    """An open table.

    Parameters
    ----------
    read_as : str
        Encoding of a CSV file, else Excel or Parquet.
    looks_like_utf8 : bool
        It is read in another encoding, as asked, but is valid UTF-8 with letters beyond ASCII.
    pieces : iterator of Piece
        All rows.
    titles : int
        Rows above the column names, which were skipped; comments and blank rows not counted.
    totals : list of int
        Lines of rows of sums, which are left out; complete when all pieces are read.
    """

    read_as: str
    looks_like_utf8: bool
    pieces: Iterator[Piece]
    titles: int
    totals: list[int]


Rows = Iterator[tuple[int, Sequence[object]]]  # with the line of the file on which each ends


@contextmanager
def open_table(loans: TapeLoans, columns: dict[str, str]) -> Iterator[Table]:
    """Open a loan tape.

    Parameters
    ----------
    loans : TapeLoans
        File, encoding, sheet.
    columns : dict
        Attribute -> column name.

    Yields
    ------
    Table
        Its rows, of which only the mapped columns are kept.

    Raises
    ------
    DataError
        The file cannot be read, or has not the columns.
    """
    openers = {"CSV": _open_csv, "Excel": _open_excel, "Parquet": _open_parquet}
    with openers[table_kind(loans.file)](loans, columns) as table:
        yield table


def cell_text(value: object) -> str:
    """Cell of a typed table as a CSV file would hold it.

    Examples
    --------
    >>> [cell_text(value) for value in (None, float("nan"), 12.0, 0.0345, dt.datetime(2023, 11, 30), " 粮食 ")]
    ['', '', '12', '0.0345', '2023-11-30', '粮食']
    """
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124 (not a number)
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value).strip()


def _wanted(columns: dict[str, str]) -> dict[str, str]:
    return {f"loans.columns.{key}": name for key, name in columns.items()}


def _places(loans: TapeLoans, header: list[str], columns: dict[str, str]) -> list[int]:
    return list(column_places(loans.file, header, _wanted(columns), MOST_TITLES).values())


def _below_titles(header: list[str], rows: Rows, columns: dict[str, str]) -> tuple[list[str], Rows, int]:
    """Column names and the rows below them, where titles stand above: the row with most of the names is taken."""
    wanted = set(map(plain_name, columns.values()))
    top = list(islice(rows, MOST_TITLES)) if not wanted <= set(map(plain_name, header)) else []
    headers = [header, *([column_name(cell_text(cell)) for cell in cells] for _, cells in top)]
    place = max(range(len(headers)), key=lambda number: len(wanted & set(map(plain_name, headers[number]))))
    return headers[place], chain(top[place:], rows), place


def _loans_of(rows: Rows, totals: list[int]) -> Rows:
    """Rows of which no cell says that they are sums; lines of the others are noted."""
    for line, cells in rows:
        if any(map(is_sum, cells)):
            totals.append(line)
        else:
            yield line, cells


def _picker(places: Sequence[int]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """Function that takes the mapped fields of a row."""
    if len(places) == 1:
        only = places[0]
        return lambda fields: (fields[only],)
    return itemgetter(*places)


def _pieces(rows: Iterator[tuple[int, tuple[str, ...] | None]], keys: Iterable[str]) -> Iterator[Piece]:
    """Pieces of rows (line, mapped fields); no fields where the row is misshapen."""
    names = list(keys)
    while piece := list(islice(rows, PIECE)):
        good = [(line, fields) for line, fields in piece if fields is not None]
        cells = zip(*(fields for _, fields in good), strict=True) if good else ((),) * len(names)
        yield Piece(
            lines=[line for line, _ in good],
            columns={name: [cell.strip() for cell in column] for name, column in zip(names, cells, strict=True)},
            misshapen=[line for line, fields in piece if fields is None],
        )


@contextmanager
def _open_csv(loans: TapeLoans, columns: dict[str, str]) -> Iterator[Table]:
    with open_csv(loans.file, loans.encoding) as tape:
        header, below, titles = _below_titles(tape.header, tape.rows, columns)
        totals: list[int] = []
        pick, width = _picker(_places(loans, header, columns)), len(header)
        rows = ((line, pick(row) if len(row) == width else None) for line, row in _loans_of(below, totals))
        yield Table(tape.encoding, tape.looks_like_utf8, _pieces(rows, columns), titles, totals)


@contextmanager
def _open_excel(loans: TapeLoans, columns: dict[str, str]) -> Iterator[Table]:
    try:
        import openpyxl
    except ImportError:
        raise DataError(f"{loans.file}: Excel files are read with openpyxl; {INSTALL}") from None
    from zipfile import BadZipFile

    try:
        book = openpyxl.load_workbook(loans.file, read_only=True, data_only=True)
    except (OSError, BadZipFile, KeyError, ValueError) as error:
        raise _unreadable(loans, "an Excel workbook", error) from None
    try:
        rows = _excel_rows(_sheet(loans, book))
        first = [column_name(cell_text(value)) for value in next(rows, (0, []))[1]]
        if not first:
            raise DataError(f"{loans.file}: the sheet is empty; a header row with column names is needed")
        header, below, titles = _below_titles(first, rows, columns)
        totals: list[int] = []
        picked = _picked(_loans_of(below, totals), _places(loans, header, columns))
        yield Table("Excel", False, _pieces(picked, columns), titles, totals)
    finally:
        book.close()


def _sheet(loans: TapeLoans, book: Any) -> Any:
    names = list(book.sheetnames)
    if loans.sheet is None:
        return book[names[0]]
    if loans.sheet not in names:
        remedy = did_you_mean(loans.sheet, names) or f"sheets are: {', '.join(names)}"
        raise DataError(f"{loans.file}: no sheet `{loans.sheet}` (`loans.sheet`); {remedy}")
    return book[loans.sheet]


def _excel_rows(sheet: Any) -> Rows:
    """Row number and cells of a sheet; blank rows, and rows above the header that begin with #, are skipped."""
    above_header = True
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if all(cell is None for cell in cells) or (above_header and cell_text(cells[0]).startswith("#")):
            continue
        above_header = False
        yield number, cells


def _picked(rows: Rows, places: list[int]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for number, cells in rows:  # rows end with their last cell that is not blank
        yield number, tuple(cell_text(cells[place]) if place < len(cells) else "" for place in places)


@contextmanager
def _open_parquet(loans: TapeLoans, columns: dict[str, str]) -> Iterator[Table]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise DataError(f"{loans.file}: Parquet files are read with pyarrow; {INSTALL}") from None
    try:
        file = parquet.ParquetFile(loans.file)
    except (OSError, pa.ArrowException) as error:
        raise _unreadable(loans, "a Parquet file", error) from None
    with file:
        header = list(file.schema_arrow.names)
        column_places(loans.file, header, _wanted(columns))
        columns = {key: as_in_header(header, name) for key, name in columns.items()}
        try:
            totals: list[int] = []
            yield Table("Parquet", False, _parquet_pieces(file, columns, totals), 0, totals)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(loans, "a Parquet file", error) from None


def _parquet_pieces(file: Any, columns: dict[str, str], totals: list[int]) -> Iterator[Piece]:
    """Pieces of rows; of those that are sums, as far as their mapped columns say so, the lines are noted."""
    line = 2
    for batch in file.iter_batches(batch_size=PIECE, columns=list(dict.fromkeys(columns.values()))):
        cells = {name: [cell_text(value) for value in batch.column(name).to_pylist()] for name in batch.schema.names}
        sums = {row for column in cells.values() for row, cell in enumerate(column) if is_sum(cell)}
        totals += [line + row for row in sorted(sums)]
        loans = [row for row in range(batch.num_rows) if row not in sums]
        taken = {key: [cells[name][row] for row in loans] for key, name in columns.items()}
        yield Piece([line + row for row in loans], taken, [])
        line += batch.num_rows


def _unreadable(loans: TapeLoans, what: str, error: Exception) -> DataError:
    if isinstance(error, FileNotFoundError):
        return DataError(f"{loans.file}: no such file; a path counts from the folder of the scenario file")
    if isinstance(error, IsADirectoryError):
        return DataError(f"{loans.file}: is a directory; name a file in it")
    return DataError(f"{loans.file}: cannot be read as {what}; check the file, or save the table as CSV (UTF-8)")
