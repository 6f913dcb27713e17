"""What is wrong with a value, and what to write instead, in the words of people who do not program."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from fundsim.errors import did_you_mean
from fundsim.programme.contradictions.layers import BANK_IS_THERE
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
from fundsim.scenario_file.as_written import month_meant, number_meant, remedy_for_signs, remedy_for_written_number
from fundsim.scenario_file.chinese_words import choice_meant, key_meant
from fundsim.scenario_file.merging import CONTROLS
from fundsim.scenario_file.scalars import scalar_of
from fundsim.scenario_file.syntax import COMMA_IN_NUMBER, is_part_of_a_number
from fundsim.scenario_file.uncertain import LAWS

NAMES = {"number": "a number", "integer": "a number", "string": "a text", "boolean": "true or false"}
NAMES |= {"array": "a list", "object": "a block of keys"}
THE_BANK = ("bank", "银行", "贷款银行", "合作银行", "承贷银行", "放贷银行", "经办银行")
FEW_KEYS = 12  # of a block, which are listed rather than other blocks that know a key
YES, NO = ("yes", "y", "on", "是"), ("no", "n", "off", "否")
IN_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}([,，][0-9]{3})+")
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
            return f"{value!r} is not a whole number"  # 24.0 as it stands: 24 would be one
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
    if any(option.get("unit") == "YYYY-MM" for option in options) and (month := month_meant(f"{value:.15g}")):
        october = f" (or {month[:4]}-10)" if value % 1.0 and month.endswith("-01") else ""  # 2025.10 is read as 2025.1
        return f"write {month}{october}"
    if kinds == {"string"} and not any("unit" in option for option in options):
        return f"put it in quotes: '{value:.15g}'"
    if "array" in kinds and not kinds & {"number", "integer"}:
        return f"write [{value:.15g}]"
    if kind_of(value) == "number" and value % 1.0 == 0.0 and "number" not in kinds:
        return f"write {int(value)}"
    percent = 1.0 < value <= 100.0 and {option.get("unit") for option in options} & {*FRACTIONS}
    return f"write {value / 100:g} for {value:g} %" if percent else ""


def _remedy_for_text(text: str, options: list[Schema], kinds: set[str]) -> str:
    listed = [option.get("enum", [option["const"]] if "const" in option else []) for option in options]
    words = [str(word) for several in listed for word in several]
    if "boolean" in kinds and text.lower() in YES + NO:
        return "write true" if text.lower() in YES else "write false"
    if any(option.get("unit") == "YYYY-MM" for option in options) and (month := month_meant(text)):
        return f"write {month}"
    if told := remedy_for_signs(text, kinds):
        return told
    if kinds & {"number", "integer"} and (written := remedy_for_written_number(text, options)):
        return written
    if kinds & {"number", "integer"} and (meant := number_meant(text)) is not None:
        return f"write {meant}" + (" without quotes" if isinstance(scalar_of(text), int | float) else "")
    if text in THE_BANK and "insurance" in words and "bank" not in words:
        return BANK_IS_THERE
    if choice := choice_meant(text, [*words, *(["CNY"] if any("pattern" in option for option in options) else [])]):
        return f"write {choice}"
    if "array" in kinds:
        return did_you_mean(text, words) or f"write [{_items(text)}]"
    return did_you_mean(text, words)


def _items(text: str) -> str:
    """Items of a list with the commas that YAML knows between them, and none within a number.

    Examples
    --------
    >>> _items("0.6、0.7"), _items("0.6"), _items("4,500,000")
    ('0.6, 0.7', '0.6', '4500000')
    """
    if IN_THOUSANDS.fullmatch(text) and (number := number_meant(text)) is not None:
        return number
    return re.sub(r"\s*[，、]\s*", ", ", text)


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
    return did_you_mean(key, known) or _elsewhere(key, options) or f"known here: {', '.join(known)}"


def _elsewhere(key: str, options: list[Schema]) -> str:
    """Where a key belongs: to a block within this one, or to others; empty where few keys are known here."""
    within = [name for name in known_keys(options) if key in known_keys(_inside(options, name))]
    if within:
        return f"it belongs under {' or '.join(f'`{name}`' for name in within[:2])} of this block"
    if len(known_keys(options)) <= FEW_KEYS:
        return ""
    places = [place.replace("*", "NAME") for place in places_of(key) if place]
    return f"it belongs under {' or '.join(f'`{place}`' for place in places[:2])}" if places else ""


def _inside(options: list[Schema], name: str) -> list[Schema]:
    """What a key of a block may be."""
    return [kind for option in options for kind in options_of(option.get("properties", {}).get(name, {}))]


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
