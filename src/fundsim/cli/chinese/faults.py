"""Faults, cautions and errors in Chinese, part by part; what no pattern fits stays in English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from fundsim.cli.chinese.allowed import allowed_in_chinese
from fundsim.cli.chinese.contradictions import CONTRADICTIONS
from fundsim.cli.chinese.data_messages import DATA
from fundsim.cli.chinese.file_messages import FILES
from fundsim.cli.chinese.programme_remedies import PROGRAMME_REMEDIES
from fundsim.cli.chinese.remedies import REMEDIES
from fundsim.cli.chinese.run_messages import RUNS
from fundsim.cli.chinese.usage_messages import USAGE
from fundsim.cli.chinese.value_messages import VALUES
from fundsim.cli.chinese.wording import BLANKS
from fundsim.errors import Fault, ScenarioError
from fundsim.languages import Language, Phrases, translated

MESSAGES: Phrases = (*FILES, *CONTRADICTIONS, *VALUES)
ALL_REMEDIES: Phrases = (*PROGRAMME_REMEDIES, *REMEDIES)
NAMED: Phrases = (*RUNS, *USAGE)
LINES: Phrases = (*NAMED, *DATA, *ALL_REMEDIES, *MESSAGES)
BETWEEN, ALLOWED = "; ", "; allowed: "
LONGEST, DEEPEST = 10, 50  # parts of one phrase; colons of a line that is taken apart
COLON = re.compile(r"(?<!env var): |  ")
INHERITED = re.compile(r"(?P<remedy>.+) \((?P<there>there, or )?in (?P<file>.+), which inherits it\)")
PLACED = re.compile(r"(?P<place>(?:(?!: ).)+?:\d+:\d+|--set)  (?P<rest>.+)")
UNKNOWN_NAMES = re.compile(r"(?P<note>names in the scenario that no loan has: [\d,]+), (?P<listed>.+)")
NAME_WITH_FAULT = re.compile(r"(\S+) \((.+?; .+?)\)(?=; |$)")
KEYED = re.compile(r"(?P<key>[^\s:]+): (?P<rest>.+)")


def fault_in(fault: Fault, lang: Language) -> str:
    """A fault or caution as it is shown, in a language.

    Parameters
    ----------
    fault : Fault
        Of a scenario or sweep.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One line; place, key, names and values as they are.

    Examples
    --------
    >>> fault_in(Fault("horizon.months", "0 is too small", "a whole number of months from 1 to 600"), "zh")
    'horizon.months：0太小；可填：月数（整数，1至600）'
    """
    if lang == "en":
        return str(fault)
    place = f"{fault.file}:{fault.line}:{fault.column}" if fault.line else fault.file
    key = f"{fault.key}：" if fault.key else ""
    allowed = f"；可填：{allowed_in_chinese(fault.allowed)}" if fault.allowed else ""
    remedy = f"；{remedy_in_chinese(fault.remedy)}" if fault.remedy else ""
    return f"{f'{place}  ' if place else ''}{key}{message_in_chinese(fault.message)}{allowed}{remedy}"


def error_in(error: BaseException, lang: Language) -> str:
    r"""What an error says, in a language.

    Parameters
    ----------
    error : Exception
        Of fundsim.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        One or more lines; places, keys, names and values as they are.

    Examples
    --------
    >>> error_in(ScenarioError([Fault("", "the file is empty", file="a.yaml")]), "zh")
    '情景文件有1处错误：\n  a.yaml  文件为空'
    """
    if lang == "en":
        return str(error)
    if isinstance(error, ScenarioError):
        head = str(error).partition("\n")[0]
        return "\n".join([phrase_in(head, lang), *(f"  {fault_in(fault, lang)}" for fault in error.faults)])
    return phrase_in(str(error), lang)


def phrase_in(text: str, lang: Language) -> str:
    """Lines of an error, or another message of the command line, in a language.

    Parameters
    ----------
    text : str
        One or more lines.
    lang : {"en", "zh"}
        Language.

    Returns
    -------
    str
        As many lines.

    Examples
    --------
    >>> phrase_in("loans.csv: no such file; a path counts from the folder of the scenario file", "zh")
    'loans.csv：没有这个文件；相对路径从情景文件所在的文件夹算起'
    """
    return text if lang == "en" else "\n".join(map(_line, text.split("\n")))


def message_in_chinese(message: str) -> str:
    """What is wrong, in Chinese."""
    return _parts(message, MESSAGES) or message


def remedy_in_chinese(remedy: str) -> str:
    """What to do, in Chinese."""
    if inherited := INHERITED.fullmatch(remedy):
        where = "可在该处，或在" if inherited["there"] else "在"
        return f"{remedy_in_chinese(inherited['remedy'])}（{where}继承它的{inherited['file']}中修改）"
    return _parts(remedy, ALL_REMEDIES) or remedy


def _parts(text: str, phrases: Sequence[tuple[str, str]], *, whole: bool = False) -> str:
    """Text part by part, some of them with the sign between parts; empty where none (``whole``: not all) is known."""
    parts, told, known = text.split(BETWEEN), [], 0
    while parts:
        for count in range(1, min(len(parts), LONGEST) + 1):
            part = BETWEEN.join(parts[:count])
            if (chinese := translated(part, phrases, BLANKS)) != part:
                known += count
                break
        else:
            count, chinese = 1, parts[0]
            if whole:
                return ""
        told.append(chinese)
        parts = parts[count:]
    return "；".join(told).replace("？；", "？") if known else ""


def _line(line: str) -> str:
    """A line of an error: a fault as it is shown, what stands after a name, a message by itself, or a note."""
    text = line.lstrip(" ")
    indent = line[: len(line) - len(text)]
    told = _told(text) if len(COLON.findall(text)) <= DEEPEST else ""
    return indent + (told or _unknown_names(text) or _note(text))


@lru_cache(maxsize=1000)  # the rest after each colon is asked for once for every colon before it
def _told(text: str) -> str:
    return _shown(text) or _after_name(text) or _parts(text, LINES, whole=True)


def _shown(text: str) -> str:
    """A fault as it is shown, or a message at a place in a file; empty for others."""
    if not (found := PLACED.fullmatch(text)):
        return ""
    rest, allowed, after = found["rest"].partition(ALLOWED)
    key = KEYED.fullmatch(rest)
    name, message = (f"{key['key']}：", key["rest"]) if key else ("", rest)
    message = _parts(message, LINES)
    bounds, _, remedy = after.partition(BETWEEN)
    told = [f"{found['place']}  {name}{message}"]
    told += [f"可填：{allowed_in_chinese(bounds)}"] if allowed else []
    told += [remedy_in_chinese(remedy)] if remedy else []
    return "；".join(told) if message else ""


def _after_name(text: str) -> str:
    """What stands after a file, key or name; empty where it is not known."""
    for colon in COLON.finditer(text):
        if told := _told(text[colon.end() :]):
            between = "  " if colon[0] == "  " else "："
            return f"{translated(text[: colon.start()], NAMED, BLANKS)}{between}{told}"
    return ""


def _unknown_names(text: str) -> str:
    """A note that lists names without loans, with a fault in brackets after each; empty for others."""
    if not (found := UNKNOWN_NAMES.fullmatch(text)):
        return ""
    listed = (f"{key}（{_parts(fault, LINES) or fault}）" for key, fault in NAME_WITH_FAULT.findall(found["listed"]))
    return f"{_note(found['note'])}，{'；'.join(listed)}"


def _note(text: str) -> str:
    """A note on the quality of data, or what is not known."""
    from fundsim.portfolio.quality_chinese import note_in

    return note_in(text, "zh")
