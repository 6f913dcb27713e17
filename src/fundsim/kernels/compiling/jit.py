"""How kernels are compiled: one place for numba's options and for the compile cache.

numba's own cache looks only at the file of the cached function, so an edit of a rule in another module would
silently run old code. Entry points are therefore cached in a folder named after a digest of all kernel sources.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np

from fundsim.kernels.compiling.linking import link_late, load_alone
from fundsim.machine import cache_root

F = TypeVar("F", bound=Callable[..., Any])
CACHE_NAME = re.compile("[0-9a-f]{16}-[0-9a-f]{8}")
UNUSED = 60 * 86_400.0  # [s] after which a folder of the cache is forgotten
OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": False}

if numba.config.DISABLE_JIT:
    # Plain Python arithmetic on uint64 warns where compiled code wraps around, which keyed draws rely on.
    np.seterr(over="ignore")


def source_digest(folder: Path, pattern: str = "**/*.py") -> str:
    """Digest of the Python sources of a folder, file names included.

    Parameters
    ----------
    folder : Path
        Folder with the kernel sources.
    pattern : str
        Which of them; those in folders within it are as good as its own.

    Returns
    -------
    str
        Sixteen hexadecimal digits.
    """
    digest = hashlib.sha256()
    for source in sorted(folder.glob(pattern)):
        digest.update(source.relative_to(folder).as_posix().encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Folder of the compile cache; None where nothing is writable.

    Returns
    -------
    Path or None
        Below `cache_root`, one for each digest of the sources and place that they are in.
    """
    sources = Path(__file__).parents[1]
    # numba does not take what was compiled from sources in another place, so nobody should count on finding it.
    place = hashlib.sha256(str(sources).encode()).hexdigest()[:8]
    folder = cache_root() / f"{source_digest(sources)}-{place}"
    try:
        is_new = not folder.exists()
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        if is_new:
            forget_unused(folder.parent)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return None


def forget_unused(root: Path) -> None:
    """Delete what was compiled from other sources, or in another place, and has not been used for a long time."""
    for folder in root.iterdir():
        with suppress(OSError):  # another process may be doing the same
            if CACHE_NAME.fullmatch(folder.name) and folder.stat().st_mtime < time.time() - UNUSED:
                shutil.rmtree(folder, ignore_errors=True)


CACHE = cache_folder()


def compiled(function: F, **options: Any) -> F:
    """Compile a function with the options of all kernels; without compilation, leave it as it is."""
    made = numba.njit(function, **OPTIONS, **options)
    return made if numba.config.DISABLE_JIT else link_late(made)


def kernel(function: F) -> F:
    """Compile a rule that other kernels call."""
    return compiled(function)


def written_out(function: F) -> F:
    """Compile a rule whose code is written out wherever it is called, which the optimiser would not do by itself.

    For the few rules that every loan in trouble or every payment needs; for all of them, it would cost more than it
    saves.
    """
    return compiled(function, forceinline=True)


def entry_kernel(function: F) -> F:
    """Compile a kernel that Python calls, cached across processes."""
    if CACHE is None or numba.config.DISABLE_JIT:
        return kernel(function)
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(CACHE)
    try:
        made = compiled(function, cache=True)
        load_alone(made)
        return made
    finally:
        numba.config.CACHE_DIR = before
