"""Plays a story in one language, as the terminal would: each line with a talk of its own, all on one database.

`randevou chat --record` writes stories. The tests play those of tests/conversations, and `randevou words preview` shows
them.
"""

import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels.local.jsonl import read_event
from bot.channels.local.talk import Talk
from bot.core.booking.slot import read_slot_id
from bot.core.conversation.events import Arrived, Event
from bot.core.language.message import Outgoing
from bot.core.programme.pack import Pack
from bot.core.understanding.vocabulary import Vocabulary
from bot.services.desk import staff_accounts
from bot.services.privacy import recovery
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.files.languages import load_languages
from bot.storage.files.packs import find_pack, load_pack
from bot.storage.tables import audit_log, slots, staff
from bot.storage.tables.staff import Account

CODE = re.compile(r"\b(?:[BDFKLMNPST][AIO]){2} (?:[BDFKLMNPST][AIO]){2} \d{3} (?:[BDFKLMNPST][AIO]){2}\b")
ONE_CODE = "BATO LIMA 473 KADO"
"""What is written for every code, since each playing draws others."""
LANGUAGES = "LANGUAGES"
Story = dict[str, Any]  # as in its story.toml: title, pack, at, lines, and what only some stories have


@dataclass(frozen=True)
class Line:
    """One line as it was played: who did what, where that led, and what was shown for it."""

    heard: str
    step: str = ""
    shown: tuple[Outgoing, ...] = ()
    languages: tuple[str, ...] = ()
    """The languages that people can choose."""

    @property
    def told(self) -> dict[str, Any]:
        """Return what a story keeps of a line, the same in every language: step, keys, and the choices offered."""
        choices = [choice for outgoing in self.shown for choice in choices_of(outgoing, self.languages)]
        keys = [outgoing.key for outgoing in self.shown]
        return {"step": self.step, "keys": keys, **({"choices": choices} if choices else {})}


class Stage:
    """The people of a story, each at an own address, and the clock that they share."""

    def __init__(
        self, story: Story, open_app: Callable[[str | Pack], App], language: str, folder: Path, policy: Path
    ) -> None:
        self.story, self.open_app, self.language, self.folder, self.policy = story, open_app, language, folder, policy
        self.now = datetime.fromisoformat(story["at"])
        self.pack: str | Pack = story["pack"]
        self.addresses = "terminal:{}"
        self.talks: dict[str, Talk] = {}
        self.typed: dict[str, str] = {}

    def play(self, *, closing: bool = False) -> Iterator[tuple[App, Line]]:
        """Play every line, and yield it with the open App.

        `closing` closes and opens the database between every two of them.
        """
        app = self._open()
        try:
            tick(app, self.now)
            for line in self.story["line"]:
                if "edit" in line:
                    name = self.story["pack"]
                    copy = edit_pack(find_pack(name, self.policy), line["edit"], self.folder / Path(name).name)
                    self.pack = load_pack(copy)
                if closing or "edit" in line:
                    app.close()
                    app = self._open()
                yield app, self._line(app, line)
        finally:
            app.close()

    def _open(self) -> App:
        """Return the App, with the language of the story on offer: a draft is played for its translator."""
        app = self.open_app(self.pack)
        played = app.catalogs[self.language]
        if played.offered or played.fault:
            return app
        catalogs = {**app.catalogs, self.language: replace(played, offered=True)}
        return replace(app, catalogs=catalogs, vocabulary=Vocabulary.of(catalogs))

    def _line(self, app: App, line: dict[str, Any]) -> Line:
        if "desk" in line:
            self.typed["WORDS"] = words_of_a_desk(app, self.typed[line["desk"]], self.now)
            return Line("desk: two helpers give WORDS")
        if "staff" in line:
            set_by_staff(app, line["staff"])
            return Line(f"staff: {' '.join(f'{name} {value}' for name, value in line['staff'].items())}")
        person = line.get("person", "a")
        talk = self._talk(app, person)
        hear = in_language(line.get("hear", {}), self.language, self._whole(app))
        shown = self._heard(app, talk, hear)
        for code in CODE.findall("\n".join(outgoing.text for outgoing in shown)):
            self.typed["CODE"] = code
        heard = " ".join(f"{kind} {value}" for kind, value in hear.items()) or "(opens the conversation)"
        return Line(f"{person}: {heard}", talk.step, tuple(shown), tuple(talk.languages))

    def _whole(self, app: App) -> list[str]:
        """Return the language that is played, and those in which all is said: in another one nobody may agree."""
        whole = {code for code, language in load_languages(app.locales).items() if language.needs()}
        return [code for code in app.catalogs if code in whole or code == self.language]

    def _talk(self, app: App, person: str) -> Talk:
        """Return a new talk, which knows of the one before what a channel carries, and nothing else."""
        before = self.talks.get(person)
        carried = (before.carry, before.step, before.language) if before else ()
        self.talks[person] = Talk(app, self._address(person), lambda: self.now, *carried)
        return self.talks[person]

    def _address(self, person: str) -> str:
        channel = self.story.get("channels", {}).get(person, "terminal")
        return self.addresses.replace("terminal", channel).format(person)

    def _heard(self, app: App, talk: Talk, hear: dict[str, Any]) -> list[Outgoing]:
        if not hear:
            return talk.hear(Arrived())
        event: Event | datetime = read_event(as_typed(hear, self.typed), app.pack.zone)
        if isinstance(event, datetime):
            self.now = event
            return talk.pass_time(event)
        return talk.hear(event)


def read_story(folder: Path) -> Story:
    """Return the story of a folder."""
    return tomllib.loads((folder / "story.toml").read_text(encoding="utf-8"))


def choices_of(outgoing: Outgoing, languages: Sequence[str]) -> list[str]:
    """Return the choices of a message as a story writes them: `LANGUAGES` stands for all languages, however many."""
    ids = [label.id for label in outgoing.choices]
    all_of_them = len(languages) > 1 and ids[: len(languages)] == [*languages]
    return [LANGUAGES, *ids[len(languages) :]] if all_of_them else ids


def in_language(hear: dict[str, Any], language: str, languages: Sequence[str]) -> dict[str, Any]:
    """Return what is heard in one playing; a text may be given in several languages, the first one for all others.

    `LANGUAGE` stands for the language that is played, `OTHER_LANGUAGE` for the next one of these.
    """
    other = languages[(languages.index(language) + 1) % len(languages)]
    names = {"LANGUAGE": language, "OTHER_LANGUAGE": other}
    return {
        kind: names[value]
        if isinstance(value, str) and value in names
        else value.get(language, next(iter(value.values())))
        if kind == "text" and isinstance(value, dict)
        else value
        for kind, value in hear.items()
    }


def as_typed(hear: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """Return what is really typed: `CODE` stands for the code that was shown last, `WORDS` for those of a desk."""
    return {kind: typed.get(value, value) if isinstance(value, str) else value for kind, value in hear.items()}


def words_of_a_desk(app: App, code: str, now: datetime) -> str:
    """Return the words that two helpers give to somebody with this code."""
    by = audit_log.Actor("user:desk", now)
    words = recovery.issue(app, code, two_helpers(app, by), now, by)
    assert isinstance(words, str)
    return words


def two_helpers(app: App, by: audit_log.Actor) -> tuple[Account, Account]:
    """Return the accounts of two helpers, and add them the first time."""
    first, second = (
        staff.alike(app.db, name) or staff_accounts.add(app, name, f"{name} has four long words", by)
        for name in ("Ana", "Luis")
    )
    return first, second


def set_by_staff(app: App, done: dict[str, Any]) -> None:
    """Open or close a site or a day, or set the seats of an hour, as staff do with `randevou slots`."""
    with transaction(app.db):
        if "seats" in done:
            site = app.pack.site(done["site"])
            assert site
            slots.set_capacity(app.db, app.pack.id, site, read_slot_id(f"@{done['at']}", site), done["seats"])
        else:
            slots.set_open(app.db, app.pack.id, **done)


def edit_pack(pack: Path, edit: dict[str, Any] | list[dict[str, Any]], copy: Path) -> Path:
    """Copy a pack, and change lines of its files and words there, or take a site away; return the copy."""
    shutil.copytree(pack, copy, dirs_exist_ok=True)
    for change in edit if isinstance(edit, list) else [edit]:
        _change_file(copy, change)
    return copy


def _change_file(copy: Path, edit: dict[str, Any]) -> None:
    if site := edit.get("gone"):
        for table in copy.glob("*.csv"):
            lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
            table.write_text("".join(line for line in lines if not line.startswith(f"{site},")), encoding="utf-8")
        return
    for name, text in edit.get("words", {}).items():
        (copy / "words").mkdir(exist_ok=True)
        (copy / "words" / f"{name}.po").write_text(text, encoding="utf-8")
    file = copy / edit["file"]
    before = file.read_text(encoding="utf-8")
    assert edit["old"] in before, f"{file.name} has no {edit['old']!r}"
    file.write_text(before.replace(edit["old"], edit["new"]), encoding="utf-8")
