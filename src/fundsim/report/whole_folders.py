"""Folders that are written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from fundsim.errors import OutputError


def write_folder(
    folder: str | Path, write: Callable[[Path], None], last: str, sometimes: Sequence[str] = ()
) -> list[Path]:
    """Write files beside a folder and move them in when all of them are whole.

    Parameters
    ----------
    folder : str or Path
        Where to; made if missing.
    write : callable
        Writes the files into the folder that it is given.
    last : str
        Name of the file that is moved last: where it is, the others are.
    sometimes : sequence of str
        Names of files that results of this kind may have; those of earlier results are removed.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        The folder cannot be made or written, or the disk is full.
    """
    target = Path(folder)
    try:
        with _workplace(target) as workplace:
            write(workplace)
            return _move(workplace, target, last, sometimes)
    except OutputError as error:  # names a file of the workplace, which is gone
        raise OutputError(f"{target}: cannot be written: {_reason(error.__cause__ or error)}") from error
    except OSError as error:
        raise OutputError(f"{target}: cannot be written: {_reason(error)}") from error


@contextmanager
def _workplace(target: Path) -> Iterator[Path]:
    """A folder of its own on the disk of the target, gone afterwards whatever happens."""
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(0, "there is a file of that name")
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
    home = target if target.exists() else target.parent
    workplace = Path(tempfile.mkdtemp(prefix=".fundsim-unfinished-", dir=home))
    try:
        yield workplace
    finally:
        shutil.rmtree(workplace, ignore_errors=True)


def _move(workplace: Path, target: Path, last: str, sometimes: Sequence[str]) -> list[Path]:
    names = sorted(file.name for file in workplace.iterdir() if file.name != last)
    target.mkdir(exist_ok=True)
    for name in (last, *sometimes):  # from here on the folder does not look whole
        (target / name).unlink(missing_ok=True)
    return [(workplace / name).replace(target / name) for name in [*names, last]]


def _reason(error: BaseException) -> str:
    return getattr(error, "strerror", None) or str(error)
