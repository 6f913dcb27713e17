"""Write the pages of the manual, and the JSON schemas, that follow from tables of the program.

``python docs/generate.py`` writes them, ``--check`` only says whether they are up to date. Each fact has one
home: keys of scenario files in the models of ``fundsim.programme``, outputs in ``VARIABLES`` and
``COORDINATES``, headline figures in ``MEASURES``, terms in ``src/fundsim/report/glossary.csv``.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from glossary_page import glossary
from output_page import output_reference
from scenario_page import scenario_reference

from fundsim.scenario_file.schema import schema_text
from fundsim.sweep.schema import sweep_schema_text

PROJECT = Path(__file__).resolve().parents[1]
GENERATED = {
    "docs/scenario-reference.md": scenario_reference,
    "docs/output-reference.md": output_reference,
    "docs/glossary.md": glossary,
    "src/fundsim/scenario_file/scenario.schema.json": schema_text,
    "src/fundsim/sweep/sweep.schema.json": sweep_schema_text,
}
SHOWN = 12  # lines of difference


def stale_files(folder: Path) -> Iterator[str]:
    """For each file below a folder that is not as it should be: its name and what differs."""
    for name, content in GENERATED.items():
        path = folder / name
        old = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines = difflib.unified_diff(
            old.splitlines(),
            content().splitlines(),
            f"{name}, as it is",
            f"{name}, as it should be",
            n=0,
            lineterm="",
        )
        if shown := list(islice(lines, SHOWN)):
            yield "\n".join([f"{name} is not up to date; run `make docs`", *shown])


def main(arguments: list[str] | None = None) -> int:
    """Write or check the files.

    Returns
    -------
    int
        Exit code: 1 when a file is not up to date.
    """
    parser = argparse.ArgumentParser(description="Write the generated pages of the manual, and the schemas.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is stale")
    parser.add_argument("--folder", type=Path, default=PROJECT, help="folder of the project")
    options = parser.parse_args(arguments)
    if options.check:
        stale = list(stale_files(options.folder))
        print("\n\n".join(stale) or "the generated files are up to date", file=sys.stderr if stale else None)
        return 1 if stale else 0
    for name, content in GENERATED.items():
        path = options.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
