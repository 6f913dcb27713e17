"""The compile cache: one folder for each state of the sources, none where nothing can be written."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numba
import pytest
from numba.core import event

from fundsim.cli.compiling import run_smallest
from fundsim.kernels.compiling import jit
from fundsim.kernels.compiling.jit import cache_folder, entry_kernel, kernel, source_digest


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
    renamed = source_digest(tmp_path)
    (tmp_path / "room").mkdir()
    (tmp_path / "b.py").rename(tmp_path / "room" / "b.py")
    assert len({first, changed, renamed, source_digest(tmp_path)}) == 4


def test_cache_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("FUNDSIM_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    sources = Path(jit.__file__).parents[1]
    own = f"{source_digest(sources)}-{hashlib.sha256(str(sources).encode()).hexdigest()[:8]}"
    assert cache_folder() == tmp_path / "home" / ".cache" / "fundsim" / own
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "fundsim" / own
    monkeypatch.setenv("FUNDSIM_CACHE", str(tmp_path / "own"))
    assert cache_folder() == tmp_path / "own" / "fundsim" / own
    assert list((tmp_path / "own" / "fundsim" / own).iterdir()) == []  # the trial file is gone


def test_what_was_not_used_for_long_is_forgotten_when_something_new_is_compiled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDSIM_CACHE", str(tmp_path))
    root = tmp_path / "fundsim"
    ages = {"0" * 16 + "-" + "1" * 8: 61, "1" * 16 + "-" + "1" * 8: 59, "somebody's own": 1_000}  # [days]
    for name, days in ages.items():
        (root / name).mkdir(parents=True)
        (root / name / "code.nbc").touch()
        long_ago = time.time() - 86_400.0 * days
        os.utime(root / name, (long_ago, long_ago))
    own = cache_folder()
    assert own is not None
    assert {folder.name for folder in root.iterdir()} == {*list(ages)[1:], own.name}
    os.utime(own, (0.0, 0.0))
    assert cache_folder() == own  # not forgotten by itself, and in use again
    assert own.stat().st_mtime > time.time() - 86_400.0


def test_the_same_sources_in_another_place_have_a_folder_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only so is compiling announced there: numba keeps what was compiled by the place of its source."""
    monkeypatch.setenv("FUNDSIM_CACHE", str(tmp_path / "cache"))
    first, sources = cache_folder(), Path(jit.__file__).parents[1]
    shutil.copytree(sources, tmp_path / "kernels", ignore=shutil.ignore_patterns("__pycache__"))
    assert source_digest(tmp_path / "kernels") == source_digest(sources)
    monkeypatch.setattr(jit, "__file__", str(tmp_path / "kernels" / "compiling" / "jit.py"))
    assert cache_folder() != first


def test_no_cache_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("FUNDSIM_CACHE", str(file))
    assert cache_folder() is None


def test_entry_kernels_are_kept_in_the_folder_of_their_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(jit, "CACHE", tmp_path)
    before = numba.config.CACHE_DIR
    assert entry_kernel(twice)(21) == 42
    assert before == numba.config.CACHE_DIR
    assert [path.suffix for path in sorted(tmp_path.rglob("*.nb*"))] == [".nbc", ".nbi"]


def test_entry_kernels_work_without_a_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(jit, "CACHE", None)
    assert entry_kernel(twice)(21) == kernel(twice)(21) == 42
    assert list(tmp_path.rglob("*")) == []


def test_without_compilation_kernels_are_plain_functions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert kernel(twice) is entry_kernel(twice) is twice


def test_constants_make_no_versions_of_a_rule_and_python_may_call_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    compiled: list[object] = []

    class Listener(event.Listener):
        """Counts the versions that are compiled."""

        def on_start(self, happened: event.Event) -> None:
            compiled.append(happened.data)

        def on_end(self, happened: event.Event) -> None:
            """Nothing to do."""

    rule = kernel(twice)

    def six_times(number: int) -> int:
        return rule(1) + rule(2) + rule(number) - 6 + 4 * number

    with event.install_listener("numba:run_pass", Listener()):
        entry = kernel(six_times)
        assert entry(5) == 30
        lowered = [data for data in compiled if data["name"].startswith("rule_lowering")]
    assert sum("twice" in str(data) for data in lowered) == 1
    assert rule(4) == 8  # a rule that was only linked so far
    assert len(rule.signatures) == 1


def test_the_collector_works_again_after_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    assert gc.isenabled()
    assert kernel(twice)(3) == 6
    assert gc.isenabled()


@pytest.mark.compiled
def test_loading_compiled_kernels_gathers_none_of_the_compiler_s_functions() -> None:
    """Every start of the program would take half a second longer."""
    run_smallest()  # whatever was in the cache before
    program = "import sys; from fundsim.cli.compiling import run_smallest; run_smallest(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "numba.np.arrayobj" in loaded
    assert not {"numba.np.linalg", "numba.np.arraymath", "numba.typed.typeddict"} & set(loaded)
