"""The opened program: pack, words, places, database and seal, passed to every service."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property, lru_cache
from pathlib import Path

from bot.core.conversation.state import World
from bot.core.errors import PackError
from bot.core.language.message import Channel
from bot.core.language.text import Catalog, Translation
from bot.core.places.gazetteer import Gazetteer
from bot.core.programme.eligibility import ItemWords
from bot.core.programme.pack import Pack
from bot.core.understanding.added_calls import with_added
from bot.core.understanding.calls import Calls
from bot.core.understanding.list_items import Items, ears
from bot.core.understanding.vocabulary import Vocabulary
from bot.settings import Settings
from bot.storage.database import Connection
from bot.storage.files.calls import load_calls, unread_calls
from bot.storage.files.catalogs import english, load_catalogs, overlay, unread_template
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import find_pack, load_pack, pack_places, revision, unread_words
from bot.storage.files.packs.heard import sheets
from bot.storage.files.packs.reader import HEAD
from bot.storage.keys.sealing import Seal
from bot.storage.store import open_store
from bot.storage.tables import known_sites, requests


def left_out(settings: Settings) -> list[str]:
    """Return why files of words cannot be used: the program works without them until an operator fixes them."""
    faults = [catalog.fault for catalog in load_catalogs(settings.locales).values() if catalog.fault]
    pack = find_pack(settings.pack, settings.policy)
    others = (*unread_template(settings.locales), *unread_calls(settings.locales), *unread_words(pack))
    return [*faults, *map(str, others)]


@lru_cache(maxsize=4)
def _items(calls: Calls, heard: tuple[tuple[str, ItemWords], ...]) -> Items:
    """Return what is heard of the items of a pack; to make it takes longer than to open a database."""
    return ears(calls.sheets, sheets(heard))


@lru_cache(maxsize=4)
def _calls(calls: Calls, added: tuple[tuple[str, ItemWords], ...]) -> Calls:
    """Return the calls for help with the words that a pack adds; they are put together once in a process."""
    return with_added(calls, sheets(added)) if added else calls


@dataclass(frozen=True, repr=False)
class App:
    """What services work with. Each thread has its own App, since a connection belongs to one thread."""

    pack: Pack
    catalogs: Mapping[str, Catalog]
    vocabulary: Vocabulary
    gazetteer: Gazetteer
    english: Mapping[str, tuple[str, ...]]
    """The English texts of the bot and of the pack, by key."""
    locales: Path
    db: Connection
    seal: Seal
    folder: Path | None = None
    """The folder of the pack; None for a pack that comes from no files."""

    def __repr__(self) -> str:
        return f"App({self.pack.id})"

    @cached_property
    def calls(self) -> Calls:
        """The words with which people call for help; they are read when the first person writes."""
        return _calls(load_calls(self.locales), tuple(self.pack.calls.items()))

    @cached_property
    def items(self) -> Items:
        """The words with which people name the items of the pack's lists."""
        return _items(self.calls, tuple(self.pack.heard.items()))

    @classmethod
    def open(cls, settings: Settings, *, give_up: bool = False) -> "App":
        """Read the pack and the words, and open or create the database and its keys.

        `give_up` accepts keys that are older than the database. Raises PackError or CatalogError for a file without
        which nothing works (`left_out` names the others), DatabaseError or SealError for a database or key that cannot
        be used.
        """
        folder = find_pack(settings.pack, settings.policy)
        read = _read(folder, settings.locales)
        db, seal = open_store(settings.database, settings.key, give_up=give_up)
        return cls(*read, settings.locales, db, seal, folder).with_former_sites()

    def is_current(self) -> bool:
        """Return whether the files of the pack are as they were when they were read."""
        try:
            return self.folder is None or revision(self.folder) == self.pack.revision
        except OSError:  # a file is being replaced, or cannot be read
            return False

    def current(self) -> "App":
        """Return the App with what the files say now: itself, if they have not changed.

        Raises PackError or CatalogError for a file that is wrong, and for a change with which no program may go on.
        """
        if self.folder is None or self.is_current():
            return self
        pack, catalogs, vocabulary, gazetteer, source = _read(self.folder, self.locales)
        for key in ("id", "kind", "demonstration"):
            if getattr(pack, key) != getattr(self.pack, key):
                fault = "it was changed while a program runs with this pack."
                raise PackError(str(self.folder / HEAD), key, fault, "Undo it, or start the program again.")
        again = replace(self, pack=pack, catalogs=catalogs, vocabulary=vocabulary, gazetteer=gazetteer, english=source)
        return again.with_former_sites()

    def with_former_sites(self) -> "App":
        """Return the App with the last names of the sites that its pack no longer has."""
        if not (former := known_sites.former(self.db, self.pack)):
            return self
        words = {
            code: {site.name.key: Translation((names[code],)) for site, names in former if code in names}
            | dict(self.pack.words.get(code, {}))
            for code in self.catalogs
        }
        pack = replace(self.pack, former_sites=tuple(site for site, _ in former), words=words)
        return replace(self, pack=pack, catalogs=overlay(load_catalogs(self.locales), pack))

    def world(self, now: datetime, channel: Channel, hint: str = "") -> World:
        """Return what a step may read in one turn."""
        return World(
            self.pack,
            self.gazetteer,
            self.catalogs,
            self.vocabulary,
            now,
            channel,
            hint,
            self.english,
            lambda: self.calls,
            lambda: self.items,
            cache(lambda: requests.is_line(self.db, self.seal, self.pack, self.pack.day(now))),
        )

    def close(self) -> None:
        """Close the database and its keys."""
        self.db.close()
        self.seal.keys.close()


def _read(
    folder: Path, locales: Path
) -> tuple[Pack, Mapping[str, Catalog], Vocabulary, Gazetteer, Mapping[str, tuple[str, ...]]]:
    pack = load_pack(folder)
    catalogs = overlay(load_catalogs(locales), pack)
    return pack, catalogs, Vocabulary.of(catalogs), load_gazetteer(pack_places(folder)), english(locales, pack)
