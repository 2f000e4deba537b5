"""Sets of posts of one segment as one byte for each post, kept as one large number.

Such sets meet, join and are counted at the speed of memory, however common a word is.
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import compress, count


def of(places: Iterable[int], size: int) -> int:
    made = bytearray(size)
    for place in places:
        made[place] = 1
    return int.from_bytes(made, "little")


def raw(bits: int, size: int) -> bytes:
    """One byte for each post."""
    return bits.to_bytes(size, "little")


def places(bits: int, size: int) -> Iterator[int]:
    """In rising order."""
    return compress(count(), raw(bits, size)) if bits else iter(())


def last(bits: int, most: int) -> int:
    """The `most` last ones, which were written last."""
    if bits.bit_count() <= most:
        return bits
    low, high = 0, bits.bit_length() // 8 + 1  # the cut lies between these bytes
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if (bits >> (8 * middle)).bit_count() > most else (low, middle)
    return (bits >> (8 * high)) << (8 * high)


def chosen(found: "array[int]", within: bytes) -> Iterator[bool]:
    """For each of these places whether it is in the set: selects for `compress`."""
    return map(within.__getitem__, found)  # type: ignore[arg-type]
