"""The compile cache: one folder for each state of the sources, none where nothing can be written."""

from __future__ import annotations

from pathlib import Path

import numba
import pytest

from fundsim.kernels import _jit
from fundsim.kernels._jit import cache_folder, entry_kernel, inlined_kernel, kernel, source_digest


def twice(number: int) -> int:
    """What the kernels below compute."""
    return 2 * number


def test_digest_follows_contents_and_names_of_python_files_only(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1", encoding="utf-8")
    first = source_digest(tmp_path)
    assert len(first) == 16
    assert source_digest(tmp_path) == first
    (tmp_path / "notes.txt").write_text("no source", encoding="utf-8")
    assert source_digest(tmp_path) == first
    (tmp_path / "a.py").write_text("x = 2", encoding="utf-8")
    changed = source_digest(tmp_path)
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert len({first, changed, source_digest(tmp_path)}) == 3


def test_cache_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FUNDSIM_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    digest = source_digest(Path(_jit.__file__).parent)
    assert cache_folder() == tmp_path / "home" / ".cache" / "fundsim" / digest
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "fundsim" / digest
    monkeypatch.setenv("FUNDSIM_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own" / "fundsim" / digest
    assert list((tmp_path / "own" / "fundsim" / digest).iterdir()) == []  # the trial file is gone


def test_no_cache_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("FUNDSIM_CACHE", str(file))
    assert cache_folder() is None


def test_entry_kernels_are_kept_in_the_folder_of_their_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(_jit, "CACHE", tmp_path)
    before = numba.config.CACHE_DIR
    assert entry_kernel(twice)(21) == 42
    assert before == numba.config.CACHE_DIR
    assert [path.suffix for path in sorted(tmp_path.rglob("*.nb*"))] == [".nbc", ".nbi"]


def test_entry_kernels_work_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(_jit, "CACHE", None)
    assert entry_kernel(twice)(21) == kernel(twice)(21) == inlined_kernel(twice)(21) == 42
    assert list(tmp_path.rglob("*")) == []


def test_without_compilation_kernels_are_plain_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert kernel(twice) is inlined_kernel(twice) is entry_kernel(twice) is twice
