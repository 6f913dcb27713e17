"""``fundsim info``: what a report of a defect should contain."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import click

from fundsim.machine import available_threads, cache_root

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
