"""Write notebooks anew from their scripts, with outputs: ``python notebooks/run_notebooks.py [NAME ...]``."""

from __future__ import annotations

import base64
import sys
from io import BytesIO
from pathlib import Path

import jupytext
import nbclient
from nbformat import NotebookNode
from PIL import Image

FOLDER = Path(__file__).parent
KEPT_METADATA = ("jupytext", "kernelspec")
COLOURS = 128  # of a picture; charts have few, and pictures of all shades are three times as large


def executed(script: Path) -> NotebookNode:
    """Notebook of a percent script, run from its own folder."""
    notebook = jupytext.read(script)
    resources = {"metadata": {"path": str(FOLDER)}}
    return nbclient.NotebookClient(notebook, timeout=3600, resources=resources, record_timing=False).execute()


def repeatable(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what changes from run to run: numbers of cells, versions, what a kernel says on stderr."""
    notebook.metadata = {key: value for key, value in notebook.metadata.items() if key in KEPT_METADATA}
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
            for output in cell.outputs:
                if "image/png" in output.get("data", {}):
                    output.data["image/png"] = with_few_colours(output.data["image/png"])
    return notebook


def with_few_colours(picture: str) -> str:
    """The same picture, in base64, with a palette."""
    small = BytesIO()
    image = Image.open(BytesIO(base64.b64decode(picture))).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return base64.b64encode(small.getvalue()).decode()


def main(names: list[str]) -> None:
    """Run the scripts of these names, or all."""
    scripts = sorted(FOLDER.glob("[0-9]*.py"))
    for script in scripts:
        if not names or script.stem in names:
            print(script.stem)
            jupytext.write(repeatable(executed(script)), script.with_suffix(".ipynb"))


if __name__ == "__main__":
    main(sys.argv[1:])
