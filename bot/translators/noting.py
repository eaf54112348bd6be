"""Makes catalogs that note what they are asked to say, so that the keys of all texts on a screen are known."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace

from bot.app import App
from bot.core.language.message import Outgoing
from bot.core.language.text import Catalog, Text, Value


@dataclass(frozen=True, eq=False)
class _Noted(Catalog):
    """A catalog that also tells the key of each text, and what it became."""

    note: Callable[[str, Callable[[], str]], str]

    def say(self, value: Value) -> str:
        say = super().say
        return self.note(value.key, lambda: say(value)) if isinstance(value, Text) else say(value)


class Noting:
    """The texts that were asked for: what each key became, alone or as a part of another text."""

    def __init__(self) -> None:
        self._said: dict[str, set[str]] = defaultdict(set)
        self._alone: set[str] = set()
        """What was said as no part of another text: on a screen it fills its lines, or a button."""
        self._depth = 0

    def listen(self, app: App) -> App:
        """Return the same App, with catalogs that note."""
        return replace(app, catalogs={code: self.catalog(catalog) for code, catalog in app.catalogs.items()})

    def shown(self, outgoing: Iterable[Outgoing]) -> frozenset[str]:
        """Return the keys of the texts that stand in these messages or on their buttons, whole or as a part of another.

        A text that was only asked for, for a file or to understand an answer, does not count.
        """
        texts = [text for one in outgoing for text in (one.text, *(label.text for label in one.choices))]
        screen = "\n".join(texts).casefold()
        return frozenset(key for key, said in self._said.items() if any(text.casefold() in screen for text in said))

    def in_order(self, outgoing: Outgoing) -> tuple[str, ...]:
        """Return the keys of the texts of one message, in the order in which they are read, and then of its buttons."""
        screen = "\n".join((outgoing.text, *(label.text for label in outgoing.choices))).casefold()
        found = []
        for key, said in self._said.items():
            places = [at for text in said if (at := self._place(text, screen)) is not None]
            if places:
                found.append((*min(places), key))
        return (outgoing.key, *(key for *_, key in sorted(found) if key != outgoing.key))

    def _place(self, text: str, screen: str) -> tuple[int, int] | None:
        """Return where a text begins, the longest first; a text that was said alone fills whole lines."""
        edges = r"^{}$" if text in self._alone else r"(?<!\w){}(?!\w)"
        found = re.search(edges.format(re.escape(text.casefold())), screen, re.MULTILINE) if text else None
        return (found.start(), -len(text)) if found else None

    def catalog(self, catalog: Catalog) -> Catalog:
        """Return the same catalog, which notes."""
        known = {field.name: getattr(catalog, field.name) for field in fields(Catalog)}
        return _Noted(**known, note=self._note)

    def _note(self, key: str, say: Callable[[], str]) -> str:
        self._depth += 1
        said = say()
        self._depth -= 1
        self._said[key].add(said)
        if not self._depth:
            self._alone.add(said)
        return said
