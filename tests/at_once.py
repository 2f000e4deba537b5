"""Several people do something in the same moment, each in a unit of work of their own."""

import threading

from forum import database
from forum.lib.verdict import Refused


def at_once(app, works):
    """What the functions `works` return and whom the forum refused; an error of ours fails."""
    made, refusals, errors = [], [], []

    def come(work):
        try:
            with app.app_context(), database.unit("write"):
                made.append(work())
        except Refused as refused:
            refusals.append(refused)
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=come, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.begin("write")
    for error in errors:
        raise error
    return made, refusals
