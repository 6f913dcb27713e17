"""The scenario reference: every key of a scenario file."""

from __future__ import annotations

from collections.abc import Mapping

from markdown_text import NOTICE, code, prose, slug, table
from scenario_blocks import (
    NAME,
    POSITION,
    Block,
    blocks,
    default_in_words,
    definition_of,
    units_of,
    value_in_words,
)

from fundsim.scenario_file.allowed import Schema

MARK = "†"
INTRODUCTION = f"""\
# Scenario reference

{NOTICE}

Every key that a scenario file can have. [Writing a scenario](writing-a-scenario.md) shows how to write one,
[the model](model.md) says what the keys do.

- A scenario file is YAML 1.2 in UTF-8. Amounts are in the file's `currency`, shares and rates are fractions
  (write 0.7 for 70 %), rates and default probabilities are per year, times are months unless the key says
  days.
- `{NAME}` is a name of your choice, `{POSITION}` a position in a list, counted from 1. Dotted keys such as
  `layers.county_fund.account.yield` are what messages show and what `--set` takes.
- {MARK} marks a choice of convention.
- *none* as default: without the key nothing of the kind happens, unless its meaning says otherwise. *its
  defaults*: the block can be left out and then has the defaults of its own section.
- Unknown keys, wrong types and numbers out of bounds are faults, and so are keys that contradict each
  other, which these tables do not show. `fundsim check` reports all faults at once.

A file can begin with `extends: other.yaml` (a path from its own folder, or the name of a shipped scenario)
and then holds only what differs. Blocks are merged key by key, payers in `layers` by their names;
everything else is replaced. In such a file `remove: true` in a block drops it, `replace: true` drops
everything inherited and keeps what stands beside it, and `order: [names]` beside the payers gives their
order, all of them.

"""


def scenario_reference() -> str:
    """All keys, a section for each kind of block."""
    found = blocks().values()
    anchors = {block.definition: slug(block.heading) for block in found}
    contents = (
        (f"[{block.heading}](#{anchors[block.definition]})", summary(definition_of(block.definition)))
        for block in found
    )
    sections = "\n".join(section(block, anchors) for block in found)
    return f"{INTRODUCTION}{table(('section', 'what it is'), contents)}\n\n{sections}"


def section(block: Block, anchors: Mapping[str, str]) -> str:
    """Section of one block: what it is, and a row for each key."""
    definition = definition_of(block.definition)
    rows = (
        (
            f"{code(key)} {MARK}" if schema.get("convention") else code(key),
            value_in_words(schema, anchors),
            ", ".join(units_of(schema)) or "–",
            default_in_words(block.definition, key),
            prose(schema.get("description", "tells this block from others under the same key")),
        )
        for key, schema in definition["properties"].items()
    )
    head = ("key", "value", "unit", "default", "meaning")
    return f"## {block.heading}\n\n{prose(definition['description'])}\n\n{table(head, rows)}\n"


def summary(definition: Schema) -> str:
    """First paragraph of a block's description."""
    return prose(definition["description"].split("\n\n")[0])
