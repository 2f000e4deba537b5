"""Puts what the database holds into the engine, as the job does that makes it anew."""

from importlib.util import find_spec

from forum import engines
from forum.queries import search_documents


def index():
    """Make the index anew from what is to be found now."""
    ids = search_documents.ids_after(None, 0, 1_000_000)
    documents = [one for some in search_documents.batches(None, ids)
                 for one in search_documents.of(None, some)]  # fmt: skip
    engines.current().rebuild(documents, lambda n: None, lambda versions: ((), ()))


def names(engine):
    """The engines that are for this database and installed."""
    if engine == "postgresql":
        return ["postgresql"]
    return ["whoosh"] + ["tantivy"] * (find_spec("tantivy") is not None)


def use(app, name):
    """This engine from now on, with nothing in it yet."""
    app.config["FORUM_SEARCH_ENGINE"] = name
    app.extensions.pop("forum.search", None)
    assert engines.current().name == name
