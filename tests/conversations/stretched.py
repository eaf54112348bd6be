"""Plays the stories with the longest names, days and hours: some bubbles and buttons are too long with them alone."""

import tempfile
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from bot.app import App
from bot.channels.local.story_player import Stage, read_story
from bot.core.language.text import Catalog, Day, Text, Texts, Value
from bot.core.programme.pack import Pack
from bot.settings import root
from bot.translators.context import Table, read_table
from bot.translators.samples import longest_value
from tests.conftest import POLICY, app_on
from tests.conversations.player import Played, pack_of, play


@dataclass(frozen=True, eq=False)
class Stretched(Catalog):
    """A catalog that says the longest name that it knows in the place of a shorter one."""

    known: Catalog
    table: Table

    def say(self, value: Value) -> str:
        """Return a value in this language, with the longest names."""
        return super().say(self._stretched(value) if isinstance(value, Text) else value)

    def _stretched(self, text: Text) -> Text:
        longer = {}
        for name, held in text.values:
            value = longest_value(text.key, name, self.known, self.table)
            if isinstance(held, Day) and held.short:
                continue
            if 0 < len(self.known.say(held)) < len(value):
                longer[name] = value
        if isinstance(text, Texts):
            return Texts(text.key, text.english, text.many, **{**dict(text.values), **longer})
        return text.filled(**longer) if longer else text


def stretched(catalog: Catalog) -> Catalog:
    """Return the same catalog, with the longest names."""
    known = {field.name: getattr(catalog, field.name) for field in fields(Catalog)}
    return Stretched(**known, known=catalog, table=read_table(root() / "locales"))


@cache
def played_with_long_names(folder: Path, language: str) -> Played:
    """What the story of a folder comes to with the longest names."""

    def app(pack: str | Pack, into: Path) -> App:
        opened = app_on(into / "randevou.db", pack_of(pack))
        return replace(opened, catalogs={code: stretched(one) for code, one in opened.catalogs.items()})

    with tempfile.TemporaryDirectory() as into:
        return play(Stage(read_story(folder), lambda pack: app(pack, Path(into)), language, Path(into), POLICY))
