"""A forum's members, uploads, categories and posts as the caller of the renderer would know them."""

from forum.lib.markdown import CategoryRef, Context, MemberRef, QuoteRef, UploadRef, render

CONTEXT = Context(
    members={
        "max": MemberRef("/u/max", "Max"),
        "maya-lind": MemberRef("/u/maya-lind", "maya-lind"),
        "jürgen": MemberRef("/u/jürgen", "Jürgen"),
    },
    uploads={
        "key": UploadRef("/files/key", "lamp.png", 4_000, 1600, 1200, "/files/key/small"),
        "small": UploadRef("/files/small", "dot.png", 400, 32, 16),
        "file": UploadRef("/files/file", "plan.pdf", 1_250_000),
    },
    quotes={(62, 3): QuoteRef("/t/62/lamps/3", "Amy")},
    categories={"help": CategoryRef("/c/help", "Help & advice")},
    own_hosts=frozenset({"forum.example"}),
)


def html(source, context=CONTEXT):
    return str(render(source, context).html).strip()
