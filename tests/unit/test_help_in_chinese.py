"""Help of every command in Chinese: nothing left out, no English left, lines that fit; English as click writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from fundsim import cli
from fundsim.cli.chinese.help_pages import help_page, metavar_in_chinese, paragraphs_of, usage_line
from fundsim.cli.chinese.help_texts import HELP_TEXTS, METAVARS
from fundsim.cli.contexts import SpeakingContext
from fundsim.report.table_kinds import TABLE_KINDS
from fundsim.text_tables import display_width
from fundsim.wrapping import CLOSING, OPENING

EVERY = ["", *cli.COMMANDS]
WIDTH = 80
OPTION = re.compile(r"(?<![\w-])-[a-z]\b|--[a-z][a-z-]*")
# What stays in Latin letters: names of programs and formats, abbreviations, and what is typed as it stands.
LATIN = {
    "fundsim", "FUNDSIM_LANG", "en", "zh", "Dask", "Zarr", "zarr", "netCDF", "JSON", "Schema", "HTML", "Word", "Excel",
    "CSV", "LaTeX", "Markdown", "png", "svg", "pdf", "csv", "xlsx", "latex", "md", "html", "docx", "tcp", "HOST",
    "PORT", "local", "Ctrl-C", "charts", "tables", "results", "topup", "appropriation", "share",
}  # fmt: skip
KEYS = re.compile(r"[a-z_]+(?:\.[a-z_]+)+|results/\S+|`# yaml.*`")


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def context_of(name: str, kind: type[click.Context] = SpeakingContext) -> click.Context:
    group = kind(cli.fundsim, info_name="fundsim", **cli.fundsim.context_settings)
    if not name:
        return group
    command = cli.fundsim.get_command(group, name)
    assert command is not None
    return kind(command, group, info_name=name)


def page_of(name: str) -> str:
    return help_page(context_of(name), cli.fundsim.summaries if not name else {})


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    said = capsys.readouterr()
    return caught.value.code, said.out, said.err


def english_texts() -> Iterator[str]:
    yield from cli.fundsim.summaries.values()
    for name in EVERY:
        ctx = context_of(name)
        yield from paragraphs_of(ctx.command)
        yield from (option.help or "" for option in options_of(ctx))


def options_of(ctx: click.Context) -> list[click.Option]:
    return [parameter for parameter in ctx.command.get_params(ctx) if isinstance(parameter, click.Option)]


def metavars() -> Iterator[str]:
    for name in EVERY:
        ctx = context_of(name)
        yield from ctx.command.collect_usage_pieces(ctx)
        yield from (option.make_metavar(ctx) for option in options_of(ctx) if not option.is_flag)


def test_every_text_has_chinese_and_all_chinese_is_used() -> None:
    assert set(HELP_TEXTS) == set(english_texts())


def test_arguments_are_explained_in_the_text_of_a_command() -> None:
    """Help of their own would need a section of its own in Chinese, too."""
    arguments = [part for name in EVERY for part in context_of(name).command.params if isinstance(part, click.Argument)]
    assert {getattr(argument, "help", None) for argument in arguments} == {None}


def test_every_word_for_a_value_has_chinese_but_short_lists_of_choices() -> None:
    used = set(metavars())
    assert set(METAVARS) <= used
    assert used - set(METAVARS) == {"[en|zh]", "[report|slide|journal]"}


@pytest.mark.parametrize("name", EVERY)
def test_no_english_is_left(name: str) -> None:
    ctx = context_of(name)
    choices = [choice for option in options_of(ctx) for choice in getattr(option.type, "choices", ())]
    words = re.findall(r"(?<!\d)[A-Za-z][A-Za-z_-]*", KEYS.sub("", OPTION.sub("", page_of(name))))
    assert set(words) - LATIN - set(choices) - set(cli.COMMANDS) - set(TABLE_KINDS if name == "table" else ()) == set()


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("name", EVERY)
def test_lines_fit_and_begin_where_chinese_may(name: str, columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for line in page_of(name).splitlines():
        assert display_width(line) <= columns - 2, line
        assert line == line.rstrip()
        assert line.lstrip()[:1] not in CLOSING or not line, line
        assert line[-1:] not in OPENING or not line, line


@pytest.mark.parametrize("name", EVERY)
def test_options_stand_whole_with_their_values_and_choices(name: str) -> None:
    ctx, page = context_of(name), page_of(name)
    known = {spelling for option in options_of(ctx) for spelling in (*option.opts, *option.secondary_opts)}
    assert set(OPTION.findall(page)) == known
    for option in options_of(ctx):
        value = "" if option.is_flag else f" {metavar_in_chinese(option.make_metavar(ctx))}"
        assert f"{', '.join(option.opts)}{value}" in page
        assert all(choice in page for choice in getattr(option.type, "choices", ()))
        assert option.get_help_extra(ctx).get("default", "").replace(", ", "、") in page


def test_tables_are_named_as_they_are_titled() -> None:
    page = "".join(line.strip() for line in page_of("table").splitlines())
    assert [name for name, kind in TABLE_KINDS.items() if f"{name}（{kind.title_zh}）" not in page] == []


def test_a_page_reads_as_it_should() -> None:
    assert page_of("report") == (
        "用法：fundsim report [选项] 结果...\n\n"
        "  根据结果生成报告：HTML、Word、Excel。\n\n"
        "  “结果”是运行、方案比较、基金规模测算或反推的结果文件夹，或其中的netCDF文件，\n"
        "  或扫描的存储；一起给出的，并入一份报告。\n\n"
        "选项：\n"
        "  --lang [en|zh]    输出的语言：en为英文，zh为中文。（环境变量：FUNDSIM_LANG；\n"
        "                    默认：en）\n"
        "  --format 文本     html、docx、xlsx；多种用逗号分隔。（默认：html）\n"
        "  -o, --out 文件名  报告的文件名，不带扩展名；不写则为第一份结果旁的`report`。\n"
        "  -h, --help        显示本说明并退出。"
    )
    assert "  --path 整数     要追踪的路径，从0起编号。（0至2147483647；必填）\n" in page_of("trace")
    assert "  --sensitivity / --no-sensitivity\n" + " " * 34 + "同时给出" in page_of("size")
    assert "\n\n命令：\n  run         模拟一个情景，生成表格、图表和结果。\n" in page_of("")


def test_what_has_no_chinese_stays_and_hidden_options_stay_hidden() -> None:
    @click.command()
    @click.option("--new", help="A new option.")
    @click.option("--secret", hidden=True)
    def fresh() -> None:
        """Something new."""

    page = help_page(SpeakingContext(fresh, info_name="fresh"), {})
    assert page == (
        "用法：fresh [选项]\n\n  Something new.\n\n选项：\n"
        "  --new 文本  A new option.\n  --help      显示本说明并退出。"
    )


@pytest.mark.parametrize("name", EVERY)
def test_help_is_in_the_language_that_is_asked_for(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """English is what click writes, to the letter."""
    asked = [name] if name else []
    ctx = context_of(name, click.Context)
    english = f"{ctx.command.get_help(ctx)}\n"
    assert english.startswith("Usage: fundsim")
    assert run(capsys, *asked, "--help") == (0, english, "")
    monkeypatch.setenv("FUNDSIM_LANG", "zh")
    assert run(capsys, *asked, "--help") == (0, f"{page_of(name)}\n", "")


def test_the_option_goes_before_the_environment_wherever_it_stands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "run", "--help", "--lang", "zh")[1] == f"{page_of('run')}\n"
    assert run(capsys, "run", "--lang", "zh", "-h")[1] == f"{page_of('run')}\n"
    monkeypatch.setenv("FUNDSIM_LANG", "zh")
    assert run(capsys, "run", "--help", "--lang", "en")[1].startswith("Usage: ")


def test_usage_beside_errors_is_in_the_language_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = "Usage: fundsim run [OPTIONS] SCENARIO\nTry 'fundsim run --help' for help.\n\n"
    assert run(capsys, "run") == (2, "", f"{english}Error: Missing argument 'SCENARIO'.\n")
    chinese = f"{usage_line(context_of('run'))}\n用'fundsim run --help'查看说明。\n\n"
    assert run(capsys, "run", "--lang", "zh") == (2, "", f"{chinese}错误：缺少参数“情景”\n")
    monkeypatch.setenv("FUNDSIM_LANG", "zh")
    assert run(capsys, "run", "a", "--seed", "1", "--seed", "2")[2].startswith(chinese)
    assert run(capsys, "rnu")[2].startswith("用法：fundsim [选项] 命令 [参数]...\n用'fundsim --help'查看说明。\n")
    assert run(capsys) == (2, "", f"{page_of('')}\n")
