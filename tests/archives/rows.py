"""Two rows in every table there is, whatever it is: one with all columns, one with the fewest."""

from datetime import UTC, date, datetime

from markupsafe import Markup
from sqlalchemy import JSON, Boolean, Date, Float, Integer, LargeBinary

from forum import storage
from forum.archives import tables
from forum.extensions import db
from forum.models.columns import SafeHtml, UtcDateTime

HUSH = "hush"  # stands in every secret
_VALUES = (
    (UtcDateTime, lambda n: datetime(2024, 2, 29, 23, 59, 59, n, UTC)),
    (SafeHtml, lambda n: Markup("<p>a &lt; b, “{}” 🐑</p>\n").format(n)),
    (Boolean, lambda n: n == 1),
    (Integer, lambda n: n),
    (Float, lambda n: n / 3),
    (Date, lambda n: date(2023, 1, n)),
    (LargeBinary, lambda n: bytes(range(255, -1, -1)) + bytes([n])),
    (JSON, lambda n: {"z": [1, None, 1.5, "ü\n"], "a": {"n": n}}),
)


# What a constraint or an import wants otherwise, in the first row and the second: nobody is their own
# second person and looks at no appeal against themselves, an end comes after its beginning.
OTHERWISE = {
    "appeal.reviewer_id": (None, None),
    "category.colour": ("#aabbcc", "#DDEEFF"),
    "decision.decided_by_id": (1, 1),
    "decision.second_by_id": (2, None),
    "guideline_version.approver_id": (2, None),
    "look_draft.values": ({"brand.name": "Ü 🐑"}, {}),
    "programme_grant.ends_at": (datetime(2025, 1, 1, tzinfo=UTC), None),
}


def value(column, n):
    for key in column.foreign_keys:
        return value(key.column, n)
    for kind, make in _VALUES:
        if isinstance(column.type, kind):
            return make(n)
    if column.table.name == "upload" and column.name.endswith("path"):
        return f"posts/{n}f/{column.name}{n}.png"
    secret = column.table.name in tables.SECRET or column.name in tables.SECRET_COLUMNS.get(
        column.table.name, ()
    )
    said = f"{n} {HUSH if secret else column.name} ü “x” \u2028"
    return said[: column.type.length]


def fill():
    """Foreign keys are off meanwhile: tables point to each other in circles."""
    with db.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            for table in db.metadata.sorted_tables:
                connection.execute(table.delete())
                for n in (1, 2):
                    row = {
                        column.name: None if n == 2 and column.nullable else value(column, n)
                        for column in table.columns
                    }
                    for name, values in OTHERWISE.items():
                        if name.split(".")[0] == table.name:
                            row[name.split(".")[1]] = values[n - 1]
                    connection.execute(table.insert(), row)
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    for n, name in ((1, "path"), (1, "thumb_path"), (2, "path")):
        storage.current().put(f"posts/{n}f/{name}{n}.png", f"{name} {n}".encode() * 1000)


def everything():
    """All rows of all tables of an archive, as the database gives them."""
    with db.engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in tables.included(with_secrets=True)
        }
