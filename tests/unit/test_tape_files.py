"""CSV files in all encodings and states that reach us."""

import os
from pathlib import Path

import pytest

from fundsim.errors import DataError
from fundsim.portfolio.files import csv_files
from fundsim.portfolio.files.csv_files import column_places, open_csv

CHINESE = "乡镇,金额\n阿岗镇,50000\n九龙街道,30000\n"
ROWS = [(2, ["阿岗镇", "50000"]), (3, ["九龙街道", "30000"])]


def write(folder: Path, content: bytes) -> str:
    file = folder / "tape.csv"
    file.write_bytes(content)
    return str(file)


def read(file: str, encoding: str = "auto") -> tuple[list[str], list[tuple[int, list[str]]], str]:
    with open_csv(file, encoding) as table:
        return table.header, list(table.rows), table.encoding


def fault(file: str, encoding: str = "auto") -> str:
    with pytest.raises(DataError) as caught:
        read(file, encoding)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "asked", "chosen"),
    [
        ("utf-8", "auto", "utf-8"),
        ("utf-8-sig", "auto", "utf-8-sig"),
        ("gbk", "auto", "gb18030"),
        ("utf-16", "auto", "utf-16"),
        ("utf-8", "utf-8", "utf-8-sig"),
        ("utf-8-sig", "UTF8", "utf-8-sig"),
        ("gbk", "gbk", "gbk"),
        ("gbk", "GB2312", "gb2312"),
        ("utf-16-le", "utf-16-le", "utf-16-le"),
    ],
)
def test_encodings(tmp_path: Path, written: str, asked: str, chosen: str) -> None:
    file = write(tmp_path, CHINESE.encode(written))
    assert read(file, asked) == (["乡镇", "金额"], ROWS, chosen)


def test_wrong_encoding_names_file_encoding_byte_line_and_remedy(tmp_path: Path) -> None:
    file = write(tmp_path, b"name,amount\nAgang,1\n" + "阿岗镇,2\n".encode("gbk"))
    message = fault(file, "utf-8")
    assert message.startswith(f"{file}: not valid utf-8-sig: byte 20 on line 3; ")
    assert "or save the file as UTF-8" in message


def test_bad_byte_is_found_beyond_the_first_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_files, "PIECE", 5)  # cuts letters of three bytes in two
    file = write(tmp_path, "乡镇\n阿岗\n".encode() + b"\xe9,\n")
    assert "byte 14 on line 3" in fault(file, "utf-8")


def test_likely_encoding_is_guessed(tmp_path: Path) -> None:
    text = "kommun,belopp\n" + "Åmål,Älvsbyn är en småstad på landsbygden och här lånar många hushåll\n" * 30
    message = fault(write(tmp_path, text.encode("cp1252")), "ascii")
    assert "set `encoding: " in message


def test_neither_utf8_nor_gb18030(tmp_path: Path) -> None:
    message = fault(write(tmp_path, b"name\n" + b"\xff\xff\xff\n"))
    assert "not valid utf-8: byte 5 on line 2; not valid gb18030: byte 5 on line 2" in message


def test_utf16_with_and_without_its_mark(tmp_path: Path) -> None:
    assert "not valid utf-16: byte 0 on line 1" in fault(write(tmp_path, b"a\0\n\0"), "utf-16")
    assert "not valid utf-16: byte 2 on line 1" in fault(write(tmp_path, b"\xff\xfe\x00\xd8"))
    assert read(write(tmp_path, "a\nb\n".encode("utf-16-be")), "utf-16-be")[1] == [(2, ["b"])]


def test_utf8_read_as_asked_in_another_encoding_is_noticed(tmp_path: Path) -> None:
    for text, asked, noticed in (("名称\n阿岗镇乡\n", "gb18030", True), ("name\nAgang\n", "gbk", False)):
        with open_csv(write(tmp_path, text.encode()), asked) as table:
            assert table.looks_like_utf8 is noticed
    with open_csv(write(tmp_path, CHINESE.encode("gbk")), "gbk") as table:
        assert table.looks_like_utf8 is False


@pytest.mark.parametrize("encoding", ["klingon", "hex", "rot13"])
def test_names_that_are_no_encoding(tmp_path: Path, encoding: str) -> None:
    assert f"`{encoding}` is not an encoding" in fault(write(tmp_path, b"a\n"), encoding)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\n \n# only a comment\n", "is empty"),
        (b"PK\x03\x04....", "Excel workbook"),
        (b"a,b\n\x00\x01", "binary file (zero byte at 4)"),
        (b'a,b\n1,"2\n' + b"3,4\n" * 40_000, "not a CSV line"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, content: bytes, message: str) -> None:
    assert message in fault(write(tmp_path, content))


def test_missing_file_directory_and_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such file" in fault(str(tmp_path / "none.csv"))
    assert "is a directory" in fault(str(tmp_path))
    file = write(tmp_path, b"a\n1\n")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, os.strerror(13))

    monkeypatch.setattr(Path, "open", refuse)
    assert "cannot be read: Permission denied" in fault(file)


def test_comments_blank_lines_and_quoted_line_ends(tmp_path: Path) -> None:
    file = write(tmp_path, b'# note\r\n\r\n name , amount\r\n#1,2\r\n\r\n"two\r\nlines",3\r\n   \r\n')
    header, rows, _ = read(file)
    assert header == ["name", "amount"]
    assert rows == [(4, ["#1", "2"]), (7, ["two\r\nlines", "3"])]


def test_column_places() -> None:
    assert column_places("t.csv", ["a", "b", "c"], {"x": "c", "y": "a"}) == {"x": 2, "y": 0}


def test_all_wrong_columns_come_at_once() -> None:
    with pytest.raises(DataError) as caught:
        column_places("t.csv", ["amount", "term", "term"], {"x": "amuont", "y": "term", "z": "grade"})
    message = str(caught.value)
    assert "no column `amuont` (for x); did you mean 'amount'?" in message
    assert "column `term` (for y) stands 2 times" in message
    assert "no column `grade` (for z)" in message
    assert "columns of the file: amount, term, term" in message


@pytest.mark.parametrize(("titles", "place"), [(0, "the first line"), (9, "one of the first 10 rows")])
def test_a_header_without_any_of_the_columns_says_where_they_are_looked_for(titles: int, place: str) -> None:
    with pytest.raises(DataError, match=f"none of the columns `amount`, `term`; {place} must hold their names"):
        column_places("t.csv", ["a list", ""], {"x": "amount", "y": "term"}, titles)


def test_a_single_column_hints_at_the_separator() -> None:
    with pytest.raises(DataError, match="is the file separated by commas"):
        column_places("t.csv", ["amount;term"], {"x": "amount"})
