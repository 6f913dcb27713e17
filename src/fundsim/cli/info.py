"""``fundsim info``: what a report of a defect should contain."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

PACKAGES = ("fundsim", "numpy", "numba", "scipy", "xarray", "pydantic", "ruamel.yaml", "matplotlib")


@click.command()
def info() -> None:
    """Print versions, threads and folders."""
    from fundsim.scenario_file.shipped import shipped_folder

    lines = {"Python": f"{platform.python_version()} on {platform.platform(terse=True)}"}
    lines |= {package: version_of(package) for package in PACKAGES}
    lines["threads"] = str(available_threads())
    lines["compile cache"] = str(cache_root())
    lines["shipped scenarios"] = str(shipped_folder() or "none")
    width = max(len(name) for name in lines)
    for name, text in lines.items():
        click.echo(f"{name:{width}}  {text}")


def version_of(package: str) -> str:
    """Version of an installed package."""
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def available_threads() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def cache_root() -> Path:
    """Folder below which compiled kernels are kept."""
    root = os.environ.get("FUNDSIM_CACHE") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "fundsim"
