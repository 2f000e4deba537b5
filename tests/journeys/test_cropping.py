"""A member chooses the part of a picture that stands beside their posts."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from forum import database, storage
from forum.extensions import db
from forum.models import Upload, User

pytestmark = pytest.mark.browser
RED, GREEN, BLUE = (220, 20, 20), (20, 200, 20), (20, 20, 220)


@pytest.fixture
def flag(tmp_path):
    """Three squares beside each other."""
    image = Image.new("RGB", (600, 200))
    for n, colour in enumerate((RED, GREEN, BLUE)):
        image.paste(colour, (200 * n, 0, 200 * n + 200, 200))
    path = tmp_path / "flag.png"
    image.save(path)
    return path


def shown(person):
    """The colour of the middle of the picture that this member shows."""
    database.rollback()
    database.begin("read")
    db.session.expire_all()
    key = db.session.get(User, person.id).avatar_key
    upload = db.session.scalar(db.select(Upload).where(Upload.key == key))
    with storage.current().open(upload.path) as file:
        picture = Image.open(BytesIO(file.read())).convert("RGB")
    assert picture.width == picture.height
    colour = picture.getpixel((picture.width // 2, picture.height // 2))
    return min(
        (RED, GREEN, BLUE), key=lambda c: sum(abs(a - b) for a, b in zip(c, colour, strict=True))
    )


def test_with_the_keys(live, reader, flag):
    someone = reader(live.people.max)
    page = someone.page
    page.goto(f"{live.address}/account")
    page.set_input_files("input[name=file]", flag)
    canvas = page.locator(".crop canvas")
    expect(canvas).to_be_visible()
    canvas.focus()
    for _ in range(30):  # beyond the edge it stays
        page.keyboard.press("ArrowRight")
    page.keyboard.press("+")
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_role("button", name="Remove the picture").wait_for()
    assert shown(live.people.max) == BLUE


def test_by_dragging_and_coming_closer(live, reader, flag):
    page = reader(live.people.max).page
    page.goto(f"{live.address}/account")
    page.set_input_files("input[name=file]", flag)
    canvas = page.locator(".crop canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] * 0.9, y, steps=4)
    page.mouse.up()
    page.locator("#crop-zoom").fill("2")
    assert page.locator("[name=crop_side]").input_value() == "100"
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_role("button", name="Remove the picture").wait_for()
    assert shown(live.people.max) == RED


def test_without_a_script_the_middle_is_taken(live, reader, flag):
    page = reader(live.people.max, scripts=False).page
    page.goto(f"{live.address}/account")
    page.set_input_files("input[name=file]", flag)
    page.get_by_role("button", name="Use this picture").click()
    page.get_by_role("button", name="Remove the picture").wait_for()
    assert shown(live.people.max) == GREEN
    page.get_by_role("button", name="Remove the picture").click()
    page.get_by_role("button", name="Remove the picture").wait_for(state="detached")
