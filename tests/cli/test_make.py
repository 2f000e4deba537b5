"""`make run` on a machine that lacks something, tried without touching this one's environment."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.server.running import ROOT

TOOLS = ("sh", "rm", "tail", "touch", "echo", "make")


@pytest.fixture
def bare(tmp_path):
    """A copy of the Makefile, and a PATH with nothing but a shell."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).write_text("")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    return tmp_path


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def make(folder, *arguments):
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env={"PATH": str(folder / "tools"), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_old_python_is_named_with_what_to_do(bare):
    program(
        bare / "tools" / "python3",
        'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi',
    )
    said = make(bare, "run")
    assert said.returncode != 0
    first = said.stderr.splitlines()[0]
    assert "Python 3.11 or newer" in first and "Python 3.9.2" in first and "PYTHON=" in first
    assert not (bare / ".venv").exists()


def test_a_python_without_venv_is_named_with_what_to_do(bare):
    program(bare / "tools" / "python3", 'case "$*" in *venv*) exit 1;; esac')
    said = make(bare, "run")
    assert said.returncode != 0 and "python3-venv" in said.stderr
    assert not (bare / ".venv").exists()


def test_a_newer_python_under_another_name_is_found(bare):
    program(bare / "tools" / "python3", "exit 1")
    program(bare / "tools" / "python3.12", 'echo "$@" >> asked; case "$*" in *venv*) exit 1;; esac')
    make(bare, ".venv/bin/python")
    assert "-m venv" in (bare / "asked").read_text()


def test_nothing_is_installed_again_while_the_lock_is_the_same(bare):
    python = bare / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    program(python, f'echo "$@" >> {bare}/asked')
    for _time in range(2):
        assert make(bare, "run", "PORT=8123", "INSTANCE=/some/folder").returncode == 0
    asked = (bare / "asked").read_text().splitlines()
    assert [line.split()[1] for line in asked] == ["pip", "pip", "forum.cli", "forum.cli"]
    assert "--require-hashes -r requirements.lock" in asked[0]
    assert "--no-deps --no-build-isolation -e ." in asked[1]
    os.utime(bare / "requirements.lock")
    assert make(bare, "run").returncode == 0
    assert len((bare / "asked").read_text().splitlines()) == 7


def test_the_lock_names_no_host_and_every_package_by_its_hash():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text()
        assert "://" not in text and "/tmp" not in text
        for requirement in text.replace("\\\n", " ").splitlines():
            if requirement.strip() and not requirement.lstrip().startswith("#"):
                assert "==" in requirement and "--hash=sha256:" in requirement, requirement


def test_no_file_says_where_packages_come_from():
    for name in ("Makefile", ".ci/run", "pyproject.toml"):
        assert "index-url" not in (ROOT / name).read_text()
    assert Path(ROOT / ".ci" / "run").stat().st_mode & 0o111
