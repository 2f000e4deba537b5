"""Counts what an import reads, brings over and leaves aside, and says it as a table and as JSON."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from forum.importers.discourse.records import KINDS, Problem

MOST_PROBLEMS = 10_000  # listed one by one; all are counted


@dataclass(slots=True)
class Report:
    """The outcome of an import, by kind. `reasons` are counted; `problems` say where."""

    read: Counter[str] = field(default_factory=Counter)
    imported: Counter[str] = field(default_factory=Counter)
    reasons: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    seconds: float = 0.0

    @property
    def skipped(self) -> dict[str, int]:
        """What was read and is not brought over by this run, for whatever reason."""
        return {kind: self.reasons[kind].total() for kind in KINDS}

    def count_read(self, kind: str, count: int = 1) -> None:
        self.read[kind] += count

    def count_imported(self, kind: str, count: int = 1) -> None:
        self.imported[kind] += count

    def skip(self, kind: str, reason: str, where: str = "", count: int = 1) -> None:
        """Leave `count` of a kind aside. With `where` it is listed as a problem too."""
        if count:
            self.reasons[kind][reason] += count
        if where:
            self.note(kind, where, reason)

    def note(self, kind: str, where: str, reason: str) -> None:
        """List a problem with something, whether or not it is brought over."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(kind, where, reason))

    def as_json(self) -> dict[str, Any]:
        return {
            "read": {kind: self.read[kind] for kind in KINDS},
            "imported": {kind: self.imported[kind] for kind in KINDS},
            "skipped": self.skipped,
            "reasons": {kind: dict(self.reasons[kind].most_common()) for kind in KINDS},
            "problems": [asdict(problem) for problem in self.problems],
            "problem_count": self.problem_count,
            "seconds": round(self.seconds, 3),
        }

    def write(self, path: Path) -> None:
        """Write it as JSON to `path`. Raises OSError."""
        text = json.dumps(self.as_json(), ensure_ascii=False, indent=2)
        path.write_text(f"{text}\n", encoding="utf-8")

    def table(self) -> str:
        """Read, imported and skipped by kind, and under it why."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{'':<12}{'read':>12}{'imported':>12}{'skipped':>12}"
        skipped = self.skipped
        for kind in KINDS:
            yield f"{kind:<12}{self.read[kind]:>12,}{self.imported[kind]:>12,}{skipped[kind]:>12,}"
        for kind in KINDS:
            for reason, count in self.reasons[kind].most_common(20):
                yield f"  {count:,} {kind} skipped: {reason}"
        if self.problem_count:
            things = "thing" if self.problem_count == 1 else "things"
            yield f"{self.problem_count:,} {things} to know:"
            for problem in self.problems[:20]:
                yield f"  {problem.kind}: {problem.where}: {problem.reason}"
            if self.problem_count > 20:
                yield "  … the rest is in the file that --report writes"
