"""Small pictures to send, and a way to send them without a browser."""

from io import BytesIO

from PIL import Image, ImageDraw

from forum import database
from forum.services import uploads


def picture(name="PNG", size=(60, 40), colour=(200, 30, 30), **options):
    """The bytes of a small picture in the format of this name."""
    image = Image.new("RGB", size, colour)
    ImageDraw.Draw(image).line((0, 0, *size), fill=(255, 255, 255), width=3)
    out = BytesIO()
    image.save(out, name, **options)
    return out.getvalue()


def send(person, data=None, name="photo.png", purpose="post"):
    """Take a file in, as the door does, and commit."""
    data = picture() if data is None else data
    upload = uploads.reserve(person, name, data, purpose)
    uploads.finish(person, upload, uploads.fill(person, upload, data))
    database.commit()
    return upload


def attach(post, upload):
    """Let the post show this upload, by its author's hand."""
    uploads.attach(post.author, post, [upload])
    database.commit()
