"""The process that draws images: what holds it, and what it cannot do."""

import subprocess
import sys

import pytest
from PIL import Image

from forum.lib import font_files, image_worker, images, share_pictures
from tests.lib.drawn import (
    one_bit_png,
    opened,
    picture,
    tiny_frames_gif,
    written,
)


def test_a_worker_that_is_killed_by_its_limit_is_too_much_work(monkeypatch):
    monkeypatch.setattr(images, "SECONDS", 0.01)
    with pytest.raises(images.TooLarge, match="too much work"):
        images.clean(written(picture(), "PNG"))
    assert images._places._value == 2


def test_a_worker_that_runs_out_of_memory_says_so_and_lives():
    request = '{"do": "clean", "pixels": 9000000000, "frames": 200, "all_pixels": 9000000000}'
    done = subprocess.run(
        [sys.executable, "-I", image_worker.__file__],
        input=request.encode() + b"\n" + one_bit_png(40_000, 30_000, rows=100),
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, b'{"too_large": "work"}\n')


def test_the_worker_can_write_no_file(tmp_path):
    code = "\n".join(
        [
            "import runpy",
            f"worker = runpy.run_path({image_worker.__file__!r})",
            "worker['_limit']()",
            "with open('found.txt', 'w') as file: file.write('x')",
        ]
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, cwd=tmp_path, check=False
    )
    assert b"File too large" in done.stderr
    assert (tmp_path / "found.txt").read_bytes() == b""


def test_the_worker_is_told_no_secret(monkeypatch, tmp_path):
    curious = tmp_path / "curious.py"
    curious.write_text("import os, sys; sys.exit(repr(dict(os.environ)))")
    monkeypatch.setenv("FORUM_SECRET_KEY", "canary")
    monkeypatch.setattr(images, "_WORKER", curious)
    with pytest.raises(RuntimeError, match="PATH") as error:
        images.clean(written(picture(), "PNG"))
    assert "canary" not in str(error.value)


def test_no_word_of_what_is_drawn_stands_in_the_arguments_of_a_process(monkeypatch, tmp_path):
    """Everybody on a machine sees these; a title may be private, and a mark is somebody's name."""
    curious = tmp_path / "curious.py"
    curious.write_text("import sys; sys.exit(repr([sys.argv, sys.stdin.buffer.read()[:90]]))")
    for module in (images, share_pictures, font_files):
        monkeypatch.setattr(module, "_WORKER", curious)
    card = share_pictures.Card("A canary", "Packs", "Fernway", ("#000",) * 4, "literata", "")
    for draw in (lambda: images.marked(written(picture(), "PNG"), 90, "A canary"),
                 lambda: share_pictures.draw(card), lambda: font_files.cleaned(b"wOF2")):  # fmt: skip
        with pytest.raises(RuntimeError) as error:
            draw()
        arguments, _comma, rest = str(error.value).partition("], b")
        assert "curious.py" in arguments and "canary" not in arguments
        assert "canary" in rest or "most" in rest


def test_a_worker_that_cannot_start_is_our_fault_and_not_the_members(monkeypatch, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text("import no_such_module")
    monkeypatch.setattr(images, "_WORKER", broken)
    with pytest.raises(RuntimeError, match="no_such_module"):
        images.clean(written(picture(), "PNG"))


def test_a_reader_finds_their_name_drawn_into_a_picture():
    """Readable on black and on white, another for another reader, never larger than was wanted."""
    for colour in ("black", "white"):
        data = written(Image.new("RGB", (900, 500), colour), "PNG")
        nia, max_ = (
            images.marked(data, 600, f"@{name} (7) · 2026-12-04") for name in ("nia", "max")
        )
        assert (nia.format, nia.width, nia.height) == ("WEBP", 600, 333)
        assert nia.data != max_.data
        shades = opened(nia).convert("L").getextrema()
        assert shades[1] - shades[0] > 60, colour
    tiny = written(Image.new("RGB", (3, 2)), "PNG")
    assert images.marked(tiny, 600, "@nia").width == 3
    assert images.marked(tiny_frames_gif(3), 600, "@nia").frames == 1
