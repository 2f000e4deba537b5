"""Decodes one image and writes it again, in a process that may do nothing else.

Run as a program by `forum.lib.images`: a line of JSON that says what to do and then the image on
standard input, a line of JSON and then the new image on standard output. It imports Pillow and
nothing of the forum, so that starting it is quick and whatever breaks into it finds little.
"""

import json
import os
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    ImageDraw,
    ImageFont,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
PLUGINS = (GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
MIMES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
MODES = {
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA"},
    "JPEG": {"L", "RGB"},
    "GIF": {"1", "L", "P", "RGB", "RGBA"},
    "WEBP": {"RGB", "RGBA"},
}
SAVING: dict[str, dict[str, Any]] = {
    "PNG": {"compress_level": 4},
    "JPEG": {"quality": 85, "progressive": True, "optimize": True},
    "GIF": {"optimize": True},
    "WEBP": {"quality": 85, "method": 2},
}
MEMORY = 1024**3  # bytes of address space: 24 megapixels take 96 MB, and some copies are made
SECONDS = 20  # of processor time


class Refused(Exception):  # noqa: N818
    """Too large in some way; the argument says which."""


def main() -> None:
    _limit()
    request = json.loads(sys.stdin.buffer.readline())
    try:
        header, data = _work(request, sys.stdin.buffer.read())
    except Refused as refused:
        header, data = {"too_large": str(refused)}, b""
    except Image.DecompressionBombError:
        header, data = {"too_large": "pixels"}, b""
    except MemoryError:
        header, data = {"too_large": "work"}, b""
    except Exception as error:  # decoders raise nearly anything on what they were not meant for
        header, data = {"not_an_image": f"{type(error).__name__}: {error}"[:200]}, b""
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + data)


def _limit() -> None:
    """From here on: little memory, little time, no file that is written, no core, no priority."""
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")  # a damaged EXIF block is dropped with the rest of it


def _work(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    image = _opened(data, request)
    name = "JPEG" if image.format == "MPO" else str(image.format)
    frames = 1
    if request["do"] == "clean":
        saving = SAVING[name] | ({"lossless": True} if data[12:16] == b"VP8L" else {})
        frames = _frame_count(image, data)
        if frames > 1:
            return _animation(image, name, frames, saving)
        image = _upright(image)
    else:
        image = _scaled(image, request)
        if request["do"] == "mark":
            image = _marked(image, str(request["words"]))
        name, saving = "WEBP", SAVING["WEBP"]
    out = BytesIO()
    _bare(image, name).save(out, name, **saving)
    return _header(image, name, frames), out.getvalue()


def _opened(data: bytes, request: dict[str, Any]) -> Image.Image:
    """The image, its header read and nothing decoded. Only four formats are tried."""
    pixels = int(request["pixels"])
    Image.MAX_IMAGE_PIXELS = pixels // 2  # Pillow refuses at twice this, frames included
    image = Image.open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > pixels:
        raise Refused("pixels")
    if image.format in {"GIF", "WEBP"}:
        frames = _frame_count(image, data)
        if frames > request["frames"]:
            raise Refused("frames")
        if frames * image.width * image.height > request["all_pixels"]:
            raise Refused("animation")
    return image


def _frame_count(image: Image.Image, data: bytes) -> int:
    if image.format == "GIF":
        return max(1, _gif_frames(data))
    return int(getattr(image, "n_frames", 1)) if image.format == "WEBP" else 1


def _gif_frames(data: bytes) -> int:
    """Counts the frames of a GIF by its blocks, without decoding any.

    Pillow's own count takes ten times as long, and a file of frames of a few bytes has many. Like
    Pillow it steps over bytes that begin no block.
    """
    count, place = 0, 13 + _table(data[10])
    while place < len(data) - 10 and data[place] != 0x3B:
        if data[place] == 0x2C:
            count += 1
            place = _after_blocks(data, place + 11 + _table(data[place + 9]))
        elif data[place] == 0x21:
            place = _after_blocks(data, place + 2)
        else:
            place += 1
    return count


def _table(flags: int) -> int:
    """Bytes of the colour table that `flags` announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, place: int) -> int:
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1


def _animation(
    image: Image.Image, name: str, frames: int, saving: dict[str, Any]
) -> tuple[dict[str, Any], bytes]:
    """All frames, each as it is shown, with their durations and the number of rounds."""
    shown, size = [], image.size
    loop = {"loop": image.info["loop"]} if "loop" in image.info else {}
    for number in range(frames):
        try:
            image.seek(number)
        except EOFError:
            break
        frame = _bare(image, name)
        if frame.size != size:
            raise Refused("animation")
        frame.info["duration"] = image.info.get("duration", 0)
        shown.append(frame)
    durations = [frame.info["duration"] for frame in shown]
    if name == "GIF" and any(_is_see_through(frame) for frame in shown):
        saving = saving | {"disposal": 2}
    out = BytesIO()
    shown[0].save(
        out, name, save_all=True, append_images=shown[1:], duration=durations, **loop, **saving
    )
    return _header(shown[0], name, len(shown)), out.getvalue()


def _is_see_through(frame: Image.Image) -> bool:
    return frame.mode == "RGBA" or "transparency" in frame.info


def _upright(image: Image.Image) -> Image.Image:
    return ImageOps.exif_transpose(_in_srgb(image))


def _in_srgb(image: Image.Image) -> Image.Image:
    """The colours that its profile means, since the profile is dropped with everything else.

    Telephones write Display P3; without this their photographs would come out pale.
    """
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK", "L"}:
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            found = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode=target
            )
        except (ImageCms.PyCMSError, ValueError, OSError, TypeError):
            return image
        return found or image
    return image


def _bare(image: Image.Image, name: str) -> Image.Image:
    """A copy in a mode that `name` can hold, with its pixels and nothing else."""
    image.load()
    if image.mode.startswith("I;16") or image.mode == "I":
        plain = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode in MODES[name]:
        plain = image.copy()
    else:
        plain = image.convert("RGBA" if _has_alpha(image) and name != "JPEG" else "RGB")
    if plain.mode not in MODES[name]:
        plain = plain.convert("RGB")
    plain.info = {key: plain.info[key] for key in ("transparency",) if key in plain.info}
    return plain


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in image.info


def _scaled(image: Image.Image, request: dict[str, Any]) -> Image.Image:
    """The first frame within a box, or a square part of it; never larger than it was."""
    box = (int(request["width"]), int(request["height"]))
    if request["do"] == "thumbnail":
        image.draft("RGB", (2 * box[0], 2 * box[1]))
    image = _upright(image)
    if image.mode not in {"RGB", "RGBA", "L"}:
        image = _bare(image, "WEBP")
    if request["do"] == "square":
        image = image.crop(_square(image.size, request["crop"]))
    image.thumbnail(box, Image.Resampling.LANCZOS, reducing_gap=3)
    return image


def _marked(image: Image.Image, words: str) -> Image.Image:
    """With `words` all over it, faint, but readable on what is bright and on what is dark."""
    base = image.convert("RGBA")
    layer = Image.new("RGBA", base.size, (0, 0, 0, 0))
    size = min(max(12, base.width // 36), 48)
    font, draw = ImageFont.load_default(size), ImageDraw.Draw(layer)
    across = int(draw.textlength(words, font=font)) + 3 * size
    for row, top in enumerate(range(size, base.height + size, 5 * size)):
        for left in range(-(row % 2) * across // 2, base.width, across):
            draw.text((left, top - size // 2), words, font=font, fill=(255, 255, 255, 120),
                      stroke_width=max(1, size // 14), stroke_fill=(0, 0, 0, 90))  # fmt: skip
    return Image.alpha_composite(base, layer)


def _square(size: tuple[int, int], crop: list[int] | None) -> tuple[int, int, int, int]:
    """The wanted square moved into the picture, or the middle of it."""
    side = min(*size, max(1, crop[2])) if crop else min(size)
    wanted = crop[:2] if crop else [(size[0] - side) // 2, (size[1] - side) // 2]
    left, top = (min(max(0, wanted[n]), size[n] - side) for n in (0, 1))
    return left, top, left + side, top + side


def _header(image: Image.Image, name: str, frames: int) -> dict[str, Any]:
    return {
        "format": name, "mime": MIMES[name], "frames": frames,
        "width": image.width, "height": image.height,
    }  # fmt: skip


if __name__ == "__main__":
    main()
