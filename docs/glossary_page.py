"""The glossary: the terms of ``fundsim.report.glossary`` and the headline figures."""

from __future__ import annotations

from markdown_text import NOTICE, code, prose, table

from fundsim.metrics import MEASURES
from fundsim.report.glossary import terms

INTRODUCTION = f"""\
# Glossary 术语表

{NOTICE}

Terms of the field in Chinese and English, what fundsim understands by them, and where they stand in a
scenario file or in the results. Terms without a key are here for readers of the sources.

"""


def glossary() -> str:
    """Terms by topic, then the headline figures."""
    parts = [INTRODUCTION]
    for topic in dict.fromkeys(term.topic for term in terms()):
        rows = (
            (term.zh, term.en, ", ".join(map(code, term.keys.split())) or "–", prose(term.meaning) or "–")
            for term in terms()
            if term.topic == topic
        )
        parts.append(f"## {topic}\n\n{table(('中文', 'English', 'in fundsim', 'meaning'), rows)}\n\n")
    figures = ((item.label_zh, item.label_en, code(key)) for key, item in MEASURES.items())
    parts.append(f"## Headline figures 主要指标\n\n{table(('中文', 'English', 'key'), figures)}\n")
    return "".join(parts)
