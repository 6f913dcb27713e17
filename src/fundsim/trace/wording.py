"""Amounts, months, names and events in plain words of one language."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from fundsim.languages import CURRENCIES_ZH, OWN_NAMES_ZH, Language, unit_word
from fundsim.text_tables import aligned
from fundsim.trace.phrases import CAUSES, COLUMNS, EVENTS, PHRASES, Words
from fundsim.trace.snapshots import PathRunner
from fundsim.units import year_month
from fundsim.wrapping import wrapped

MOST_LISTED, WIDTH = 12, 100


def money(amount: float) -> str:
    """An amount to the fen, as it stands in tables: ``12,345.60``; what rounding leaves has no sign.

    Examples
    --------
    >>> money(12345.6), money(-1e-9)
    ('12,345.60', '0.00')
    """
    return f"{round(amount, 2) + 0.0:,.2f}"


def date_of(runner: PathRunner, month: int) -> str:
    """Calendar month of a month of the path, as it stands in tables."""
    return year_month(runner.scenario.horizon.first_month, month)


def loan_name(loan: int, generation: int) -> str:
    """Name of a loan: its slot, and after a point which of the loans that replaced one another there it is.

    Examples
    --------
    >>> loan_name(23, 0), loan_name(23, 2)
    ('23', '23.2')
    """
    return str(loan) if generation == 0 else f"{loan}.{generation}"


class Voice(NamedTuple):
    """A language in which a path is told.

    Parameters
    ----------
    runner : PathRunner
        The path; its currency, first month and places are told.
    lang : {"en", "zh"}
        Language.
    """

    runner: PathRunner
    lang: Language

    def word(self, words: Words) -> str:
        """The one of two words that is of this language."""
        return words[self.lang == "zh"]

    def say(self, key: str, **values: object) -> str:
        """A phrase with its blanks filled in."""
        return self.word(PHRASES[key]).format(**values)

    def heads(self, *columns: str) -> tuple[str, ...]:
        """Heads of the columns of a table."""
        return tuple(self.word(COLUMNS[column]) for column in columns)

    def currency(self) -> str:
        """The currency by itself."""
        return unit_word(self.runner.scenario.currency, self.lang)

    def amount(self, amount: float, decimals: int = 2) -> str:
        """An amount in a sentence: ``12,345.60`` or ``12,345.60元``."""
        currency = self.runner.scenario.currency
        unit = self.word(("", CURRENCIES_ZH.get(currency, f" {currency}")))
        return f"{amount + 0.0:,.{decimals}f}{unit}"

    def percent(self, share: float) -> str:
        """A share with two decimals: ``4.36 %`` or ``4.36%``."""
        return f"{100.0 * share:.2f}{self.word((' %', '%'))}"

    def month(self, month: int) -> str:
        """Calendar month of a month of the path in a sentence: ``2024-05`` or ``2024年5月``."""
        date = date_of(self.runner, month)
        if self.lang == "en":
            return date
        year, _, number = date.partition("-")
        return f"{year}年{int(number)}月"

    def loan(self, loan: int, generation: int) -> str:
        """Name of a loan in a sentence: ``23.2`` or ``23.2号``."""
        return f"{loan_name(loan, generation)}{self.word(('', '号'))}"

    def own(self, name: str) -> str:
        """A name as the scenario has it; names that fundsim gives in this language."""
        return name if self.lang == "en" else OWN_NAMES_ZH.get(name, name)

    def place(self, name: str) -> str:
        """A township, or a village that is numbered within it."""
        if self.lang == "en":
            return name
        book = self.runner.book
        known = dict(zip(book.townships, book.townships_zh or book.townships, strict=True))
        township, stroke, number = name.rpartition("/")
        if name in known or not stroke:
            return self.own(known.get(name, name))
        return f"{self.own(known.get(township, township))}/{number}"

    def joined(self, names: Iterable[str]) -> str:
        """Names one after another."""
        return self.say("comma").join(names)

    def listed(self, names: Iterable[str], most: int = MOST_LISTED) -> str:
        """Names one after another, the first so many of them."""
        every = list(names)
        shown = self.joined(every[:most])
        rest = len(every) - most
        return shown if rest <= 0 else self.say("and_more", shown=shown, rest=rest, all=len(every))

    def filled(self, text: str) -> str:
        """A paragraph with its lines broken."""
        if self.lang == "en":
            return textwrap.fill(text, WIDTH)
        return "\n".join(wrapped(text, WIDTH, self.runner.scenario.currency, self.lang))

    def table(self, title: str, rows: Sequence[Sequence[str]], left: Sequence[int] = (0,), **values: object) -> str:
        """A table under the phrase that is its title."""
        return f"{self.say(title, **values)}\n\n{aligned(rows, left=left, indent='  ')}"

    def event(self, event: Mapping[str, Any], *, short: bool = False) -> str:
        """What happened to a loan, without the amount."""
        key = str(event["event"])
        cause = self.word(CAUSES[event["cause"]])
        n = self._length(event)
        if key == "distress" and n:
            key = "distress_before"
        elif key == "extended":
            key = _kind_of_extension(self.runner)
        elif key == "claim_filed" and short:
            key = "claim_filed_short"
        return self.word(EVENTS[key]).format(cause=cause, n=n, s="s" if n > 1 else "")

    def _length(self, event: Mapping[str, Any]) -> int:
        """Months of an extension, or of being overdue before the start."""
        if event["event"] == "extended":
            return self.runner.scenario.extension.months or 0
        first = event["generation"] == 0 and event["month"] == 0
        return int(self.runner.model.loans.overdue[event["loan"]]) if first else 0


def _kind_of_extension(runner: PathRunner) -> str:
    terms = runner.scenario.extension
    if terms.months is None:
        return "extended_open"
    return "extended_up_to" if terms.cure_per_month + terms.default_per_month > 0.0 else "extended"
