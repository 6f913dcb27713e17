"""The manual: generated pages are up to date, statements about keys are true, links lead somewhere, commands run."""

import re
import runpy
import shlex
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.unit.example_reports import leave_charts_unrendered

from fundsim.cli import main
from fundsim.metrics import MEASURES
from fundsim.results import COORDINATES, LINES, VARIABLES
from fundsim.scenario_file.allowed import options_of, scenario_schema
from fundsim.simulation.bands import COARSE, FINE, MANY

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
GENERATED = ("glossary.md", "output-reference.md", "scenario-reference.md")
SCHEMAS = ("scenario.schema.json", "sweep.schema.json")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
FENCE = re.compile(r"^ *```(\w*)(?: ([\w.-]+))?\n(.*?)^ *```$", re.M | re.S)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FEW = 20  # paths
LANGUAGES = {"zh.md": "zh"}  # of pages that are not English
DEPENDS_ON_PATHS = re.compile(r"fundsim (run|trace|compare|size|equal-cost|frontier)|simulate")

# ---------------------------------------------------------------- generated pages


@pytest.fixture
def generator(monkeypatch):
    """Names of docs/generate.py, whose siblings are found as when it is run."""
    monkeypatch.syspath_prepend(DOCS)
    yield runpy.run_path(str(DOCS / "generate.py"))
    for file in DOCS.glob("*.py"):
        sys.modules.pop(file.stem, None)


def test_generated_files_are_up_to_date(generator, capsys):
    assert generator["main"](["--check"]) == 0, capsys.readouterr().err
    assert {Path(name).name for name in generator["GENERATED"]} == {*GENERATED, *SCHEMAS}


def test_check_names_a_stale_page_and_what_differs(generator, tmp_path, capsys):
    assert generator["main"](["--folder", str(tmp_path)]) == 0
    page = tmp_path / "docs" / "output-reference.md"
    page.write_text(
        page.read_text(encoding="utf-8").replace("| `claims` | path |", "| `claims` | paths |"), encoding="utf-8"
    )
    (tmp_path / "docs" / "glossary.md").unlink()
    assert generator["main"](["--check", "--folder", str(tmp_path)]) == 1
    told = capsys.readouterr().err
    assert "output-reference.md is not up to date; run `make docs`" in told
    assert "-| `claims` | paths |" in told
    assert "glossary.md is not up to date" in told
    assert "scenario-reference.md" not in told


def test_effects_page_shows_every_case_in_plain_numbers():
    cases = (DOCS / "effects.yaml").read_text(encoding="utf-8")
    page = (DOCS / "effects.md").read_text(encoding="utf-8")
    mechanisms = re.findall(r"^  - \{mechanism: ([^,]+),", cases, re.M)
    assert re.findall(r"^\| ([^|`]+) \| `", page, re.M) == mechanisms
    assert not re.search(r"\de[+-]?\d", page)


def test_references_show_every_key_and_output():
    scenario = (DOCS / "scenario-reference.md").read_text(encoding="utf-8")
    missing = [key for key in keys_of_scenarios() if f"| `{key.rpartition('.')[2]}`" not in scenario]
    outputs = (DOCS / "output-reference.md").read_text(encoding="utf-8")
    missing += [name for name in [*VARIABLES, *COORDINATES, *MEASURES] if f"| `{name}` |" not in outputs]
    assert not missing


def test_output_page_states_how_exact_bands_are():
    page = (DOCS / "output-reference.md").read_text(encoding="utf-8")
    fine, coarse = (f"{0.5**bits / 2:.1%}".replace("%", " %") for bits in (FINE, COARSE))
    assert f"exact to {fine}, or to {coarse} where months × fund sizes are more than {MANY:,}" in page.replace(
        "\n", " "
    )


# ---------------------------------------------------------------- keys


class Key(NamedTuple):
    convention: bool
    default: object


@cache
def keys_of_scenarios():
    """Every dotted key of a scenario file, with `<name>` for free names; a key of several kinds has several entries."""
    found = {}

    def walk(options, place):
        for option in options:
            for key, schema in option.get("properties", {}).items():
                below = f"{place}.{key}".removeprefix(".")
                found.setdefault(below, []).append(Key(bool(schema.get("convention")), schema.get("default")))
                walk(options_of(schema), below)
            for part in ("additionalProperties", "items"):
                if isinstance(option.get(part), dict):
                    walk(options_of(option[part]), f"{place}.<name>")

    walk(options_of(scenario_schema()), "")
    return found


def choices():
    """Rows of the tables of choices in the model page: key, choices."""
    rows = re.findall(
        r"^\| `([\w.<>]+)`(?: \(\w+\))? \| (.*?) \|", (DOCS / "model.md").read_text(encoding="utf-8"), re.M
    )
    return [(key, choice) for key, choice in rows if "." in key or key in keys_of_scenarios()]


def test_model_page_lists_every_convention():
    listed = {key for key, _ in choices()}
    assert listed == {key for key, entries in keys_of_scenarios().items() if any(entry.convention for entry in entries)}


@pytest.mark.parametrize(("key", "choice"), choices(), ids=lambda text: text.split("*")[0])
def test_model_page_states_the_default(key, choice):
    stated = re.match(r"\*\*(.*?)\*\*", choice)[1].strip("`")
    defaults = [str(entry.default).lower() for entry in keys_of_scenarios()[key]]
    assert stated in ("the fund's yield" if default == "none" else default for default in defaults)


def test_dotted_keys_of_the_manual_exist():
    known = set(keys_of_scenarios())
    blocks = {key.split(".")[0] for key in known}
    unknown = set()
    for page in [DOCS / "model.md", DOCS / "writing-a-scenario.md", DOCS / "README.md", ROOT / "README.md"]:
        for key in re.findall(r"`((?:\w+\.)+\w+)`", FENCE.sub("", page.read_text(encoding="utf-8"))):
            generic = re.sub(r"^(layers|breakers|shocks|stress)\.\w+", r"\1.<name>", key)
            if key.split(".")[0] in blocks and not {key, generic} & known:
                unknown.add(f"{page.name}: {key}")
    assert not unknown


def glossary_terms(generator):
    return sys.modules["glossary_page"].terms()


def test_glossary_names_what_exists(generator):
    known = {key.replace(".<name>", "") for key in keys_of_scenarios()} | {*VARIABLES, *COORDINATES, *MEASURES, *LINES}
    terms = glossary_terms(generator)
    assert not [key for term in terms for key in term.keys.split() if key not in known]
    assert len({term.zh for term in terms}) == len({term.en for term in terms}) == len(terms)
    assert all(term.zh and term.en for term in terms)


def test_glossary_explains_every_chinese_term_of_the_manual(generator):
    written = [page.read_text(encoding="utf-8") for page in (DOCS / "model.md", DOCS / "scenario-reference.md")]
    used = {term for text in written for term in re.findall(r"\(([\u4e00-\u9fff、]+)\)", text)}
    explained = "".join(term.zh for term in glossary_terms(generator))
    assert used
    assert not {term for term in used if term not in explained}


# ---------------------------------------------------------------- links


def anchors_of(page):
    """Anchors that GitHub gives the headings of a page."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for link in LINK.findall(text):
        target, _, anchor = link.partition("#")
        file = page.parent / target if target else page
        if target.startswith(("https:", "http:")):
            continue
        if not file.exists() or not file.resolve().is_relative_to(ROOT) or (anchor and anchor not in anchors_of(file)):
            broken.append(link)
    assert not broken


def test_every_page_of_the_manual_is_in_its_index():
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS.glob("*.md") if page.name != "README.md" and f"({page.name})" not in index] == []


def test_every_picture_is_shown():
    shown = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [file.name for file in (DOCS / "images").iterdir() if file.name not in shown] == []


# ---------------------------------------------------------------- commands and snippets


class Example(NamedTuple):
    """A block of code, the file that it is the content of, and what the page shows as its output."""

    language: str
    file: str
    text: str
    shown: str


def examples(page):
    """Blocks of a page in order; an output (`text`) belongs to the block before it, formulas have no language."""
    found = []
    for language, file, text in FENCE.findall(page.read_text(encoding="utf-8")):
        if language == "text":
            found[-1] = found[-1]._replace(shown=text)
        elif language:
            found.append(Example(language, file, text, ""))
    return found


def told_pages():
    return [page for page in PAGES if page.name not in GENERATED and examples(page)]


def run_command(line, paths):
    """Run one line of a shell block; with a number of paths in place of the page's own."""
    words = shlex.split(line, comments=True)
    if words[:1] == ["make"]:
        targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
        assert {word for word in words[1:] if "=" not in word} <= set(targets), line
        return 0
    assert words[0] == "fundsim", f"the test does not know how to run: {line}"
    simulating = ("run", "compare", "size", "equal-cost", "frontier", "sweep")
    if paths and words[1] in simulating and "--show" not in words:
        own = words.index("--paths") if "--paths" in words else len(words)
        words[own : own + 2] = ["--paths", str(paths)]
    with pytest.raises(SystemExit) as ended:
        main(words[1:])
    return ended.value.code


def run_example(example, names, paths):
    """Run a block in the current folder; for shell blocks the exit code of the last command."""
    if example.file:
        Path(example.file).write_text(example.text, encoding="utf-8")
        return 0
    if example.language == "yaml":
        name = re.match(r"# ([\w.-]+\.yaml)\n", example.text)
        if name:
            Path(name[1]).write_text(example.text, encoding="utf-8")
        return 0
    if example.language == "python":
        text = re.sub(r"n_paths=[\d_]+", f"n_paths={paths}", example.text) if paths else example.text
        exec(compile(text, "snippet", "exec"), names)
        return 0
    assert example.language == "sh", example.language
    return max(run_command(line, paths) for line in example.text.splitlines() if line.strip())


def run_page(page, capsys, paths=0):
    """Run all blocks of a page in order, and compare what they say with what the page shows, if it is repeatable."""
    names = {}
    for example in examples(page):
        code = run_example(example, names, paths)
        captured = capsys.readouterr()
        assert code == (2 if "in the scenario:" in example.shown else 0), captured.err
        if not paths or not DEPENDS_ON_PATHS.search(example.text):
            said = re.sub(r"\s+", " ", captured.out + captured.err)
            missing = [line for line in example.shown.splitlines() if re.sub(r"\s+", " ", line).strip(" …") not in said]
            assert missing == []


@pytest.fixture
def served_for_a_moment(monkeypatch):
    """A page in the browser is taken down as soon as it is up."""
    monkeypatch.setattr("bokeh.server.server.Server.run_until_shutdown", lambda server: server.stop())
    monkeypatch.setattr("webbrowser.open", lambda address: True)


@pytest.mark.compiled
@pytest.mark.usefixtures("served_for_a_moment")
@pytest.mark.parametrize("page", told_pages(), ids=lambda page: page.name)
def test_commands_and_snippets_run(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FUNDSIM_LANG", LANGUAGES.get(page.name, "en"))
    leave_charts_unrendered(monkeypatch)  # the tests of charts render them all
    run_page(page, capsys, FEW)


@pytest.mark.slow
@pytest.mark.compiled
@pytest.mark.usefixtures("served_for_a_moment")
@pytest.mark.parametrize("page", told_pages(), ids=lambda page: page.name)
def test_commands_and_snippets_say_what_the_page_shows(page, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FUNDSIM_LANG", LANGUAGES.get(page.name, "en"))
    run_page(page, capsys)
