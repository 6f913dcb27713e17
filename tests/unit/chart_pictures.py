"""Every kind of chart drawn from small examples, and coarse pictures of them for comparison.

``python -m tests.unit.chart_pictures`` writes the pictures on record anew; look at the charts before you do.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

import numpy as np
import xarray as xr
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray
from tests.unit.example_dataset import example_dataset
from tests.unit.example_decisions import example_comparison, example_size, example_sweep

from fundsim.plots import KINDS, chart_style, draw_chart

FILE = Path(__file__).with_name("chart_pictures.json")
LANGUAGES = ("en", "zh")
ACROSS, DOWN = 36, 23  # cells of a picture
OF_DECISIONS = {
    "sizing_curve": example_size, "heat_map": example_sweep, "tornado": example_size, "frontier": example_comparison,
    "differences": example_comparison, "sweep_panels": example_sweep,
}  # fmt: skip


@functools.cache
def results_for(kind: str) -> xr.Dataset:
    """Small results that a kind of chart can be drawn from."""
    if kind in OF_DECISIONS:
        return OF_DECISIONS[kind]()
    ds = example_dataset(paths=300, months=60, layers=("insurer", "village_pool", "county_fund", "bank"))
    return with_townships(ds, 12) if kind == "township_overdue" else ds  # three would look like those of `townships`


def with_townships(ds: xr.Dataset, count: int) -> xr.Dataset:
    """Results with so many townships, that differ in claims and overdue loans."""
    names = [f"township number {place}" for place in range(count)]
    wide = ds.isel(township=np.arange(count) % 3).assign_coords(township=names)
    factor = np.linspace(1.0, 2.0, count)
    changed = ("township_claims", "township_overdue_average", "township_overdue_ratio")
    return wide.assign({name: wide[name] * factor for name in changed})


@functools.cache
def figure_of(kind: str, lang: str, style: str = "report") -> Figure:
    """A chart in a style, laid out."""
    with chart_style(style):  # type: ignore[arg-type]
        figure = draw_chart(kind, results_for(kind), lang)  # type: ignore[arg-type]
        figure.draw_without_rendering()
    return figure


def picture(kind: str, lang: str) -> NDArray[np.float64]:
    """Mean darkness of the cells of a coarse grid, 0 (white) to 100."""
    with chart_style("report"):
        canvas = FigureCanvasAgg(figure_of(kind, lang))
        canvas.draw()
    pixels = 100.0 - np.asarray(canvas.buffer_rgba())[:, :, :3].mean(axis=2) / 2.55
    height, width = pixels.shape
    trimmed = pixels[: height // DOWN * DOWN, : width // ACROSS * ACROSS]
    cells = trimmed.reshape(DOWN, height // DOWN, ACROSS, width // ACROSS).mean(axis=(1, 3))
    return np.asarray(np.round(cells))


def on_record() -> dict[str, NDArray[np.float64]]:
    """Pictures on record, by kind and language."""
    rows = json.loads(FILE.read_text("utf-8"))
    return {name: np.array([[int(cell) for cell in row.split()] for row in picture]) for name, picture in rows.items()}


if __name__ == "__main__":
    pictures = {
        f"{kind}-{lang}": [" ".join(f"{cell:.0f}" for cell in row) for row in picture(kind, lang)]
        for kind in KINDS
        for lang in LANGUAGES
    }
    FILE.write_text(json.dumps(pictures, indent=1) + "\n", "utf-8")
