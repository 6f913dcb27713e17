"""What a YAML reader cannot read, in plain words."""

from __future__ import annotations

import re

from ruamel.yaml.error import YAMLError
from ruamel.yaml.reader import ReaderError

from fundsim.errors import Fault

FULL_WIDTH = {
    "：": ":",
    "，": ",",
    "［": "[",
    "］": "]",
    "｛": "{",
    "｝": "}",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "－": "-",
    "＃": "#",
}
COMMA_IN_NUMBER = "a comma ends a value here: write 0.5 for 0,5 and 5000000 for 5,000,000"
YEAR_DIGITS = 4
INDENTATION = "write the keys of one block with the same number of spaces before them"

WIDE_KEY = re.compile(r"\s*[\w.-]+：")

# (words of the reader's problem or its context, what they mean, what to do); the first that fits counts.
PROBLEMS = (
    ("found character '\\t'", "a tab stands here", "indent with spaces"),
    ("cannot start any token", "a value cannot begin with this character", "put the text in quotes"),
    (
        "mapping values are not allowed",
        "a colon stands where none can be",
        "check the indentation of this line and the one above; text with a colon in it needs quotes",
    ),
    ("sequence entries are not allowed", "a list begins where none can", "begin it on a line of its own"),
    ("while scanning a quoted scalar", "a text in quotes begins here and does not end", "close the quotes"),
    ("unknown escape character", "a backslash stands in a text with double quotes", "use single quotes"),
    (
        "could not find expected ':'",
        "a key without a colon stands here or above",
        "write `key: value`, with a space",
    ),
    (
        "while parsing a flow sequence",
        "the list that begins here goes wrong in line {line}",
        "check its commas and its ]",
    ),
    (
        "while parsing a flow mapping",
        "the block that begins here goes wrong in line {line}",
        "check its commas and its }",
    ),
    ("but found ']'", "a ] stands here without its [", "remove it"),
    ("but found '}'", "a } stands here without its {", "remove it"),
    ("while parsing a block collection", "this line does not continue the list above", INDENTATION),
    ("but found '<scalar>'", "something follows a value that has ended", "put the whole text in quotes"),
    ("while parsing a block mapping", "this line does not belong to the block above", INDENTATION),
    (
        "while scanning a block scalar",
        "nothing can follow | or > on its line",
        "begin the text on the next line",
    ),
    ("<document start>", "a line that begins with % or a text stands above the first key", "remove it"),
    ("incompatible YAML", "the line with %YAML asks for another YAML", "remove it"),
    ("unindent", "this line does not belong to the block above", INDENTATION),
)


def is_part_of_a_number(key: str | int) -> bool:
    """Whether a key looks like what a comma left of a number: digits, but no calendar year.

    Examples
    --------
    >>> [is_part_of_a_number(key) for key in ("5", "000", "2026", "crop", 3)]
    [True, True, False, False, False]
    """
    return isinstance(key, str) and key.isdecimal() and len(key) != YEAR_DIGITS


def syntax_fault(error: YAMLError, text: str, file: str) -> Fault:
    """Fault for what the YAML reader could not read.

    Parameters
    ----------
    error : YAMLError
        Of the reader.
    text : str
        The whole text.
    file : str
        Name shown in messages.

    Returns
    -------
    Fault
        With the place where reading stopped; the cause can stand a line above.
    """
    if isinstance(error, ReaderError):
        before = text[: error.position]
        message = f"the character with code {error.character:#06x} is not allowed in a text file"
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        return Fault("", message, remedy="remove it", file=file, line=line + 1, column=column + 1)
    message, remedy = _in_words(error)
    mark = getattr(error, "context_mark" if "begins here" in message else "problem_mark", None)
    line, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.splitlines() or [""]
    line = min(line, len(lines) - 1)
    suspects = range(line, max(line - 2, -1), -1)  # reading may stop a line below the cause
    for suspect in suspects:
        if WIDE_KEY.match(lines[suspect]):  # before commas, which may belong to a text
            return _full_width_fault(lines, suspect, "：", file)
    for suspect in suspects:
        if (wide := _full_width(lines[suspect])) is not None:
            return _full_width_fault(lines, suspect, wide, file)
    return Fault("", message, remedy=remedy, file=file, line=line + 1, column=column + 1)


def full_width_colon(text: str, file: str) -> Fault | None:
    """Fault for a text in which no key ends as YAML wants it; None where full-width colons are not the cause.

    Parameters
    ----------
    text : str
        The whole text.
    file : str
        Name shown in messages.
    """
    lines = text.splitlines()
    first = next((number for number, line in enumerate(lines) if WIDE_KEY.match(line)), None)
    return None if first is None else _full_width_fault(lines, first, "：", file)


def _in_words(error: YAMLError) -> tuple[str, str]:
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    stopped = getattr(error, "problem_mark", None)
    line = stopped.line + 1 if stopped is not None else 1
    for words, message, remedy in PROBLEMS:
        if words in problem or words in context:
            return message.replace("{line}", str(line)), remedy
    return f"this is not YAML ({problem})", "compare the line with the examples of the manual"


def _also_full_width(lines: list[str], line: int) -> str:
    """Other lines whose key ends with a full-width colon, so that they are mended in one go."""
    others = [str(number) for number, text in enumerate(lines, 1) if number != line + 1 and WIDE_KEY.match(text)]
    return f"; likewise in {'lines' if len(others) > 1 else 'line'} {', '.join(others)}" if others else ""


def _full_width(line: str) -> str | None:
    """Full-width sign that stands in a line where YAML wants a narrow one; None where there is none."""
    outside_comment = re.split(r"\s#", line)[0]
    return next((wide for wide in FULL_WIDTH if wide in outside_comment), None)


def _full_width_fault(lines: list[str], line: int, wide: str, file: str) -> Fault:
    narrow = FULL_WIDTH[wide]
    space = " and a space" if narrow in ":," else ""
    remedy = f"write `{narrow}`{space}{_also_full_width(lines, line)}"
    column = lines[line].index(wide) + 1
    return Fault("", f"the line has a full-width `{wide}`", remedy=remedy, file=file, line=line + 1, column=column)
