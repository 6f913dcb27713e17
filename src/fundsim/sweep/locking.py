"""One writer to a store at a time: a lock that the system releases when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fundsim.errors import OutputError


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a store.

    Parameters
    ----------
    folder : Path
        The store, which need not exist yet; the lock is a hidden file beside it.

    Raises
    ------
    OutputError
        Another process holds it, or the place cannot be written.
    """
    path = folder.parent / f".{folder.name}.lock"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        handle = _taken(path)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}; choose another --out") from error
    if handle is None:
        raise OutputError(f"{folder}: another sweep is writing there; wait until it has ended, or choose another --out")
    try:
        yield
    finally:
        with suppress(OSError):  # some systems remove no open file; then it just stays
            path.unlink()
        os.close(handle)


def _taken(path: Path) -> int | None:
    """Handle of the locked file; None where another process has it."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        if not _lock(handle):
            os.close(handle)
            return None
        # Between opening and locking its last holder may have removed the file: then the lock protects nothing.
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
        os.close(handle)


def _lock(handle: int) -> bool:
    """Whether the lock of an open file was free and is now ours."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
