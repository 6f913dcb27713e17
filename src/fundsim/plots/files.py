"""Charts on disk: PNG, SVG and PDF, the same bytes for the same chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import xarray as xr
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fundsim.languages import Language
from fundsim.plots.style import chart_style, new_figure
from fundsim.results import write_whole

FORMATS = ("png", "svg", "pdf")
# Neither date nor version of the drawing library: equal charts are equal files.
_METADATA: dict[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
}
_CAPTION = {"png": "Description", "svg": "Description", "pdf": "Subject"}  # read aloud by screen readers


def save_chart(
    fig: Figure, folder: str | Path, name: str, formats: Sequence[str] = ("png", "svg"), *, caption: str = ""
) -> tuple[Path, ...]:
    """Write a chart, by default as PNG and SVG.

    Parameters
    ----------
    fig : Figure
        The chart.
    folder : str or Path
        An existing folder.
    name : str
        File name without ending.
    formats : sequence of {"png", "svg", "pdf"}
        What to write.
    caption : str
        Kept in the files as their description.

    Returns
    -------
    tuple of Path
        A file for each format.

    Raises
    ------
    OutputError
        The folder is missing or not writable, or the disk is full.
    ValueError
        A format is not one of these.
    """
    if unknown := set(formats) - set(FORMATS):
        raise ValueError(f"formats: {sorted(unknown)[0]!r} is not one of {', '.join(FORMATS)}")
    with laid_out(fig):
        return tuple(
            write_whole(Path(folder) / f"{name}.{kind}", chart_bytes(fig, kind, caption=caption)) for kind in formats
        )


def draw_and_save(
    plot: Callable[[xr.Dataset, Axes, Language], Axes], ds: xr.Dataset, folder: str | Path, name: str, lang: Language
) -> tuple[Path, ...]:
    """Draw one chart on a figure of its own and write it as PNG and SVG; as `save_chart`."""
    with chart_style():
        figure = new_figure()
        plot(ds, figure.add_subplot(), lang)
    return save_chart(figure, folder, name)


@contextmanager
def laid_out(fig: Figure) -> Iterator[None]:
    """Lay a chart out as for a PNG file, once for all formats, as that takes as long as drawing it."""
    engine, dpi = fig.get_layout_engine(), fig.dpi
    try:
        with chart_style():  # also for taking the engine away: settings of the user could put in another one
            fig.dpi = rcParams["savefig.dpi"]
            if engine is not None:
                engine.execute(fig)  # all that drawing does before it draws
            fig.set_layout_engine(None)
        fig.dpi = dpi
        yield
    finally:
        fig.dpi = dpi
        fig.set_layout_engine(engine)


def chart_bytes(fig: Figure, kind: str, *, caption: str = "") -> bytes:
    """A chart as the content of a file.

    Parameters
    ----------
    fig : Figure
        The chart.
    kind : {"png", "svg", "pdf"}
        Format.
    caption : str
        Kept as the description.

    Returns
    -------
    bytes
        The same bytes for the same chart.
    """
    image = BytesIO()
    metadata = _METADATA[kind] | ({_CAPTION[kind]: caption} if caption else {})
    with chart_style():
        fig.savefig(image, format=kind, metadata=metadata)
    return image.getvalue()
