"""How alike two texts are, by MinHash: the share of equal minima estimates what they share.

Words are compared in runs of four, so that the same sentences in another order are still found.
Digests come from BLAKE2, so they are the same in every process.
"""

import re
from collections.abc import Mapping
from hashlib import blake2b

RUN = 4  # words
MINIMA = 64
_WORD = re.compile(r"\w+")
_PRIME = (1 << 61) - 1
_PAIRS = tuple(
    (
        int.from_bytes(blake2b(b"a%d" % n, digest_size=7).digest()) | 1,
        int.from_bytes(blake2b(b"b%d" % n, digest_size=7).digest()),
    )
    for n in range(MINIMA)
)

Signature = tuple[int, ...]


def runs(text: str) -> frozenset[int]:
    """Digests of each run of words; empty for a text that is too short to be told apart."""
    words = _WORD.findall(text.lower())
    return frozenset(
        int.from_bytes(blake2b(" ".join(words[n : n + RUN]).encode(), digest_size=7).digest())
        for n in range(len(words) - RUN + 1)
    )


def signature(found: frozenset[int]) -> Signature:
    return tuple(min((a * run + b) % _PRIME for run in found) for a, b in _PAIRS)


def likeness(one: Signature, other: Signature) -> float:
    return sum(a == b for a, b in zip(one, other, strict=True)) / MINIMA


def repeated(texts: Mapping[int, str], at_least: float = 0.8) -> dict[int, int]:
    """Which of `texts` repeat an earlier one: {its key: the key of the first like it}.

    `texts` are in the order in which they were written.
    """
    firsts: list[tuple[int, Signature]] = []
    found: dict[int, int] = {}
    for key, text in texts.items():
        shingles = runs(text)
        if not shingles:
            continue
        own = signature(shingles)
        like = next((k for k, other in firsts if likeness(own, other) >= at_least), None)
        if like is None:
            firsts.append((key, own))
        else:
            found[key] = like
    return found
