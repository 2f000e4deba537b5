"""What the forum has by name, and what the plugins of this app add to it."""

from collections.abc import ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, TypeVar

from forum.plugins.registry import current

T = TypeVar("T")


class Extended(dict[str, T]):
    """A dict of ours in which plugins' things are found too. Asking for ours costs what it costs.

    `seam` is the attribute of the registry that holds theirs.
    """

    def __init__(self, ours: Mapping[str, T], seam: str) -> None:
        super().__init__(ours)
        self.seam = seam

    def _theirs(self) -> Mapping[str, T]:
        found: Mapping[str, T] = getattr(current(), self.seam)
        return found

    def _all(self) -> dict[str, T]:
        return dict(zip(super().keys(), super().values(), strict=True)) | dict(self._theirs())

    def __missing__(self, name: str) -> T:
        return self._theirs()[name]

    def get(self, name: str, default: Any = None) -> Any:
        try:
            return self[name]
        except KeyError:
            return default

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._theirs()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return super().__len__() + len(self._theirs())

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        return self._all().keys()

    def values(self) -> ValuesView[T]:  # type: ignore[override]
        return self._all().values()

    def items(self) -> ItemsView[str, T]:  # type: ignore[override]
        return self._all().items()
