"""A directory for the tests of the converters, with a few things in it."""

from forum.importers.discourse.directory import Page


class Places:
    """Member "Wren" is "wren-2" here; thread 62 is thread 900, its post 3 is post 2 here."""

    host = "old.example"

    def member(self, username):
        return {"wren": "wren-2", "finch": "finch"}.get(username.lower())

    def post(self, thread, number):
        return {(62, 1): (900, 1), (62, 3): (900, 2)}.get((thread, number))

    def page(self, address):
        path = address.removeprefix("https://old.example")
        return {
            "/t/a-thread/62": Page("/t/900/a-thread", "A [good] thread"),
            "/t/a-thread/62/3": Page("/t/900/a-thread/2#post-2", "A [good] thread"),
            "/u/wren": Page("/m/wren-2", "@wren-2"),
            "/c/gear/7": Page("/c/gear", "Gear"),
        }.get(path)
