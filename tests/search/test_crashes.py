"""An index whose writer was killed opens again, with whole commits only."""

import gc
import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from forum.search import Rebuilding
from tests.search.conftest import built, document, wanted

WRITES = """
import sys
from importlib import import_module
from pathlib import Path
from tests.search.conftest import document
engine = import_module(f"forum.search.{sys.argv[1]}.engine").make(Path(sys.argv[2]), "en")
n = 100
while True:
    engine.add([document(n, "walrus"), document(n + 1, "walrus")])
    n += 2
    print(n, flush=True)
"""


@pytest.mark.parametrize("name", ["whoosh", "tantivy"])
def test_a_writer_that_is_killed_leaves_whole_commits_and_no_lock(name, tmp_path):
    pytest.importorskip(name)
    make = import_module(f"forum.search.{name}.engine").make
    engine = built(make(tmp_path, "en"), document(1, "seal"))
    for pause in (0.0, 0.013, 0.031):
        writer = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", WRITES, name, str(tmp_path)],
            cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        for _n in range(3):
            last = int(writer.stdout.readline())
        time.sleep(pause)
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        kept = dict(engine.versions())
        assert last - 1 in kept and len(kept) % 2 == 1  # the seal, and pairs
        engine.add([document(1, "seal", version=2)])
        assert engine.query(wanted("seal")).hits[0].post_id == 1
    assert engine.health().state == "ready"
    fresh = make(tmp_path, "en")
    assert dict(fresh.versions()) == dict(engine.versions())


def test_an_index_is_made_by_several_processes_whole_or_not_at_all(tmp_path, monkeypatch):
    from forum.search.whoosh import building

    if len(os.sched_getaffinity(0)) < 2:
        pytest.skip("one processor makes it alone")
    monkeypatch.setattr(building, "ALONE", 5)
    monkeypatch.setattr(building, "HANDED", 2)
    engine = import_module("forum.search.whoosh.engine").make(tmp_path, "en")
    told = []
    seals = [document(n, f"seal {n}", thread_id=1 + n % 3) for n in range(1, 12)]
    engine.rebuild(seals, told.append, lambda versions: ((), [4]))
    assert len(engine._opened().segments) > 1 and sum(told) == 11
    assert sorted(hit.post_id for hit in engine.query(wanted("seals", per_thread=False)).hits) == [
        n for n in range(1, 12) if n != 4
    ]
    assert engine.query(wanted("seal", order="latest", limit=1)).number == 3
    broken = [*seals, document(99, None)]  # no text: a part fails at it
    with pytest.raises(OSError, match="part of the index"):
        built(engine, *broken)
    assert engine.query(wanted("seal")).number == 3  # the one before stays in use


def test_an_index_laid_out_otherwise_is_not_read(tmp_path):
    """As one that a later or an earlier version wrote."""
    engine = built(import_module("forum.search.whoosh.engine").make(tmp_path, "en"), document(1))
    (index,) = tmp_path.glob("index*-*")
    index.rename(tmp_path / "index1-abc")
    (tmp_path / "current").write_text("index1-abc")
    assert engine.health().state == "damaged"
    assert built(engine, document(1, "seal")).query(wanted("seal")).number == 1
    assert not (tmp_path / "index1-abc").exists()


# The library leaves a file open that it cannot read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_damaged_index_says_that_it_has_to_be_made_anew(tmp_path):
    make = import_module("forum.search.whoosh.engine").make
    built(make(tmp_path, "en"), document(1, "seal"))
    for file in tmp_path.rglob("*.seg"):
        file.write_bytes(b"\0" * 500)
    engine = make(tmp_path, "en")
    with pytest.raises(Rebuilding):
        engine.query(wanted("seal"))
    assert engine.health().state == "damaged"
    assert built(engine, document(1, "seal")).query(wanted("seal")).number == 1
    gc.collect()
