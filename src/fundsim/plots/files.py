"""Charts on disk: PNG and SVG, the same bytes for the same chart."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from fundsim.plots.style import chart_style
from fundsim.results import write_whole

# Neither date nor version of the drawing library: equal charts are equal files.
_METADATA: dict[str, dict[str, None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}


def save_chart(fig: Figure, folder: str | Path, name: str) -> tuple[Path, Path]:
    """Write a chart as PNG and SVG.

    Parameters
    ----------
    fig : Figure
        The chart.
    folder : str or Path
        An existing folder.
    name : str
        File name without ending.

    Returns
    -------
    tuple of Path
        The PNG and the SVG file.

    Raises
    ------
    OutputError
        The folder is missing or not writable, or the disk is full.
    """
    paths = []
    with chart_style():
        for kind, metadata in _METADATA.items():
            image = BytesIO()
            fig.savefig(image, format=kind, metadata=metadata)
            paths.append(write_whole(Path(folder) / f"{name}.{kind}", image.getvalue()))
    return paths[0], paths[1]
