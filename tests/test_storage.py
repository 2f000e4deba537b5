"""Uploaded files: kept whole or not at all, under keys that cannot lead anywhere else."""

import os
import threading
from uuid import uuid4

import pytest

from forum.storage import Storage, StorageError

KEY = "posts/4f/4f09-aa_b.png"


@pytest.fixture(params=["folder", "elsewhere"])
def storage(request, tmp_path):
    """The same promises in a folder and in a storage that is none."""
    return Storage(
        str(tmp_path / "files") if request.param == "folder" else f"memory://{uuid4().hex}"
    )


def test_what_was_put_is_there_until_it_is_deleted(storage):
    storage.put(KEY, b"abc", "image/png")
    with storage.open(KEY) as file:
        assert file.read() == b"abc"
    assert (storage.read(KEY), storage.size(KEY), storage.exists(KEY)) == (b"abc", 3, True)
    storage.put(KEY, b"other")
    assert storage.read(KEY) == b"other"
    storage.delete(KEY)
    assert not storage.exists(KEY)
    storage.delete(KEY)


def test_a_key_that_was_never_put_is_not_found(storage):
    assert not storage.exists("posts/none.png")
    with pytest.raises(FileNotFoundError):
        storage.open("posts/none.png").read()
    with pytest.raises(FileNotFoundError):
        storage.size("posts/none.png")


def test_a_folder_is_no_file(storage):
    storage.put(KEY, b"abc")
    assert not storage.exists("posts")


@pytest.mark.parametrize(
    "key",
    ["", "/", "/etc/passwd", "../x", "a/../b", "a/..", "..", ".", ".hidden", "a//b", "a/", "a b", "a\\b", "A.png",
     "a.png/", "a.tar.gz", "a.", "a\0b", "a\nb", "a.png\n", "é", "%2e%2e/x", "s3://x", "~root", "x" * 201],
)  # fmt: skip
def test_a_key_that_could_lead_elsewhere_is_refused_by_every_verb(storage, key):
    for verb in (storage.open, storage.read, storage.size, storage.exists, storage.delete):
        with pytest.raises(ValueError, match="not a storage key"):
            verb(key)
    with pytest.raises(ValueError, match="not a storage key"):
        storage.put(key, b"x")


def test_the_file_itself_is_known_only_where_it_is_local(tmp_path):
    storage = Storage(str(tmp_path))
    storage.put(KEY, b"abc")
    assert storage.local_path(KEY) == tmp_path / KEY
    assert storage.local_path(KEY).read_bytes() == b"abc"
    assert Storage("memory://x").local_path(KEY) is None
    with pytest.raises(ValueError, match="not a storage key"):
        storage.local_path("../x")


def test_nothing_is_made_before_the_first_file(tmp_path):
    Storage(str(tmp_path / "new"))
    assert not (tmp_path / "new").exists()


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path):
    storage = Storage(str(tmp_path))
    storage.put(KEY, b"old")
    with pytest.raises(TypeError):
        storage.put(KEY, "not bytes")
    assert storage.read(KEY) == b"old"
    assert [path.name for path in (tmp_path / KEY).parent.iterdir()] == [(tmp_path / KEY).name]


def test_a_reader_never_sees_half_a_file(tmp_path):
    storage = Storage(str(tmp_path))
    contents = [bytes([n]) * 200_000 for n in range(8)]
    storage.put(KEY, contents[0])
    seen, done = set(), threading.Event()

    def read():
        while not done.is_set():
            seen.add(storage.read(KEY))

    reader = threading.Thread(target=read)
    reader.start()
    writers = [threading.Thread(target=storage.put, args=(KEY, data)) for data in contents]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    done.set()
    reader.join()
    assert seen <= set(contents)
    assert os.listdir((tmp_path / KEY).parent) == [os.path.basename(KEY)]


def test_a_storage_whose_package_is_missing_says_what_to_install():
    try:
        import s3fs  # noqa: F401
    except ImportError:
        with pytest.raises(StorageError, match="pip install s3fs"):
            Storage("s3://bucket/forum").exists(KEY)


def test_an_unknown_kind_of_storage_is_named():
    with pytest.raises(StorageError, match="nope"):
        Storage("nope://bucket").exists(KEY)


def test_a_storage_can_be_tried(storage, tmp_path):
    storage.check()
    (tmp_path / "file").write_text("")
    with pytest.raises(NotADirectoryError):
        Storage(str(tmp_path / "file")).check()
