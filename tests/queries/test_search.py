"""What the search finds, for whom, and that nothing else is told."""

from sqlalchemy import select

from forum import database
from forum.extensions import db
from forum.models import Bookmark, Distance, Page, ReadPosition, StaleEntry, ThreadLevel
from forum.models.columns import utcnow
from forum.queries import similar
from forum.services import access, pages, synonyms
from forum.services import categories as category_service
from tests import factories, searching
from tests.town import ask, cursor, titles, town

__all__ = ["town"]


def test_a_result_says_what_where_who_and_when(town):
    found = ask(town.cast.guest, "splint poles")
    (one,) = found.results
    assert [piece.text for piece in one.title if piece.is_found] == ["pole"]
    assert [piece.text for piece in one.passage if piece.is_found] == ["Splint", "pole"]
    assert (one.author.name, one.author.capacity) == ("amy", "ambassador")
    assert one.category.slug == "tents" and one.href.endswith("/2#post-2")
    assert (found.number, found.is_exact, one.why) == (1, True, ())
    assert dict(ask(town.cast.ada, "splint").results[0].why)["words"] > 0


def test_one_post_of_a_thread_stands_for_it_and_leads_to_the_others(town):
    found = ask(town.cast.guest, "pole")
    assert len(found.results) == 1 and found.results[0].more == 1
    inside = ask(town.cast.guest, f"pole thread:{town.pole.id}")
    assert inside.is_in_thread and {one.number for one in inside.results} == {1, 2}
    assert f"thread%3A{town.pole.id}" in found.results[0].more_href


NARROWED = {
    "tent category:tents": {"A pole broke", "Rain for days", "Which tent for two"},
    "tent category:wet": {"Rain for days"},
    'tent category:"wet tents"': {"Rain for days"},
    "tent -category:wet": {"A pole broke", "Which tent for two"},
    "tent @max": {"A pole broke", "Which tent for two"},
    "tent -@max": {"Rain for days", "Which tent for two"},
    "tent in:title": {"Which tent for two"},
    "pole in:first": {"A pole broke"},
    "tent tag:repair": {"A pole broke"},
    "tent -tag:repair": {"Rain for days", "Which tent for two"},
    "tent group:ambassadors": {"Rain for days"},
    "pole group:ambassadors": {"A pole broke"},
    "tent status:closed": {"Rain for days"},
    "tent status:open": {"A pole broke", "Which tent for two"},
    "tent status:solved": {"Which tent for two"},
    "tent status:unsolved": {"A pole broke"},
    "tent status:noreplies": {"Rain for days"},
    "tent before:7d": {"A pole broke"},
    "tent after:7d": {"Rain for days", "Which tent for two"},
    "tent min_posts:2": {"A pole broke", "Which tent for two"},
    "pole min_reactions:3": {"A pole broke"},
    "tent min_reactions:1": set(),
    "tent with:images": {"Rain for days"},
    "tent with:links": {"Rain for days"},
    "pole with:code": {"A pole broke"},
    "tent -rain": {"A pole broke", "Which tent for two"},
    '"alloy pole"': {"A pole broke"},
    "allo*": {"A pole broke"},
    "@amy": {"A pole broke", "Rain for days"},
    "status:noreplies": {"Rain for days"},
}


def test_operators_narrow_down(town):
    found = {typed: ask(town.cast.max, typed) for typed in NARROWED}
    assert {typed: set(titles(one)) for typed, one in found.items()} == NARROWED
    assert all(one.number == len(one.results) and not one.problems for one in found.values())


def test_operators_of_ones_own_are_about_oneself(town):
    cast = town.cast
    answer = town.solved.answer_id
    db.session.add_all(
        [
            Bookmark(user_id=cast.nia.id, post_id=answer),
            ThreadLevel(user_id=cast.nia.id, thread_id=town.rain.id, level=3, is_by_hand=True),
            ReadPosition(user_id=cast.nia.id, thread_id=town.pole.id, last_number=1),
        ]
    )
    town.pole.last_post_at = utcnow()
    db.session.flush()
    assert titles(ask(cast.nia, "tent in:bookmarks")) == ["Which tent for two"]
    assert titles(ask(cast.nia, "tent in:watching")) == ["Rain for days"]
    assert titles(ask(cast.nia, "tent in:posted")) == ["Which tent for two"]
    assert titles(ask(cast.nia, "tent in:unread")) == ["A pole broke"]
    assert titles(ask(cast.max, "tent in:bookmarks")) == []
    guest = ask(cast.guest, "tent in:bookmarks")
    assert guest.results == () and "sign in" in guest.problems[0]


def test_an_order_is_kept(town):
    newest = titles(ask(town.cast.max, "tent order:latest"))
    assert newest == titles(ask(town.cast.max, "tent order:oldest"))[::-1]
    assert newest[-1] == "A pole broke"


def test_what_is_hidden_moved_or_closed_off_is_gone_at_once(town):
    """Nothing is told to the engine here: the policy alone has to do it."""
    guest = town.cast.guest
    assert ask(guest, "tent").number == 3
    town.pole.state = "hidden"
    db.session.flush()
    assert "A pole broke" not in titles(ask(guest, "tent")) and ask(guest, "tent").number == 2
    assert ask(guest, "splint").results == ()
    town.rain.category_id = town.staff.id
    db.session.flush()
    assert titles(ask(guest, "tent")) == ["Which tent for two"]
    assert similar.to_title(guest, "A pole broke in the rain for days") == ()
    assert "Rain for days" in titles(ask(town.cast.mo, "tent"))
    post = ask(guest, "dome").results[0].post_id
    db.session.get(factories.Post, post).state = "removed"
    db.session.flush()
    assert ask(guest, "dome").results == ()
    assert ask(guest, "tell").number == 1
    moderators = {factories.group("moderators").id: frozenset({"see"})}
    access.grant(town.cast.ada, town.tents.id, moderators, town.tents.version)
    assert ask(guest, "tell").results == () and ask(town.cast.mo, "tell").number == 1


def test_an_edit_shows_in_the_passage_before_the_index_knows(town):
    post = db.session.get(factories.Post, ask(town.cast.guest, "alloy").results[0].post_id)
    post.html = factories.markdown.render("The carbon one, sorry").html
    db.session.flush()
    (one,) = ask(town.cast.guest, "alloy").results
    assert "".join(piece.text for piece in one.passage) == "The carbon one, sorry"


def test_names_that_are_not_there_are_said_as_names_that_are_hidden(town):
    guest = town.cast.guest
    never, hidden = ask(guest, "tent category:nowhere"), ask(guest, "tent category:staff")
    assert never.results == hidden.results == ()
    assert hidden.problems == (never.problems[0].replace("nowhere", "staff"),)
    assert "Secret tent plans" in titles(ask(town.cast.mo, "tent category:staff"))
    assert "no member called “nobody”" in ask(guest, "tent @nobody").problems[0]
    assert "no group called “nothing”" in ask(guest, "group:nothing").problems[0]


def test_who_keeps_to_themselves_is_not_searched_by(town):
    town.cast.max.hides_activity = True
    db.session.flush()
    assert ask(town.cast.nia, "@max").results == ()
    assert "keeps their activity to themselves" in ask(town.cast.nia, "tent @max").problems[0]
    assert ask(town.cast.max, "@max").results and ask(town.cast.ada, "@max").results


def test_when_nothing_is_found_there_is_a_way_on(town):
    guest = town.cast.guest
    found = ask(guest, "zzyzx category:wet @amy")
    assert [way.label for way in found.helps.wider] == [
        "Look in all categories",
        "Posts by anybody",
    ]
    assert found.helps.ask_href == "/start?title=zzyzx"
    misspelt = ask(guest, "qqzzpole")
    assert misspelt.results == () and misspelt.helps is not None
    # What only some may read is no suggestion for the others.
    assert "tentacle" not in repr(ask(guest, "tentacel").helps)


def test_members_and_categories_are_found_by_name(town):
    found = ask(town.cast.guest, "am")
    assert [person.name for person in found.people] == ["amy"]
    assert [place.slug for place in ask(town.cast.guest, "wet tents").places] == ["tents", "wet"]
    assert ask(town.cast.guest, "staff room").places == ()
    assert ask(town.cast.guest, "amy order:latest").people == ()


PAGES = (
    ("Äpfel und Zelte", "Wie man sie trägt."),
    ("Shipping", "Each TENT comes in a bag.\n\nÄPFEL do not."),
    ("Privacy", "How long content is kept: retention."),
    ("帐篷", "今天天气好。"),
)


def written(who, text):
    return [way.label for way in ask(who, text).pages]


def test_pages_are_found_by_all_the_words_of_title_and_text(town):
    guest, ada = town.cast.guest, town.cast.ada
    for title, body in PAGES:
        pages.add(ada, pages.Wanted(title, body, is_published=True))
    pages.add(ada, pages.Wanted("Tent prices", "From next year."))
    database.commit()
    assert written(guest, "apfel") == ["Äpfel und Zelte", "Shipping"], "the title first"
    assert written(guest, "ÄPFEL") == written(guest, "äpfel") == written(guest, "apfel")
    assert written(guest, "bag shipping") == ["Shipping"], "one in the title, one in the text"
    assert written(guest, '"in a bag"') == ["Shipping"] and written(guest, '"a in bag"') == []
    assert written(guest, "bag trägt") == []
    assert written(guest, "tent") == written(ada, "tent") == ["Shipping"], "no content, no draft"
    assert written(guest, "天气") == ["帐篷"]
    one = db.session.scalars(select(Page).where(Page.slug == "shipping")).one()
    pages.change(ada, one, pages.Wanted("Shipping", "By post.", "shipping", is_published=True,
                                        number=1))  # fmt: skip
    database.commit()
    assert written(guest, "tent") == [], "what an older version said"


def test_synonyms_count_at_once(town):
    ada = town.cast.ada
    assert ask(ada, "flysheet").results == ()
    made = synonyms.add(ada, "flysheet, dome, rain fly")
    assert titles(ask(ada, "flysheet")) == ["Which tent for two"]
    assert titles(ask(ada, "rain fly")) and "dome" in repr(ask(ada, "flysheet").results)
    synonyms.remove(ada, made)
    assert ask(ada, "flysheet").results == ()


def test_a_category_counts_as_an_admin_says(town):
    category_service.weigh(town.cast.ada, "wet", 0)
    assert "Rain for days" not in titles(ask(town.cast.max, "tent"))
    assert titles(ask(town.cast.max, "tent category:wet")) == ["Rain for days"]


def test_pages_follow_each_other_and_cost_the_same(town, queries):
    guest, cast = town.cast.guest, town.cast

    def cost(typed):
        ask(guest, typed)  # what is kept is made
        with queries() as seen:
            found = ask(guest, typed)
        return len(seen), found

    few, _ = cost("tent")
    for n in range(45):
        factories.thread(
            category=town.tents, author=cast.max, title=f"Yurt {n}", body="canvas tent"
        )
    searching.index()
    many, found = cost("yurt")
    assert many <= few <= 10  # an engine that finds little looks once more, with a kind eye
    assert found.number == 45 and found.first_href is None
    seen = titles(found)
    while found.next_href:
        found = ask(guest, "yurt", cursor(found.next_href))
        seen += titles(found)
        assert found.first_href
    assert sorted(seen) == sorted(f"Yurt {n}" for n in range(45))


def test_a_page_begins_where_the_last_one_ended_even_if_that_is_gone(town):
    for n in range(25):
        factories.thread(category=town.tents, title=f"Yurt {n}", body="canvas")
    searching.index()
    first = ask(town.cast.guest, "yurt order:latest")
    last = db.session.get(factories.Thread, first.results[-1].thread_id)
    last.state = "hidden"
    db.session.flush()
    rest = ask(town.cast.guest, "yurt order:latest", cursor(first.next_href))
    assert len(rest.results) == 5 and not {*titles(rest)} & {*titles(first)}


def test_who_is_muted_or_blocked_is_found_by_name_alone(town):
    cast = town.cast
    for kind, other in (("mute", cast.amy), ("block", cast.max)):
        db.session.add(Distance(user_id=cast.nia.id, other_id=other.id, kind=kind))
    db.session.flush()
    database.touch(f"distances:{cast.nia.id}")
    assert titles(ask(cast.nia, "tent")) == ["Which tent for two"]
    assert ask(cast.nia, "tent").number == 1 and ask(cast.sue, "tent").number == 3
    assert titles(ask(cast.nia, "pole @amy")) == ["A pole broke"]
    assert similar.to_title(cast.nia, "My pole broke") == ()
    assert ask(cast.nia, "splint").results == ()


def test_a_name_that_keeps_to_itself_is_no_word_that_finds(town):
    assert ask(town.cast.guest, "amy").results
    town.cast.amy.hides_activity = True
    db.session.flush()
    assert db.session.scalar(select(StaleEntry.kind).where(
        StaleEntry.kind == "author", StaleEntry.thing_id == town.cast.amy.id))  # fmt: skip
    searching.index()
    assert ask(town.cast.guest, "amy").results == () == ask(town.cast.guest, "@amy").results
    assert ask(town.cast.ada, "splint @amy").results


def test_a_spoiler_is_not_found_by_what_it_hides(town):
    text = 'The ending: ||gardener|| and\n\n[spoiler]\nbutler\n\n[details="More"]\ncook\n[/details]\nmaid\n[/spoiler]'
    thread = factories.thread(category=town.tents, title="A crime novel", body=text)
    db.session.flush()
    searching.index()
    found = {word: ask(town.cast.guest, word).number
             for word in ("ending", "gardener", "butler", "cook", "maid")}  # fmt: skip
    assert found == {"ending": 1, "gardener": 0, "butler": 0, "cook": 0, "maid": 0}, thread.id


def test_threads_like_a_title_and_like_a_thread(town):
    (one,) = similar.to_title(town.cast.guest, "My pole broke")
    assert (one.title, one.reply_count) == ("A pole broke", 1)
    assert "Secret" not in repr(similar.to_title(town.cast.guest, "secret tent plans"))
    assert "Secret" in repr(similar.to_title(town.cast.mo, "secret tent plans"))
    shown = repr(similar.to_thread(town.cast.guest, town.solved))
    assert "Which tent" not in shown and "Secret" not in shown
