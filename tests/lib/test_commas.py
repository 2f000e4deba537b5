"""A list is a list whatever comma its writer has on the keyboard."""

from forum.lib import commas


def test_every_comma_parts_a_list():
    assert commas.parts("tents، stoves、 maps ，ropes, ,") == ["tents", "stoves", "maps", "ropes"]
    assert commas.plain("خيام، مواقد") == "خيام, مواقد"
    assert commas.parts(" ، ") == []
