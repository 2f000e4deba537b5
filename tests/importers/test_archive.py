"""An archive is read one file at a time, and nothing in it is trusted."""

import gzip
import io
import os
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.importers.discourse import archive
from forum.importers.discourse.archive import File, NotAnArchive
from forum.importers.discourse.records import Problem
from tests.importers import archives


def read(path):
    archive.check(path)
    found = list(archive.files(path))
    return (
        [file.data for file in found if isinstance(file, File)],
        [(problem.where, problem.reason) for problem in found if isinstance(problem, Problem)],
    )


def a_tar(path, build, mode="w:gz"):
    with tarfile.open(path, mode) as made:
        build(made)
    return path


def a_member(name, kind, **with_):
    member = tarfile.TarInfo(name)
    member.type = kind
    for key, value in with_.items():
        setattr(member, key, value)
    return member


def test_a_folder_gives_its_json_files_in_order(tmp_path):
    archives.folder(tmp_path / "a" / "b", {"n": 1}, {"n": 2})
    archives.folder(tmp_path / "a" / "c", {"n": 3})
    (tmp_path / "a" / "readme.txt").write_text("not this")
    (tmp_path / "a" / "._000.json").write_text("nor what another system left behind")
    assert read(tmp_path / "a") == ([b'{"n": 1}', b'{"n": 2}', b'{"n": 3}'], [])


@pytest.mark.parametrize("name,mode", [("a.tar.gz", "w:gz"), ("a.tgz", "w:gz"), ("a.tar", "w:")])
def test_a_tar_gives_the_same_packed_or_not(tmp_path, name, mode):
    path = archives.tar(tmp_path / name, {"n": 1}, {"n": 2}, mode=mode)
    assert read(path) == ([b'{"n": 1}', b'{"n": 2}'], [])


def test_a_single_file_is_an_archive(tmp_path):
    archives.folder(tmp_path, {"n": 1})
    assert read(tmp_path / "000.json") == ([b'{"n": 1}'], [])


def test_what_is_no_archive_is_refused_with_a_sentence(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + b"\0" * 600)
    os.mkfifo(tmp_path / "pipe")
    for path, words in (
        (tmp_path / "nowhere", "does not exist"),
        (tmp_path / "a.zip", "is not a folder, a .tar.gz, a .tar or a .json file"),
        (tmp_path / "pipe", "neither a folder nor a file"),
    ):
        with pytest.raises(NotAnArchive, match=words):
            archive.check(path)


def test_links_and_devices_are_left_aside(tmp_path):
    outside = tmp_path / "secret.json"
    outside.write_text('{"secret": true}')

    def build(made):
        made.addfile(a_member("link.json", tarfile.SYMTYPE, linkname=str(outside)))
        made.addfile(a_member("hard.json", tarfile.LNKTYPE, linkname=str(outside)))
        made.addfile(a_member("device.json", tarfile.CHRTYPE, devmajor=1, devminor=5))
        made.addfile(a_member("pipe.json", tarfile.FIFOTYPE))
        archives.add(made, "good.json", b"{}")

    files, problems = read(a_tar(tmp_path / "a.tar.gz", build))
    assert files == [b"{}"]
    assert problems == [
        (name, "it is a link or a device")
        for name in ("link.json", "hard.json", "device.json", "pipe.json")
    ]


def test_no_link_is_followed_in_a_folder(tmp_path):
    (tmp_path / "secret.json").write_text('{"secret": true}')
    inside = archives.folder(tmp_path / "a", {})
    (inside / "link.json").symlink_to(tmp_path / "secret.json")
    (inside / "more").symlink_to(tmp_path)
    os.mkfifo(inside / "pipe.json")
    files, problems = read(inside)
    assert files == [b"{}"]
    assert sorted(problems) == [
        ("link.json", "it is a link"),
        ("pipe.json", "it is not a regular file"),
    ]


@pytest.mark.parametrize("name", ["../up.json", "/root.json", "a/../../up.json"])
def test_a_name_that_leads_out_of_the_archive_is_left_aside(tmp_path, name):
    path = a_tar(tmp_path / "a.tar", lambda made: archives.add(made, name, b"{}"), "w:")
    files, problems = read(path)
    assert files == []
    assert problems[0][1] == "its name leads out of the archive"


def test_a_file_that_is_too_large_is_left_aside_by_what_it_says_and_by_what_it_is(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(archive, "LARGEST_FILE", 1000)
    path = archives.tar(tmp_path / "a.tar.gz", b" " * 1001, b" " * 999)
    assert read(path) == ([b" " * 999], [("archive/000.json", archive.TOO_LARGE)])
    inside = archives.folder(tmp_path / "a", b" " * 1001, b" " * 999)
    assert read(inside) == ([b" " * 999], [("000.json", archive.TOO_LARGE)])


def test_a_header_cannot_ask_for_all_the_memory(tmp_path):
    """`tarfile` reads an extended header whole, and 200 MB of zeros pack into some 200 kB."""

    def build(made):
        member = a_member("long", tarfile.XHDTYPE, size=200 * 2**20)
        made.fileobj.write(member.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(200):
            made.fileobj.write(bytes(2**20))

    files, problems = read(a_tar(tmp_path / "a.tar.gz", build))
    assert files == []
    assert "a header is too large" in problems[0][1]


def test_of_an_archive_that_breaks_off_the_beginning_is_read(tmp_path):
    path = archives.tar(
        tmp_path / "a.tar.gz", *[os.urandom(3000).hex().encode() for _ in range(20)]
    )
    path.write_bytes(path.read_bytes()[:-4000])
    files, problems = read(path)
    assert 0 < len(files) < 20
    assert problems[0][0] == "a.tar.gz"
    assert (
        f"after {len(files) + 1} files" in problems[0][1]
        or f"after {len(files)} files" in problems[0][1]
    )


def test_a_damaged_header_in_the_middle_is_not_taken_for_the_end(tmp_path):
    packed = archives.tar(tmp_path / "a.tar", *[{"n": n} for n in range(5)], mode="w:")
    data = bytearray(packed.read_bytes())
    data[2048:2148] = b"\xff" * 100
    packed.write_bytes(bytes(data))
    files, problems = read(packed)
    assert len(files) == 2
    assert "a header is damaged" in problems[0][1]


def test_names_from_an_archive_cannot_write_to_the_terminal(tmp_path):
    name = "\x1b]0;owned\x07" + "a" * 90 + ".json"
    path = a_tar(tmp_path / "a.tar", lambda made: archives.add(made, name, b"{}"), "w:")
    (file,) = archive.files(path)
    assert file.name.startswith("\ufffd]0;owned\ufffd")
    assert archive.printable("x" * 300) == "x" * 200 + "…"


def test_no_more_than_one_file_is_held_of_an_archive_with_many(tmp_path):
    path = archives.tar(tmp_path / "a.tar", *[b"{}"] * 300, mode="w:")
    held = []
    original = tarfile.TarFile.next
    reading = archive.files(path)
    for _ in reading:
        frame = reading.gi_frame
        inner = reading.gi_yieldfrom or reading
        tar = (inner.gi_frame or frame).f_locals.get("tar")
        held.append(len(tar.members) if tar else 0)
    assert original is tarfile.TarFile.next
    assert len(held) == 300
    assert max(held) <= 1


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000), st.booleans())
def test_no_bytes_whatever_stop_the_reading(tmp_path_factory, data, packed):
    folder = tmp_path_factory.mktemp("any")
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as made:
        archives.add(made, "000.json", b"{}")
    content = whole.getvalue()[:1024] + data
    path = folder / "a.tar.gz"
    path.write_bytes(gzip.compress(content) if packed else content)
    archive.check(path)
    assert all(isinstance(found, File | Problem) for found in archive.files(path))
