"""What kind of file, which encoding, which notation: never a traceback, always the place."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.example_scenarios import SMALL

from fundsim.errors import ScenarioError
from fundsim.scenario_file import composing, load_scenario, parse_scenario, reading
from fundsim.scenario_file.composing import MOST_VALUES, compose
from fundsim.scenario_file.nodes import plain
from fundsim.scenario_file.scalars import scalar_of
from fundsim.scenario_file.shipped import shipped_path


def only_fault(path):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert len(caught.value.faults) == 1, str(caught.value)
    return caught.value.faults[0]


@pytest.fixture
def write(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def writer(content, name="county.yaml"):
        content = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(content)
        return name

    return writer


def test_a_good_file_loads(write):
    assert load_scenario(write(SMALL)).name == "Small county"


def test_a_byte_order_mark_is_no_fault(write):
    assert load_scenario(write(b"\xef\xbb\xbf" + SMALL.encode())).horizon.months == 24


@pytest.mark.parametrize(
    ("content", "message", "remedy"),
    [
        ("", "the file is empty", "begin with `name: ...`"),
        ("# only a comment\n", "the file is empty", "begin with `name: ...`"),
        ("~\n", "the file is empty", "begin with `name: ...`"),
        ("- 1\n- 2\n", "the file holds a list instead of keys and values", "begin with `name: ...`"),
        ("just words\n", "the file holds a text instead of keys and values", "begin with `name: ...`"),
        (b"\x7fELF\0\0\1", "this is not a text file", "they end in .yaml"),
        (SMALL.encode("utf-16"), "the file is encoded in UTF-16", "save it as UTF-8"),
        (
            SMALL.encode("utf-16-be").replace(b"\0n", b"\xfe\xff\0n", 1),
            "the file is encoded in UTF-16",
            "save it as UTF-8",
        ),
        ("name: 罗平县\n".encode("gbk"), "the file may be in GBK or GB18030", "save the file as UTF-8"),
        (b"name: \xff\xff\xff\n", "a character is not encoded in UTF-8", "save the file as UTF-8"),
        ("name: a\x07b\n", "the character with code 0x0007 is not allowed in a text file", "remove it"),
    ],
)
def test_what_is_no_scenario_file_is_said(write, content, message, remedy):
    fault = only_fault(write(content))
    assert message in fault.message
    assert remedy in fault.remedy
    assert fault.file == "county.yaml"


def test_line_of_a_wrongly_encoded_character(write):
    fault = only_fault(write(b"name: x\n" + "罗平".encode("gbk")))
    assert (fault.line, fault.column) == (2, 1)


def test_large_files_are_refused_unread(write):
    fault = only_fault(write("#" * 10_000_000))
    assert (fault.message, fault.allowed) == ("the file has 10.0 million bytes", "at most 1 million bytes")


def test_missing_file_names_a_similar_one(write):
    write(SMALL)
    assert only_fault("coutny.yaml").remedy == "did you mean 'county.yaml'?"
    assert only_fault("nowhere/zzzzzzzz.yaml").message == "there is no such file"
    sweep = only_fault("extension_policy")
    assert (sweep.message, "`fundsim sweep extension_policy`" in sweep.remedy) == ("there is no such file", True)
    path = shipped_path("sweeps/extension_policy")
    assert path is not None
    assert only_fault(path).message == "this is a sweep, not a scenario"


def test_folder_device_and_impossible_names(write, tmp_path):
    write(SMALL)
    assert only_fault(tmp_path).message == "this is a folder"
    assert "a device or a pipe" in only_fault("/dev/null").message
    assert "cannot be read" in only_fault("x" * 5000).message
    assert "cannot be read" in only_fault("nul\0byte").message


def test_file_without_permission(write, monkeypatch):
    def denied(_):
        raise PermissionError(13, "Permission denied")

    name = write(SMALL)
    monkeypatch.setattr(reading.Path, "read_bytes", denied)
    assert only_fault(name).message == "the file cannot be read (Permission denied)"


def test_files_are_shown_relative_to_the_current_folder(write, tmp_path):
    (tmp_path / "sub").mkdir()
    write("name: [", "sub/county.yaml")
    assert only_fault(tmp_path / "sub" / "county.yaml").file == str(Path("sub", "county.yaml"))


# (text, line, column, message, remedy)
NOTATION = {
    "tab": ("a:\n\tb: 1\n", 2, 1, "a tab stands here", "indent with spaces"),
    "indentation": ("a: 1\n b: 2\n", 2, 3, "a colon stands where none can be", "check the indentation"),
    "unindent": (
        "a:\n- b: 1\n c: 2\n",
        3,
        2,
        "this line does not belong to the block above",
        "same number of spaces",
    ),
    "list goes on": (
        "- a\nb: 1\n",
        2,
        1,
        "this line does not continue the list above",
        "same number of spaces",
    ),
    "open list": (
        "a: [1, 2\nb: 3\n",
        1,
        4,
        "the list that begins here goes wrong in line 2",
        "its commas and its ]",
    ),
    "open block": (
        "a: {b: 1\nc: 3\n",
        1,
        4,
        "the block that begins here goes wrong in line 2",
        "its commas and its }",
    ),
    "open quote": (
        "a: 'x\nb: 1\n",
        1,
        4,
        "a text in quotes begins here and does not end",
        "close the quotes",
    ),
    "no colon": ("a: 1\nb 2\nc: 3\n", 3, 1, "a key without a colon stands here or above", "with a space"),
    "full width": ("name：x\npays: 2\n", 1, 5, "the line has a full-width `：`", "write `:` and a space"),
    "full width twice": ("a：x\nb:\n  c： 2\nd: 1\n", 1, 2, "full-width `：`", "and a space; likewise in line 3"),
    "full width above a text": (
        "a: 1\nname：x\nb: 三个乡镇，基金较小。\n",
        2,
        5,
        "the line has a full-width `：`",
        "write `:` and a space",
    ),
    "full-width bracket": ("a: ［1, 2]\n]: 1\n", 1, 4, "the line has a full-width `［`", "write `[`"),
    "two colons": (
        "a: b: c\n",
        1,
        5,
        "a colon stands where none can be",
        "text with a colon in it needs quotes",
    ),
    "at sign": ("a: @x\n", 1, 4, "a value cannot begin with this character", "put the text in quotes"),
    "percent": ("a: %x\n", 1, 4, "a value cannot begin with this character", "put the text in quotes"),
    "after quotes": (
        'a: "x" y\n',
        1,
        8,
        "something follows a value that has ended",
        "put the whole text in quotes",
    ),
    "backslash": ('a: "\\q"\n', 1, 6, "a backslash stands in a text with double quotes", "use single quotes"),
    "list in line": ("a: - 1\n", 1, 4, "a list begins where none can", "begin it on a line of its own"),
    "stray bracket": ("a: 1\n]\n", 2, 1, "a ] stands here without its [", "remove it"),
    "stray brace": ("a: 1\n}\n", 2, 1, "a } stands here without its {", "remove it"),
    "block text": (
        "a: |x\n",
        1,
        5,
        "nothing can follow | or > on its line",
        "begin the text on the next line",
    ),
    "directive": ("%FOO\na: 1", 2, 1, "a line that begins with %", "remove it"),
    "version": ("%YAML 9.9\n---\na: 1\n", 1, 1, "asks for another YAML", "remove it"),
    "other": ("%TAG !\n---\na: 1\n", 1, 7, "this is not YAML", "compare the line"),
    "second document": ("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here", "one document per file"),
    "twice": ("a: 1\nb: 2\na: 3\n", 3, 1, "is given twice, first in line 1", "keep one of them"),
    "no key": (": 3\n", 1, 1, "there is no word before the colon", "write `key: value`"),
    "list as key": ("? [a, b]\n: 1\n", 1, 3, "a key must be a word", "write `key: value`"),
    "merge key": (
        "a: &a {b: 1}\nc: {<<: *a}\n",
        2,
        5,
        "merging with `<<` is no part of YAML 1.2",
        "`extends`",
    ),
    "tag": ("a: !!python/name:os.system x\n", 1, 4, "`!!python/name:os.system` is a tag", "drop it"),
    "long tag": (f"a: !{'x' * 60} y\n", 1, 4, "...` is a tag", "drop it"),
    "no anchor": (
        "a: *foo\n",
        1,
        4,
        "`*foo` refers to a value marked `&foo`",
        "text that begins with * needs quotes",
    ),
    "endless": ("a: &a [*a]\n", 1, 8, "so it would never end", "write the value out"),
    "two names": (
        "layers:\n- {name: x}\n- {name: x}\n",
        3,
        3,
        "a second item has this name; the first stands in line 2",
        "name of its own",
    ),
    "deep": ("a: " + "[" * 40 + "]" * 40, 1, 34, "more than 30 blocks stand within each other", ""),
}


@pytest.mark.parametrize("case", NOTATION)
def test_faults_of_notation(case):
    text, line, column, message, remedy = NOTATION[case]
    _, faults = compose(text, "county.yaml")
    assert len(faults) == 1
    assert (faults[0].line, faults[0].column) == (line, column)
    assert message in faults[0].message
    assert remedy in faults[0].remedy


def test_faults_of_notation_name_the_key():
    _, faults = compose("layers:\n- {name: fund, pays: 1, pays: 2}\n- {name: other, of: 1, of: 2}\n", "f")
    assert [fault.key for fault in faults] == ["layers.fund.pays", "layers.other.of"]


def test_notation_and_values_are_reported_together(write):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(write(SMALL.replace("pays: 0.4", "pays: 0.4\n    pays: 0.5").replace("months: 24", "months: 0")))
    assert [fault.key for fault in caught.value.faults] == ["horizon.months", "layers.insurance.pays"]


def test_aliases_cannot_grow_beyond_bounds():
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    _, faults = compose("\n".join(["a0: &a0 [1, 1]", *levels]), "bomb.yaml")
    assert len(faults) == 1
    assert f"more than {MOST_VALUES:,} values" in faults[0].message


def test_many_values_without_aliases_are_bounded_too(monkeypatch):
    monkeypatch.setattr(composing, "MOST_VALUES", 2_000)
    _, faults = compose(f"a: [{'1,' * 2_001}]", "long.yaml")
    assert len(faults) == 1
    assert "more than 2,000 values" in faults[0].message
    assert not compose(f"a: [{'1,' * 1_900}]", "shorter.yaml")[1]


def test_aliases_within_bounds_are_values():
    root, faults = compose("a: &share 0.5\nb: *share\nc: &list [1, 2]\nd: *list\n", "f")
    assert not faults
    assert plain(root) == {"a": 0.5, "b": 0.5, "c": [1, 2], "d": [1, 2]}
    assert root.value["d"].key_place.line == 4


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e6", 1e6),
        ("1.", 1.0),
        (".5", 0.5),
        ("-3", -3),
        ("+3", 3),
        ("010", 10),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("1,000", "1,000"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("on", "on"),
        ("True", True),
        ("FALSE", False),
        ("2023-11", "2023-11"),
        ("2023-11-01", "2023-11-01"),
        ("12:30", "12:30"),
        ("null", None),
        ("~", None),
        ("", None),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("+.Inf", math.inf),
        ("=", "="),
        ("0x", "0x"),
        ("1e", "1e"),
        (".", "."),
    ],
)
def test_scalars_follow_yaml_1_2(text, value):
    found = scalar_of(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_read_as_such():
    assert math.isnan(scalar_of(".nan"))


def test_quotes_make_text():
    root, _ = compose("a: '1'\nb: \"true\"\nc: |\n  1\nd: ! 5\n12: x\n", "f")
    assert plain(root) == {"a": "1", "b": "true", "c": "1\n", "d": "5", "12": "x"}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from([*"ab01:-?[]{},&*!|>'\"%@`#~<= \n\t\\.：\u2028\x85"]), max_size=25))
def test_any_text_is_read_or_explained(text):
    root, faults = compose(text, "f")
    assert (
        root is not None or faults or not text.strip("#\n \t") or "#" in text or set(text) <= set("-. \n%\u2028\x85\t")
    )
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1


@settings(max_examples=200, deadline=None)
@given(st.floats(allow_nan=False))
def test_numbers_keep_every_bit(number):
    if math.isfinite(number):
        assert scalar_of(repr(number)) == number


def test_text_without_keys_is_explained():
    for text in ("", "[1]", "a: [", "word"):
        with pytest.raises(ScenarioError) as caught:
            parse_scenario(text)
        assert len(caught.value.faults) == 1


def test_a_plain_word_says_who_pays_a_premium():
    price = parse_scenario(SMALL, ["layers.insurance.price.paid_by=bank"]).layers[0].price
    assert price.paid_by == {"bank": 1.0}
