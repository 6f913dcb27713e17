"""What is wrong with a value, and what to write instead, in the words of people who do not program."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

from fundsim.errors import did_you_mean
from fundsim.languages import MULTIPLES_ZH
from fundsim.scenario_file.allowed import (
    FRACTIONS,
    Schema,
    in_words,
    kinds_of,
    known_keys,
    lowest,
    number,
    options_of,
    scenario_schema,
    tag_of,
)
from fundsim.scenario_file.chinese_words import choice_meant, key_meant, number_of
from fundsim.scenario_file.merging import CONTROLS
from fundsim.scenario_file.scalars import scalar_of
from fundsim.scenario_file.syntax import COMMA_IN_NUMBER, is_part_of_a_number
from fundsim.scenario_file.uncertain import LAWS

NAMES = {"number": "a number", "integer": "a number", "string": "a text", "boolean": "true or false"}
NAMES |= {"array": "a list", "object": "a block of keys"}
YES, NO = ("yes", "y", "on", "是"), ("no", "n", "off", "否")
TENS = {"": 1.0, "%": 0.01, **MULTIPLES_ZH}
WRITTEN_MONTH = re.compile(
    r"((?:19|20)[0-9]{2})(?:[-/.年]([0-9]{1,2})(?:月|[-/.月][0-9]{1,2}日?)?|([0-9]{2})(?:[0-9]{2})?)"
)
WRITTEN_NUMBER = re.compile(
    r"([-+]?[0-9][0-9,，_ ]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*(%|千|万|亿)?(?:元|yuan|CNY|笔|户|个|家|次|倍)?"
)
SPAN = re.compile(r"([0-9]+(?:\.5)?|[零一二两三四五六七八九十半]+)\s*(个?月|月份|年|天|日|次|期|笔|户|个)?")
SPANS = {"months": {"": 1, "月": 1, "个月": 1, "年": 12}, "days": {"": 1, "天": 1, "日": 1, "个月": 30, "月": 30}}
"""Times as people write them, in the unit of the key."""
RATIO = re.compile(r"1\s*[:比/]\s*([0-9]+(?:\.[0-9]+)?)")
LEVERAGE = "loans ÷ fund"
COMMAS = re.compile(r"\s*[0-9一二三四五六七八九十]+月?\s*(?:[，、]\s*[0-9一二三四五六七八九十]+月?\s*)+")
RUN_TOGETHER = re.compile(r"([^：:{}]+)[：:]\s*(.*)")


def shown(value: object) -> str:
    """A value as messages show it.

    Examples
    --------
    >>> [shown(value) for value in (1.2, True, None, "70%", [1], {})]
    ['1.2', 'true', 'nothing', "'70%'", 'this', 'this']
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return number(value) if math.isfinite(value) and abs(value) < 1e16 else f"{float(value):g}"
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 40 else f"'{value[:37]}...'"
    return "this"


def complaint(value: object, options: list[Schema]) -> str:
    """What is wrong with a value that fits none of the alternatives."""
    kinds = kinds_of(options)
    if value is None:
        return "has no value"
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value} is not a finite number"
    if kind_of(value) not in kinds and not (kind_of(value) == "integer" and "number" in kinds):
        if kind_of(value) == "number" and "integer" in kinds:
            return f"{shown(value)} is not a whole number"
        return f"{shown(value)} is {_kind(value)}, not {_expected(kinds)}"
    if isinstance(value, int | float) and _ranges(options):
        return f"{shown(value)} is too {'small' if _below(value, options) else 'large'}"
    if isinstance(value, list | dict) and not value:
        return "the list has no items" if isinstance(value, list) else "the block has no entries"
    return f"{shown(value)} is not allowed here"


def kind_of(value: object) -> str:
    """JSON type of a value."""
    kinds = ((bool, "boolean"), (int, "integer"), (float, "number"), (list, "array"), (dict, "object"))
    return next((kind for type_, kind in kinds if isinstance(value, type_)), "string")


def _kind(value: object) -> str:
    return "a yes-or-no value" if isinstance(value, bool) else NAMES[kind_of(value)]


def _expected(kinds: set[str]) -> str:
    return " or ".join(sorted({NAMES[kind] for kind in kinds}))


def _ranges(options: list[Schema]) -> list[Schema]:
    return [option for option in options if {"minimum", "exclusiveMinimum"} & option.keys()]


def _below(value: float, options: list[Schema]) -> bool:
    return all(value <= lowest(option) for option in _ranges(options))


def remedy_for(value: object, options: list[Schema]) -> str:
    """What to write instead; empty where nothing can be guessed."""
    kinds = kinds_of(options)
    if isinstance(value, str):
        return _remedy_for_text(value, options, kinds)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _remedy_for_number(value, options, kinds)
    if value is None:
        optional = kinds == {"object"} and not any(option.get("required") for option in options)
        return "write {} where all of it stays as it is, or drop the key" if optional else "give one, or drop the key"
    if value in ([], {}):
        return "give at least one, or drop the key"
    return _remedy_for_block(kinds) if isinstance(value, dict) else ""


def _remedy_for_block(kinds: set[str]) -> str:
    if kinds == {"array"}:
        return "write a list, each item begun with `- `"
    if kinds != {"number"}:
        return ""
    laws = [f"`{law}` ({', '.join(terms)})" for law, terms in LAWS.items()]
    return f"write a number; in a scenario file one that is uncertain names a law: {', '.join(laws[:-1])} or {laws[-1]}"


def _remedy_for_number(value: float, options: list[Schema], kinds: set[str]) -> str:
    if any(option.get("unit") == "YYYY-MM" for option in options) and (month := _meant_month(f"{value:g}")):
        october = f" (or {month[:4]}-10)" if value % 1.0 and month.endswith("-01") else ""  # 2025.10 is read as 2025.1
        return f"write {month}{october}"
    if kinds == {"string"} and not any("unit" in option for option in options):
        return f"put it in quotes: '{shown(value)}'"
    if "array" in kinds and not kinds & {"number", "integer"}:
        return f"write [{shown(value)}]"
    if kind_of(value) == "number" and value % 1.0 == 0.0 and "number" not in kinds:
        return f"write {int(value)}"
    percent = 1.0 < value <= 100.0 and {option.get("unit") for option in options} & {*FRACTIONS}
    return f"write {value / 100:g} for {value:g} %" if percent else ""


def _remedy_for_text(text: str, options: list[Schema], kinds: set[str]) -> str:
    listed = [option.get("enum", [option["const"]] if "const" in option else []) for option in options]
    words = [str(word) for several in listed for word in several]
    if "boolean" in kinds and text.lower() in YES + NO:
        return "write true" if text.lower() in YES else "write false"
    if any(option.get("unit") == "YYYY-MM" for option in options) and (month := _meant_month(text)):
        return f"write {month}"
    if told := _remedy_for_signs(text, kinds):
        return told
    if kinds & {"number", "integer"} and (written := _remedy_for_chinese_number(text, options)):
        return written
    if kinds & {"number", "integer"} and (meant := _meant_number(text)) is not None:
        return f"write {meant}" + (" without quotes" if isinstance(scalar_of(text), int | float) else "")
    if choice := choice_meant(text, [*words, *(["CNY"] if any("pattern" in option for option in options) else [])]):
        return f"write {choice}"
    if "array" in kinds:
        return did_you_mean(text, words) or f"write [{text}]"
    return did_you_mean(text, words)


def _remedy_for_signs(text: str, kinds: set[str]) -> str:
    """What to do about full-width signs that YAML takes for letters."""
    if "＃" in text:
        return "`＃` is full-width: write ` # ` where a comment begins"
    if kinds & {"object", "array"} and "：" in text:
        return "`：` is full-width: write `:` and a space"
    if COMMAS.fullmatch(text) and kinds & {"number", "integer"} and "，" in text and not _meant_number(text):
        return "`，` is full-width: write `,` and a space"
    return ""


def _remedy_for_chinese_number(text: str, options: list[Schema]) -> str:
    """A leverage, a calendar month, or a time or number with a Chinese unit, as scenario files write it."""
    units = {option.get("unit") for option in options}
    plain = unicodedata.normalize("NFKC", text.strip())
    if LEVERAGE in units:
        return _remedy_for_leverage(plain)
    if plain.endswith("成") and units & {*FRACTIONS} and (tenths := _counted(plain[:-1])) is not None:
        return f"write {tenths / 10.0:g}"
    span = SPAN.fullmatch(plain)
    count = _counted(span[1]) if span is not None else None
    if span is None or count is None:
        return ""
    unit = span[2] or ""
    if "calendar month" in units:
        return f"write {count:g}" if unit in ("", "月", "月份") and 1 <= count <= 12 else ""
    of_key = next((SPANS[name] for name in SPANS if name in units), {})
    factor = of_key.get(unit, 0 if of_key else int(unit in ("", "次", "笔", "户", "个", "期")))
    whole = (count * factor) % 1.0 == 0.0
    given = isinstance(scalar_of(plain), int | float)
    return f"write {count * factor:g}" if factor and whole and not given else ""


def _counted(text: str) -> float | None:
    """A number in digits or in Chinese; None for other texts."""
    if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text):
        return float(text)
    return 0.5 if text == "半" else number_of(text)


def _remedy_for_leverage(text: str) -> str:
    """A fund of a tenth of the loans is written 10."""
    if ratio := RATIO.fullmatch(text):
        return f"write {ratio[1]}"
    share = _meant_number(text) if text.endswith("%") else None
    if share is None or not float(share) > 0.0:
        return ""
    return f"leverage is loans over fund: {text} of the loans is written {1.0 / float(share):g}"


def _meant_month(text: str) -> str:
    """The month that a date in another form means, as scenarios write it; empty where it means none."""
    match = WRITTEN_MONTH.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    month = int(match[2] or match[3]) if match else 0
    return f"{match[1]}-{month:02d}" if match and 1 <= month <= 12 else ""


def _meant_number(text: str) -> str | None:
    match = WRITTEN_NUMBER.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    if match is None:
        return None
    digits = re.sub("[_ ]", "", match[1]).replace("，", ",")
    in_groups = re.fullmatch(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+(\..*)?", digits)
    digits = digits.replace(",", "") if in_groups else digits.replace(",", ".")  # thousands, or decimals
    try:
        meant = float(digits) * TENS[match[2] or ""]
    except ValueError:  # several commas that part no thousands
        return None
    return f"{meant:.15g}" if math.isfinite(meant) else None


def remedy_for_key(key: str, options: list[Schema], every_kind: list[Schema], schema: Schema | None = None) -> str:
    """What to do about a key that a block does not know.

    Parameters
    ----------
    key : str
        The key.
    options : list of Schema
        What the block may be, of the kind that it says it is.
    every_kind : list of Schema
        What it could be.
    schema : Schema, optional
        Of the document, where it is not a scenario.
    """
    known = known_keys(options)
    if is_part_of_a_number(key):
        return COMMA_IN_NUMBER
    run_together = RUN_TOGETHER.fullmatch(key)
    if run_together is not None and (word := _known_word(run_together[1], known)):
        return f"write `{word}: {run_together[2]}`, with a narrow colon and a space"
    if meant := key_meant(key, known):
        return f"write `{meant}`"
    if schema is not None:
        return did_you_mean(key, known) or f"known here: {', '.join(known)}"
    if key in CONTROLS:
        value = "[names]" if key == "order" else "true"
        return f"`{key}: {value}` has a meaning only in a file that extends another"
    tag = tag_of(every_kind)
    if tag is not None and key in known_keys(every_kind):
        return f"it goes with another `{tag[0]}`"
    places = [place.replace("*", "NAME") for place in places_of(key) if place]
    elsewhere = f"it belongs under {' or '.join(f'`{place}`' for place in places[:2])}" if places else ""
    return did_you_mean(key, known) or elsewhere or f"known here: {', '.join(known)}"


def _known_word(word: str, known: list[str]) -> str:
    word = word.strip()
    return word if word in known else key_meant(word, known)


def places_of(key: str) -> list[str]:
    """Blocks that know a key, as dotted keys with ``*`` for names."""
    return [place for place, keys in _blocks() if key in keys]


@lru_cache(maxsize=1)
def _blocks() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    def walk(options: list[Schema], place: str) -> None:
        for option in options:
            found.append((place, list(option.get("properties", ()))))
            for key, schema in option.get("properties", {}).items():
                walk(options_of(schema), f"{place}.{key}" if place else key)
            if isinstance(option.get("additionalProperties"), dict):
                walk(options_of(option["additionalProperties"]), f"{place}.*")
            if "items" in option:
                walk(options_of(option["items"]), f"{place}.*")

    walk(options_of(scenario_schema()), "")
    return found


def allowed_words(value: object, options: list[Schema]) -> str:
    """Allowed values in words; empty where the complaint says them."""
    words = in_words(options, beyond=value if isinstance(value, int | float) else 0.0)
    return "" if words in NAMES.values() else words
