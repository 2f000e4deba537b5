"""The demonstration community, for whoever starts the forum for the first time."""

from collections.abc import Sequence

from forum.demo import seed

SignIn = tuple[str, str, str]  # name, password, role


def prepared() -> list[str]:
    """Fill the database if it is empty. Lines that say who can sign in, if this is the one."""
    if seed.is_empty():
        seed.run()
    people = seed.sign_ins()
    return ["", table(people)] if people else []


def table(people: Sequence[SignIn]) -> str:
    """Who can sign in with which password, one a line."""
    width = max(len(name) for name, _password, _role in people) + 2
    return "\n".join(
        [
            "A guest needs no account. To look around as somebody else, sign in as",
            *(f"  {name:<{width}}{password:<18}{role}" for name, password, role in people),
        ]
    )
