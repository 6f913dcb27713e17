"""The machine that a run finds itself on: its processors, and where compiled code is kept."""

from __future__ import annotations

import os
from pathlib import Path


def available_threads() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cache_root() -> Path:
    """Folder of compiled code: in ``$FUNDSIM_CACHE``, else ``$XDG_CACHE_HOME``, else ``~/.cache``."""
    root = os.environ.get("FUNDSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "fundsim"
