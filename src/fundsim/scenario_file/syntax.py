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
}
INDENTATION = "write the keys of one block with the same number of spaces before them"

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
    lines = text.splitlines()
    line = min(line, max(len(lines) - 1, 0))
    message, remedy = _full_width(lines[max(line - 1, 0) : line + 1]) or (message, remedy)
    return Fault("", message, remedy=remedy, file=file, line=line + 1, column=column + 1)


def _in_words(error: YAMLError) -> tuple[str, str]:
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    stopped = getattr(error, "problem_mark", None)
    line = stopped.line + 1 if stopped is not None else 1
    for words, message, remedy in PROBLEMS:
        if words in problem or words in context:
            return message.replace("{line}", str(line)), remedy
    return f"this is not YAML ({problem})", "compare the line with the examples of the manual"


def _full_width(lines: list[str]) -> tuple[str, str] | None:
    for line in reversed(lines):
        outside_comment = re.split(r"\s#", line)[0]
        for wide, narrow in FULL_WIDTH.items():
            if wide in outside_comment:
                space = " and a space" if narrow in ":," else ""
                return f"the line has a full-width `{wide}`", f"write `{narrow}`{space}"
    return None
