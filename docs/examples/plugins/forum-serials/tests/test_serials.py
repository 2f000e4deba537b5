"""Part numbers become links; what the plugin adds is what it says."""

from forum.lib import markdown
from forum.models.users import OPERATOR
from forum.plugins import current
from forum.services import settings


def test_a_part_is_a_link_where_there_is_a_catalogue(app):
    context = markdown.Context(rules=current().markdown)
    assert 'class="plugin-serials-part">FW-1<' in markdown.render("[[FW-1]]", context).html
    settings.change(OPERATOR, "serials.catalogue", "https://shop.example/{part}")
    drawn = markdown.render("[[FW-1]] and [a link](https://example.org)", context).html
    assert 'href="https://shop.example/FW-1"' in drawn and 'href="https://example.org"' in drawn


def test_a_catalogue_that_is_no_address_makes_no_link(app):
    settings.change(OPERATOR, "serials.catalogue", "javascript:alert(1)//{part}")
    context = markdown.Context(rules=current().markdown)
    assert "href" not in markdown.render("[[FW-1]]", context).html


def test_it_says_what_it_adds(app):
    adds = app.extensions["forum"].plugins["serials"].adds
    assert adds["stricter rules"] == ["categories.can_start"] and adds["checks"]
