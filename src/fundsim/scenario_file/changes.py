"""What was changed beside a scenario's file, so that names and descriptions do not tell of another design."""

from __future__ import annotations

from collections.abc import Sequence

from fundsim.programme import Scenario
from fundsim.scenario_file.nodes import Place, dotted, leaves, plain, tree_of
from fundsim.scenario_file.sources import OVERRIDDEN
from fundsim.scenario_file.writing import scenario_data
from fundsim.text_tables import display_width

REMOVED = "{remove: true}"
_MOST, _LONGEST = 3, 60


def changes_of(scenario: Scenario) -> list[str]:
    """What ``--set``, or a change of a scenario that was read already, has set.

    Parameters
    ----------
    scenario : Scenario
        Programme.

    Returns
    -------
    list of str
        ``key=value``, the value as it stands now; of a block each key that it gave.
    """
    changed = [key for key, source in scenario.sources.items() if source == OVERRIDDEN]
    if not changed:
        return []
    root = tree_of(scenario_data(scenario), Place())
    values = {dotted(root, path): _written(plain(node)) for path, node in leaves(root)}
    return [f"{key}={values.get(key, REMOVED)}" for key in changed]


def title_with(name: str, changes: Sequence[str], most: int | None = _MOST) -> str:
    """Name or description of a scenario with what was changed in it, the first few of many, in the text's language.

    Examples
    --------
    >>> title_with("Fund", ["layers.fund.pays=0.9"]), title_with("县级基金", ["horizon.months=60"])
    ('Fund (changed: layers.fund.pays=0.9)', '县级基金（已修改：horizon.months=60）')
    """
    if not changes:
        return name
    chinese = _is_chinese(name)
    more = 0 if most is None else len(changes) - most
    shown = [_shortened(change) for change in changes[:most]]
    shown += [f"另{more}项" if chinese else f"{more} more"] if more > 0 else []
    return f"{name}（已修改：{'，'.join(shown)}）" if chinese else f"{name} (changed: {', '.join(shown)})"


def _is_chinese(words: str) -> bool:
    """Whether a text is Chinese, perhaps with some Latin letters, and not English that begins with a Chinese name."""
    wide = display_width(words) - len(words)
    return 2 * wide > sum(character.isascii() and character.isalpha() for character in words)


def told_title(scenario: Scenario) -> str:
    """Name of a scenario with what was changed in it."""
    return title_with(scenario.name, changes_of(scenario))


def _written(value: object) -> str:
    """A plain value as YAML has it, on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return "{}"
    if value is None:
        return "null"
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shortened(change: str) -> str:
    return change if len(change) <= _LONGEST else change[: _LONGEST - 1] + "…"
