"""Help and usage in the language that is asked for; the Chinese is imported only where it is needed."""

from __future__ import annotations

from collections.abc import Mapping

import click

from fundsim.cli.telling import usual_language
from fundsim.languages import Language


class SpeakingContext(click.Context):
    """A command as it was called, which tells its help in a language; in English as click does."""

    @property
    def lang(self) -> Language:
        """Language of ``--lang``, or that of the environment."""
        known: Mapping[str, Language] = self.find_object(dict) or {}
        return known.get("lang", usual_language())

    def get_help(self) -> str:
        """Help of the command."""
        if self.lang == "en":
            return super().get_help()
        from fundsim.cli.chinese.help_pages import help_page

        return help_page(self, getattr(self.command, "summaries", {}))

    def get_usage(self) -> str:
        """Line that shows how the command is written."""
        if self.lang == "en":
            return super().get_usage()
        from fundsim.cli.chinese.help_pages import usage_line

        return usage_line(self)
