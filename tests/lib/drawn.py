"""Pictures of every kind, made in a test, and read again."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw


def picture(size=(60, 40), mode="RGB"):
    image = Image.new(mode, size, {"RGB": (200, 30, 30), "RGBA": (200, 30, 30, 90)}.get(mode, 1))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 2, size[1] // 2), fill=0)
    return image


def written(image, name, **options):
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def opened(clean):
    image = Image.open(BytesIO(clean.data))
    image.load()
    return image


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def one_bit_png(width, height, rows=None):
    """A PNG of zeros that claims to be of this size: 13,000 × 13,000 is 20 KiB."""
    row = b"\0" * (1 + -(-width // 8))
    packer = zlib.compressobj(9)
    data = (
        b"".join(packer.compress(row * 100) for _ in range((rows or height) // 100))
        + packer.flush()
    )
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def tiny_frames_gif(frames, size=(1, 1)):
    """A GIF whose frames are a few bytes each."""
    head = b"GIF89a" + struct.pack("<HH", *size) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    frame = b"\x21\xf9\x04\0\x05\0\0\0" + b"\x2c\0\0\0\0\1\0\1\0\0" + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def animation(name, frames=5, size=(40, 30)):
    steps = []
    for number in range(frames):
        step = Image.new("RGB", size, (20, 60, 120))
        ImageDraw.Draw(step).ellipse((number * 3, 5, number * 3 + 12, 17), fill=(250, 220, 40))
        steps.append(step)
    options = {"lossless": True} if name == "WEBP" else {}
    return written(
        steps[0], name, save_all=True, append_images=steps[1:], duration=[100, 200, 100, 300, 100][:frames],
        loop=3, **options,
    )  # fmt: skip


def frames_of(data):
    image = Image.open(BytesIO(data))
    found = []
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        found.append((image.convert("RGB").tobytes(), image.info.get("duration")))
    return found
