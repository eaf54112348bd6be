"""Catalogs that note what they are asked to say, so that the keys of all texts on a screen are known."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

from bot.app import App
from bot.core.language.message import Outgoing
from bot.core.language.text import Catalog, Text, Value


@dataclass(frozen=True, eq=False)
class _Noted(Catalog):
    """A catalog that also tells the key of each text, and what it became."""

    note: Callable[[str, str], None]

    def say(self, value: Value) -> str:
        said = super().say(value)
        if isinstance(value, Text):
            self.note(value.key, said)
        return said


class Noting:
    """The texts that were asked for: what each key became."""

    def __init__(self) -> None:
        self._said: dict[str, set[str]] = defaultdict(set)

    def listen(self, app: App) -> App:
        """The same App, with catalogs that note."""
        return replace(app, catalogs={code: self.catalog(catalog) for code, catalog in app.catalogs.items()})

    def shown(self, outgoing: Iterable[Outgoing]) -> frozenset[str]:
        """The keys of the texts that stand in these messages or on their buttons, whole or as a part of another text.

        A text that was only asked for, for a file or to understand an answer, does not count.
        """
        texts = [text for one in outgoing for text in (one.text, *(label.text for label in one.choices))]
        screen = "\n".join(texts).casefold()
        return frozenset(key for key, said in self._said.items() if any(text.casefold() in screen for text in said))

    def catalog(self, catalog: Catalog) -> Catalog:
        """The same catalog, which notes."""
        known = {field.name: getattr(catalog, field.name) for field in fields(Catalog)}
        return _Noted(**known, note=lambda key, said: self._said[key].add(said))
