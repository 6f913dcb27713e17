"""Help of commands in Chinese: what click says in English, laid out for characters that take two columns."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping, Sequence

import click

from fundsim.cli.chinese.help_texts import HELP_TEXTS, METAVARS
from fundsim.text_tables import display_width
from fundsim.wrapping import together, wrapped

INDENT = "  "
WIDEST_NAME = 30  # columns of the names of options, after which what they mean begins on a line of its own
Row = tuple[str, str]


def help_page(ctx: click.Context, summaries: Mapping[str, str]) -> str:
    """Help of a command.

    Parameters
    ----------
    ctx : click.Context
        The command as it was called.
    summaries : mapping of str to str
        Commands below it with a line on each, in English.

    Returns
    -------
    str
        Lines that are no wider than those of click. What has no Chinese stays in English.
    """
    width = ctx.make_formatter().width
    parameters = ctx.command.get_params(ctx)
    shown = (part for part in parameters if isinstance(part, click.Option) and not part.hidden)
    options = [_option_row(option, ctx) for option in shown]
    commands = [(name, in_chinese(summary)) for name, summary in summaries.items()]
    sections = [_section("选项", options, width), *([_section("命令", commands, width)] if commands else [])]
    return "\n\n".join([usage_line(ctx), *_paragraphs(ctx.command, width), *sections])


def usage_line(ctx: click.Context) -> str:
    """Line that shows how a command is written."""
    return " ".join([f"用法：{ctx.command_path}", *map(metavar_in_chinese, ctx.command.collect_usage_pieces(ctx))])


def paragraphs_of(command: click.Command) -> list[str]:
    """Paragraphs of a command's help in English, each on one line."""
    return [" ".join(paragraph.split()) for paragraph in inspect.cleandoc(command.help or "").split("\n\n")]


def in_chinese(text: str) -> str:
    """A paragraph, a summary or the help of an option."""
    return HELP_TEXTS.get(text, text)


def metavar_in_chinese(word: str) -> str:
    """What stands for a value, or for commands and options, in a line of usage.

    Examples
    --------
    >>> metavar_in_chinese("KEY=VALUE"), metavar_in_chinese("[en|zh]")
    ('项名=值', '[en|zh]')
    """
    return METAVARS.get(word, word)


def range_text(low: float | None, high: float | None, low_open: bool = False) -> str:
    """Values that an option takes; empty where all are.

    Parameters
    ----------
    low, high : float, optional
        Bounds.
    low_open : bool
        Whether the lower one is excluded.

    Returns
    -------
    str
        Chinese.

    Examples
    --------
    >>> range_text(1, 1024), range_text(1e-9, 0.1), range_text(0, None), range_text(0.0, 1e15, True)
    ('1至1024', '1e-9至0.1', '不小于0', '大于0，不超过1e15')
    """
    least, most = ("" if bound is None else _number(bound) for bound in (low, high))
    if least and most and not low_open:
        return f"{least}至{most}"
    bounds = (f"{'大于' if low_open else '不小于'}{least}" if least else "", f"不超过{most}" if most else "")
    return "，".join(filter(None, bounds))


def _number(bound: float) -> str:
    return str(bound) if isinstance(bound, int) else f"{bound:g}".replace("e+", "e").replace("e-0", "e-")


def _paragraphs(command: click.Command, width: int) -> Iterable[str]:
    for paragraph in paragraphs_of(command):
        yield "\n".join(INDENT + line for line in _lines(in_chinese(paragraph), width - len(INDENT)))


def _section(title: str, rows: Sequence[Row], width: int) -> str:
    """Names and what they mean in two columns."""
    column = min(max(display_width(name) for name, _ in rows), WIDEST_NAME) + len(INDENT)
    lines = [f"{title}："]
    for name, meaning in rows:
        told = _lines(meaning, width - len(INDENT) - column)
        beside = " " * (column - display_width(name)) + told.pop(0) if display_width(name) < column - 1 else ""
        lines += [f"{INDENT}{name}{beside}", *(f"{INDENT}{' ' * column}{line}" for line in told)]
    return "\n".join(lines)


def _lines(text: str, width: int) -> list[str]:
    """A text as lines; what stands in backticks stays together."""
    parts = text.split("`")
    parts[1::2] = map(together, parts[1::2])
    return [line for whole in "`".join(parts).split("\n") for line in wrapped(whole, width, "", "zh")]


def _option_row(option: click.Option, ctx: click.Context) -> Row:
    metavar = "" if option.is_flag else f" {metavar_in_chinese(option.make_metavar(ctx))}"
    spellings = (", ".join(names) + metavar for names in (option.opts, option.secondary_opts) if names)
    return " / ".join(spellings), in_chinese(option.help or "") + _brackets(option, ctx)


def _brackets(option: click.Option, ctx: click.Context) -> str:
    """What click says in brackets behind the help of an option."""
    extra = option.get_help_extra(ctx)
    told = [f"环境变量：{'、'.join(extra['envvars'])}"] if "envvars" in extra else []
    if "default" in extra:
        told.append(f"默认：{str(extra['default']).replace(', ', '、')}")
    if isinstance(option.type, click.IntRange | click.FloatRange):
        told.append(range_text(option.type.min, option.type.max, option.type.min_open))
    if option.required:
        told.append("必填")
    told = [together(part) for part in told if part]
    return f"（{'；'.join(told)}）" if told else ""
