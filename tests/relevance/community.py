"""The two real communities as the relevance test sees them: what is asked about, and others.

The archives lie beside the project where it is made and not in it. Of their threads, those that a
question is about are brought over and every third of the others, to be told apart from.
"""

import csv
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from forum import database
from forum.importers import discourse
from forum.importers.discourse.progress import silent

DATA = Path(__file__).parents[3] / "shared" / "data"
ARCHIVES = {
    "delving": DATA / "delving-posts.tar.gz",
    "urho": DATA / "urho3d-topics.tar.gz",
}
HOSTS = {"delving": "delvingbitcoin.org", "urho": "discourse.urho3d.io"}
IS_HERE = all(path.is_file() for path in ARCHIVES.values())
LONGEST_THREAD = 60  # posts; of the others, the longest ones cost much and tell little


class Question(NamedTuple):
    """`kind`: order (words of the title in another one), misspelt, paraphrase, phrase (of a post),
    name (somebody and what they wrote about). `ref` is the external_ref of the thread to find."""

    kind: str
    ref: str
    asked: str


def questions() -> list[Question]:
    with (Path(__file__).parent / "questions.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [
            Question(row["kind"], f"discourse:{HOSTS[row['archive']]}/t/{row['thread']}",
                     row["question"])
            for row in rows
        ]  # fmt: skip


def bring(folder: Path) -> None:
    """Import the chosen threads into the empty forum of this application context."""
    wanted = {question.ref.rpartition("/")[2] for question in questions()}
    chosen = []
    for name, path in ARCHIVES.items():
        for number, data in _chosen(path, wanted):
            file = folder / name / f"{number}.json"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        chosen.append(folder / name)
    database.commit()
    discourse.run(chosen, progress=silent, processes=0)
    database.begin("write")


def _chosen(path: Path, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(path) as archive:
        for member in archive:
            if not member.name.endswith(".json") or "sync-conflict" in member.name:
                continue
            file = archive.extractfile(member)
            assert file is not None
            data = file.read()
            read = json.loads(data)
            thread = str(read.get("topic_id") or read["id"])
            size = len(read["post_stream"]["posts"]) if "post_stream" in read else 0
            if thread in wanted or (int(thread) % 3 == 0 and size < LONGEST_THREAD):
                yield Path(member.name).stem, data
