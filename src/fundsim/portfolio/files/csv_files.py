"""Reading CSV files in whatever encoding they come, with errors that name file, line and remedy."""

from __future__ import annotations

import codecs
import csv
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

from fundsim.errors import DataError, did_you_mean
from fundsim.programme.loans import table_kind

PIECE = 1 << 20  # bytes decoded at a time
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class CsvFile(NamedTuple):
    """An open CSV file.

    Parameters
    ----------
    header : list of str
        Column names.
    rows : iterator of (int, list of str)
        Line on which a row ends, and its fields.
    encoding : str
        What it is read in.
    looks_like_utf8 : bool
        It is read in another encoding, as asked, but is valid UTF-8 with letters beyond ASCII.
    """

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]
    encoding: str
    looks_like_utf8: bool


class _BadByte(NamedTuple):
    position: int
    line: int


@contextmanager
def open_csv(file: str, encoding: str = "auto") -> Iterator[CsvFile]:
    """Open a CSV file; lines above the header that start with ``#`` are comments.

    Parameters
    ----------
    file : str
        Path.
    encoding : str
        A name such as ``gbk``, or ``auto``: UTF-16 with its mark, UTF-8, then GB18030 (which contains GBK).

    Yields
    ------
    CsvFile
        Header and rows; blank lines are skipped.

    Raises
    ------
    DataError
        No such file, a directory, not readable, binary, empty, not in the encoding, not a CSV file.
    """
    try:
        chosen = _encoding_of(Path(file), encoding)
        with Path(file).open(encoding=chosen, newline="") as stream:
            rows = _rows(stream, file)
            _, header = next(rows, (0, []))
            if not header:
                raise DataError(f"{file}: is empty; a header line with column names is needed")
            yield CsvFile([column_name(text) for text in header], rows, chosen, _looks_like_utf8(Path(file), chosen))
    except FileNotFoundError:
        raise DataError(f"{file}: no such file; a path counts from the folder of the scenario file") from None
    except IsADirectoryError:
        raise DataError(f"{file}: is a directory; name a CSV file in it") from None
    except OSError as error:
        raise DataError(f"{file}: cannot be read: {error.strerror or error}") from None


def _rows(stream: TextIO, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream)
    above_header = True
    try:
        for fields in reader:
            comment = above_header and fields and fields[0].lstrip().startswith("#")
            if fields and not comment and not (len(fields) == 1 and not fields[0].strip()):
                above_header = False
                yield reader.line_num, fields
    except csv.Error as error:
        raise DataError(
            f"{file}:{reader.line_num}: not a CSV line ({error}); look for an opening quote without its end"
        ) from None


def _encoding_of(path: Path, asked: str) -> str:
    with path.open("rb") as stream:
        beginning = stream.read(4096)
    marked = next((name for mark, name in BYTE_ORDER_MARKS if beginning.startswith(mark)), None)
    if beginning.startswith(b"PK\x03\x04"):
        raise DataError(f"{path}: is an Excel workbook or a zip archive; save the sheet as CSV (UTF-8)")
    if b"\0" in beginning and marked is None and asked == "auto":
        raise DataError(f"{path}: is a binary file (zero byte at {beginning.index(0)}); save the table as CSV (UTF-8)")
    if asked == "auto":
        return _first_that_fits(path, [marked] if marked else ["utf-8", "gb18030"])
    try:
        name = codecs.lookup(asked).name
        "".encode(name)
    except LookupError:
        raise DataError(f"{path}: `{asked}` is not an encoding; use auto, utf-8, gbk, gb18030, big5, utf-16") from None
    return _first_that_fits(path, ["utf-8-sig" if name == "utf-8" else name])


def _first_that_fits(path: Path, encodings: list[str]) -> str:
    faults = []
    for encoding in encodings:
        bad = _first_bad_byte(path, encoding)
        if bad is None:
            return encoding
        faults.append(f"not valid {encoding}: byte {bad.position} on line {bad.line}")
    guess = _likely_encoding(path, encodings)
    remedy = f"it may be {guess}: set `encoding: {guess}`" if guess else "set `encoding` to the right one"
    raise DataError(f"{path}: {'; '.join(faults)}; {remedy}, or save the file as UTF-8")


def _first_bad_byte(path: Path, encoding: str) -> _BadByte | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    position, line = 0, 1
    with path.open("rb") as stream:
        while True:
            piece = stream.read(PIECE)
            pending = decoder.getstate()[0]
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                before = error.object[: error.start].count(b"\n")
                return _BadByte(position - len(pending) + error.start, line + before)
            except UnicodeError:  # utf-16 without its mark has no position
                return _BadByte(position, line)
            if not piece:
                return None
            position += len(piece)
            line += text.count("\n")


def _looks_like_utf8(path: Path, chosen: str) -> bool:
    """Whether another encoding was chosen for what is valid UTF-8 beyond ASCII: hardly ever by chance."""
    if chosen.startswith(("utf", "ascii")) or _first_bad_byte(path, "ascii") is None:
        return False
    return _first_bad_byte(path, "utf-8") is None


def _likely_encoding(path: Path, tried: list[str]) -> str | None:
    from charset_normalizer import from_bytes  # slow to import, and only errors need it

    with path.open("rb") as stream:
        best = from_bytes(stream.read(PIECE)).best()
    name = codecs.lookup(best.encoding).name if best is not None else None
    return None if name in tried else name


def column_name(text: str) -> str:
    r"""Name in a cell of a header, on one line.

    Examples
    --------
    >>> column_name(" 金额\n（万元）"), column_name("Loan\namount")
    ('金额（万元）', 'Loan amount')
    """
    return (" " if text.isascii() else "").join(line.strip() for line in text.strip().splitlines())


def plain_name(name: str) -> str:
    """Name of a column by which it is found: without blanks, full-width signs as half-width ones.

    Examples
    --------
    >>> plain_name("贷款金额（万元）") == plain_name("贷款 金额(万元)")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).split())


def as_in_header(header: list[str], name: str) -> str:
    """A column's name as the header writes it; the name itself where the header has none, or several, like it."""
    alike = [own for own in header if plain_name(own) == plain_name(name)]
    return alike[0] if name not in header and len(alike) == 1 else name


def column_places(file: str, header: list[str], wanted: dict[str, str], titles: int = 0) -> dict[str, int]:
    """Place of each wanted column in the header.

    Parameters
    ----------
    file : str
        For messages.
    header : list of str
        Column names of the file.
    wanted : dict
        What for (key of the scenario file) -> column name.
    titles : int
        Rows above the column names that would have been skipped.

    Returns
    -------
    dict
        What for -> index of the column.

    Raises
    ------
    DataError
        Columns that the file does not have, or has twice; all in one message.
    """
    faults = []
    wanted = {key: as_in_header(header, name) for key, name in wanted.items()}
    for key, name in wanted.items():
        if header.count(name) > 1:
            faults.append(f"column `{name}` (for {key}) stands {header.count(name)} times in the header; rename one")
        elif name not in header:
            remedy = did_you_mean(name, header)
            faults.append(f"no column `{name}` (for {key})" + (f"; {remedy}" if remedy else ""))
    if faults:
        if len(wanted) > 1 and not set(wanted.values()) & set(header):
            faults = [f"has none of the columns {', '.join(f'`{name}`' for name in wanted.values())}"]
            place = f"one of the first {titles + 1} rows" if titles else "the first line"
            faults.append(f"{place} must hold their names; delete what stands above them")
        one_field = len(header) == 1 and table_kind(file) == "CSV"
        commas = " (only one: is the file separated by commas?)" if one_field else ""
        raise DataError(
            "\n".join(
                [f"{file}: {'; '.join(faults)}", f"  columns of the file{commas}: {', '.join(filter(None, header))}"]
            )
        )
    return {key: header.index(name) for key, name in wanted.items()}
