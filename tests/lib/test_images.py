"""Images are decoded and written again: T6, T75, T77 and T78 of the security catalogue."""

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from forum.lib import image_worker, images
from tests.lib.drawn import (
    animation,
    frames_of,
    one_bit_png,
    opened,
    picture,
    tiny_frames_gif,
    written,
)

PAYLOAD = b"<script>alert('canary')</script>"


@pytest.mark.parametrize("name", image_worker.FORMATS)
def test_an_image_keeps_its_format_and_its_size(name):
    clean = images.clean(written(picture(), name))
    assert (clean.format, clean.width, clean.height, clean.frames) == (name, 60, 40, 1)
    assert clean.mime == f"image/{name.lower()}"
    assert opened(clean).format == name and opened(clean).size == (60, 40)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_of_a_png_comes_through_with_its_transparency(mode):
    clean = images.clean(
        written(picture(mode=mode) if mode != "I;16" else Image.new(mode, (60, 40), 40_000), "PNG")
    )
    image = opened(clean)
    assert image.size == (60, 40)
    assert ("A" in image.mode) == ("A" in mode)
    if mode == "I;16":
        assert image.getpixel((5, 5)) == 40_000 // 256


def test_a_picture_without_loss_stays_without_loss():
    source = picture(mode="RGBA")
    assert opened(images.clean(written(source, "PNG"))).tobytes() == source.tobytes()
    lossless = opened(images.clean(written(source, "WEBP", lossless=True, exact=True)))
    assert lossless.getpixel((50, 35)) == source.getpixel((50, 35))


def test_a_cmyk_photograph_becomes_one_that_browsers_show():
    assert opened(images.clean(written(picture().convert("CMYK"), "JPEG"))).mode == "RGB"


def test_a_photograph_is_turned_upright_and_its_exif_is_gone():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = PAYLOAD.decode()
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    clean = images.clean(written(picture(), "JPEG", exif=exif, comment=PAYLOAD, xmp=PAYLOAD))
    assert (clean.width, clean.height) == (40, 60)
    assert b"canary" not in clean.data and b"Exif" not in clean.data
    assert not opened(clean).getexif()


def test_every_place_for_words_in_every_format_is_emptied():
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", PAYLOAD.decode())
    words.add_itxt("XML:com.adobe.xmp", PAYLOAD.decode(), zip=False)
    exif = Image.Exif()
    exif[0x010E] = PAYLOAD.decode()
    for data in (
        written(picture(), "PNG", pnginfo=words, exif=exif),
        written(picture(), "GIF", comment=PAYLOAD),
        written(picture(), "WEBP", exif=exif, xmp=PAYLOAD),
    ):
        assert b"canary" in data
        assert b"canary" not in images.clean(data).data


@pytest.mark.parametrize("name", image_worker.FORMATS)
def test_what_follows_the_end_is_gone(name):
    data = written(picture(), name) + PAYLOAD + b"PK\x03\x04"
    assert b"canary" not in images.clean(data).data


def test_a_gif_that_is_a_script_too_becomes_a_gif_only():
    data = written(picture(), "GIF")
    polyglot = (
        b"GIF89a" + data[6:13] + data[13:-1] + b"\x21\xfe\x1f*/=1;alert('canary');//aaaaaaaaaa\0;"
    )
    assert b"canary" not in images.clean(polyglot).data


def test_colours_of_another_space_are_turned_into_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, lab, b"no profile at all"):
        clean = images.clean(written(picture(), "PNG", icc_profile=profile))
        assert "icc_profile" not in opened(clean).info
        assert opened(clean).convert("RGB").getpixel((50, 35)) == (200, 30, 30)


@pytest.mark.parametrize("name", ["GIF", "WEBP"])
def test_an_animation_stays_one_frame_by_frame(name):
    data = animation(name)
    clean = images.clean(data)
    assert clean.frames == 5
    before, after = frames_of(data), frames_of(clean.data)
    assert [duration for _, duration in after] == [duration for _, duration in before]
    assert opened(clean).info["loop"] == 3
    if name == "GIF":
        assert [pixels for pixels, _ in after] == [pixels for pixels, _ in before]


def test_a_see_through_animation_stays_see_through():
    steps = [Image.new("RGBA", (30, 20), (0, 0, 0, 0)) for _ in range(3)]
    for number, step in enumerate(steps):
        ImageDraw.Draw(step).rectangle((number * 8, 4, number * 8 + 6, 10), fill=(255, 0, 0, 255))
    data = written(
        steps[0], "GIF", save_all=True, append_images=steps[1:], duration=100, disposal=2
    )
    image = Image.open(BytesIO(images.clean(data).data))
    for number in range(3):
        image.seek(number)
        shown = image.convert("RGBA")
        assert shown.getpixel((number * 8 + 2, 6)) == (255, 0, 0, 255)
        assert shown.getpixel(((number * 8 + 10) % 24, 6))[3] == 0


def test_a_picture_of_twenty_kilobytes_and_169_megapixels_is_refused_before_it_is_decoded():
    bomb = one_bit_png(13_000, 13_000)
    assert len(bomb) < 25_000
    for way in (
        images.clean,
        lambda data: images.thumbnail(data, 100, 100),
        lambda data: images.square(data, 100),
    ):
        with pytest.raises(images.TooLarge, match="24 megapixels"):
            way(bomb)


def test_just_over_the_limit_is_too_large_and_just_under_is_not():
    with pytest.raises(images.TooLarge, match="24 megapixels"):
        images.clean(one_bit_png(24_100, 1_000))
    assert images.clean(one_bit_png(6_000, 4_000)).width == 6_000


@pytest.mark.parametrize("frames", [201, 5_000, 300_000])
def test_an_animation_of_very_many_frames_is_refused(frames):
    with pytest.raises(images.TooLarge, match="200 frames"):
        images.clean(tiny_frames_gif(frames))


def test_two_hundred_frames_are_allowed():
    frames = [Image.new("RGB", (8, 8), (number, 0, 0)) for number in range(200)]
    data = written(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    assert images.clean(data).frames == 200


def test_an_animation_whose_frames_are_many_megapixels_together_is_refused():
    with pytest.raises(images.TooLarge, match="animation"):
        images.clean(tiny_frames_gif(60, (2_000, 2_000)))


def test_what_becomes_much_larger_than_it_was_is_refused():
    data = animation("GIF")
    assert images.clean(data, most_bytes=len(data) * 2).frames == 5
    with pytest.raises(images.TooLarge, match="animation"):
        images.clean(data, most_bytes=100)
    with pytest.raises(images.TooLarge, match="unpacked"):
        images.clean(written(picture(), "PNG"), most_bytes=10)


def test_a_frame_beyond_the_picture_does_not_make_it_larger():
    data = bytearray(tiny_frames_gif(2, (10, 10)))
    at = data.rindex(b"\x2c\0\0\0\0\1\0\1\0")
    data[at + 5 : at + 9] = struct.pack("<HH", 60_000, 60_000)
    with pytest.raises((images.TooLarge, images.NotAnImage)):
        images.clean(bytes(data))


@pytest.mark.parametrize("size", [(16_383, 16_383), (16_383, 1_500)])
def test_a_webp_that_claims_to_be_huge_is_refused(size):
    data = bytearray(written(picture(), "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"))
    assert data[12:16] == b"VP8X"
    data[24:30] = (size[0] - 1).to_bytes(3, "little") + (size[1] - 1).to_bytes(3, "little")
    with pytest.raises((images.TooLarge, images.NotAnImage)):
        images.clean(bytes(data))


NOT_IMAGES = {
    "nothing": b"",
    "html": b"<!doctype html>" + PAYLOAD,
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "xhtml": b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200,
    "pdf": b"%PDF-1.7\n" + PAYLOAD,
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n(x) run",
    "photoshop": b"8BPS\0\1" + b"\0" * 100,
    "wmf": b"\xd7\xcd\xc6\x9a" + b"\0" * 100,
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 100,
    "an address": b"http://127.0.0.1/admin",
    "a path": b"/etc/passwd",
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "the first bytes of a png": b"\x89PNG\r\n\x1a\n",
    "html behind the first bytes of a gif": b"GIF89a/*" + PAYLOAD,
    "html behind the first bytes of a jpeg": b"\xff\xd8\xff\xe0" + PAYLOAD,
    "html behind the first bytes of a webp": b"RIFF\x40\0\0\0WEBP" + PAYLOAD,
}


@pytest.mark.parametrize("name", NOT_IMAGES)
def test_what_is_no_image_is_not_let_in_whatever_it_is_called(name):
    with pytest.raises(images.NotAnImage, match="PNG, JPEG, GIF or WebP"):
        images.clean(NOT_IMAGES[name])


@pytest.mark.parametrize("name", ["TIFF", "BMP", "ICO", "AVIF", "TGA", "PPM", "PCX", "JPEG2000"])
def test_formats_that_pillow_could_read_are_not_tried(name):
    with pytest.raises(images.NotAnImage):
        images.clean(written(picture(), name))


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("name", image_worker.FORMATS)
def test_a_file_that_was_cut_off_is_refused_and_never_an_error(name, part):
    data = written(picture((300, 200)), name)
    with pytest.raises(images.NotAnImage):
        images.clean(data[: int(len(data) * part)])


def test_damaged_bytes_are_refused_and_never_an_error():
    data = bytearray(written(picture((300, 200)), "PNG"))
    data[60:70] = b"\xff" * 10
    with pytest.raises(images.NotAnImage):
        images.clean(bytes(data))


def test_a_thumbnail_fits_its_box_and_is_never_enlarged():
    thumb = images.thumbnail(written(picture((1_200, 600)), "JPEG"), 300, 300)
    assert (thumb.format, thumb.width, thumb.height) == ("WEBP", 300, 150)
    small = images.thumbnail(written(picture(), "PNG"), 300, 300)
    assert (small.width, small.height) == (60, 40)
    assert images.thumbnail(animation("GIF"), 20, 20).frames == 1


def test_a_thumbnail_of_every_mode_can_be_made():
    for mode in ("1", "L", "LA", "P", "RGBA"):
        assert images.thumbnail(written(picture(mode=mode), "PNG"), 20, 20).width == 20


def test_an_avatar_is_square_and_shows_the_wanted_part():
    source = Image.new("RGB", (300, 100), (0, 0, 255))
    source.paste((255, 0, 0), (200, 0, 300, 100))
    data = written(source, "PNG")
    middle, right = images.square(data, 64), images.square(data, 64, crop=(200, 0, 100))
    assert (middle.width, middle.height) == (64, 64)
    assert opened(middle).getpixel((32, 32))[2] > 200
    assert opened(right).convert("RGB").getpixel((32, 32))[0] > 200


@pytest.mark.parametrize(
    "crop", [(-50, -50, 100), (9_999, 9_999, 50), (0, 0, 9_999), (0, 0, 0), (0, 0, -5)]
)
def test_a_crop_outside_the_picture_is_moved_in(crop):
    found = images.square(written(picture((300, 100)), "PNG"), 64, crop=crop)
    assert found.width == found.height <= 64
