"""Play a story in one language, as the terminal would: each line with a talk of its own, all on one open App."""

import re
import shutil
import tempfile
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels.local.jsonl import read_event
from bot.channels.local.talk import Talk
from bot.core.booking.slot import read_slot_id
from bot.core.conversation.events import Arrived, Event
from bot.core.language.message import Outgoing
from bot.core.programme.pack import Pack
from bot.services.privacy import recovery
from bot.services.tick import tick
from bot.storage.database import Connection, transaction
from bot.storage.files.packs import load_pack
from bot.storage.tables import slots
from tests.conftest import DESK, LANGUAGES, POLICY, OpenApp, app_on, two_helpers
from tests.conversations.noting import Noting

CODE = re.compile(r"\b(?:[BDFKLMNPST][AIO]){2} (?:[BDFKLMNPST][AIO]){2} \d{3} (?:[BDFKLMNPST][AIO]){2}\b")
ONE_CODE = "BATO LIMA 473 KADO"
"""What is written for every code, since each playing draws others."""
STORIES = sorted(path.parent for path in Path(__file__).parent.glob("*/story.toml"))


@dataclass(frozen=True)
class Line:
    """One line as it was played: who did what, where that led, and what was shown for it."""

    heard: str
    step: str = ""
    shown: tuple[Outgoing, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """What a story keeps of a line, the same in every language: step, keys, and the choices that are offered."""
        choices = [label.id for outgoing in self.shown for label in outgoing.choices]
        keys = [outgoing.key for outgoing in self.shown]
        return {"step": self.step, "keys": keys, **({"choices": choices} if choices else {})}


@dataclass
class Played:
    """What a story came to: its lines, what the tables hold at the end, and the keys of the texts that were shown."""

    lines: list[Line] = field(default_factory=list)
    outcome: dict[str, Any] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()

    @property
    def shown(self) -> list[Outgoing]:
        """All that was shown, in order."""
        return [outgoing for line in self.lines for outgoing in line.shown]


class Stage:
    """The people of a story, each at an own address, and the clock that they share."""

    def __init__(self, story: dict[str, Any], open_app: OpenApp, language: str, folder: Path) -> None:
        self.story, self.open_app, self.language, self.folder = story, open_app, language, folder
        self.now = datetime.fromisoformat(story["at"])
        self.pack: str | Pack = story["pack"]
        self.addresses = "terminal:{}"
        self.talks: dict[str, Talk] = {}
        self.typed: dict[str, str] = {}

    def play(self, *, closing: bool = False) -> Played:
        """Play every line; `closing` closes and opens the file between every two of them."""
        played = Played()
        app = self.open_app(self.pack)
        try:
            tick(app, self.now)
            for line in self.story["line"]:
                if "edit" in line:
                    self.pack = load_pack(edit_pack(self.story["pack"], line["edit"], self.folder / self.story["pack"]))
                if closing or "edit" in line:
                    app.close()
                    app = self.open_app(self.pack)
                played.lines.append(self._line(app, line))
            played.outcome = outcome(app.db)
        finally:
            app.close()
        return played

    def _line(self, app: App, line: dict[str, Any]) -> Line:
        if "desk" in line:
            self.typed["WORDS"] = words_of_a_desk(app, self.typed[line["desk"]], self.now)
            return Line("desk: two helpers give WORDS")
        if "staff" in line:
            set_by_staff(app, line["staff"])
            return Line(f"staff: {' '.join(f'{name} {value}' for name, value in line['staff'].items())}")
        person, hear = line.get("person", "a"), in_language(line.get("hear", {}), self.language)
        talk = self._talk(app, person)
        shown = self._heard(app, talk, hear)
        for code in CODE.findall("\n".join(outgoing.text for outgoing in shown)):
            self.typed["CODE"] = code
        heard = " ".join(f"{kind} {value}" for kind, value in hear.items()) or "(opens the conversation)"
        return Line(f"{person}: {heard}", talk.step, tuple(shown))

    def _talk(self, app: App, person: str) -> Talk:
        """A new talk, which knows of the one before what a channel carries, and nothing else."""
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


@cache
def played(folder: Path, language: str) -> Played:
    """What the story of a folder came to in one language; each is played once in a process."""
    noting = Noting()
    with tempfile.TemporaryDirectory() as into:
        stage = Stage(
            read_story(folder),
            lambda pack: noting.listen(app_on(Path(into) / "randevou.db", _pack(pack))),
            language,
            Path(into),
        )
        whole = stage.play()
    whole.keys = noting.shown(whole.shown)
    return whole


def _pack(pack: str | Pack) -> Pack:
    return load_pack(POLICY / pack) if isinstance(pack, str) else pack


def outcome(db: Connection) -> dict[str, Any]:
    """What the tables hold: rows, and the seats that are taken."""
    tables = ("person", "consent", "conversation", "booking", "outbox")
    rows = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}
    seats = db.execute("SELECT coalesce(sum(taken), 0) FROM slots").fetchone()[0]
    held = [row[0] for row in db.execute("SELECT seats FROM booking WHERE state = 'booked' ORDER BY id")]
    return {"rows": rows, "seats_taken": seats, "seats_held": held}


def read_story(folder: Path) -> dict[str, Any]:
    """The story of a folder."""
    return tomllib.loads((folder / "story.toml").read_text(encoding="utf-8"))


def in_language(hear: dict[str, Any], language: str) -> dict[str, Any]:
    """What is heard in one playing: `LANGUAGE` stands for its language, `OTHER_LANGUAGE` for the next one, and a text
    may be given in each."""
    languages = {"LANGUAGE": language, "OTHER_LANGUAGE": LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]}
    return {
        kind: languages[value]
        if isinstance(value, str) and value in languages
        else value[language]
        if isinstance(value, dict) and language in value
        else value
        for kind, value in hear.items()
    }


def as_typed(hear: dict[str, Any], typed: dict[str, str]) -> dict[str, Any]:
    """What is really typed: `CODE` stands for the code that was shown last, `WORDS` for those of a desk."""
    return {kind: typed.get(value, value) if isinstance(value, str) else value for kind, value in hear.items()}


def words_of_a_desk(app: App, code: str, now: datetime) -> str:
    """Words that two helpers give to somebody with this code."""
    words = recovery.issue(app, code, two_helpers(app), now, DESK)
    assert words
    return words


def set_by_staff(app: App, staff: dict[str, Any]) -> None:
    """Staff open or close a site or a day, or set the seats of an hour, as `randevou slots` does."""
    with transaction(app.db):
        if "seats" in staff:
            site = app.pack.site(staff["site"])
            assert site
            slots.set_capacity(app.db, app.pack.id, site, read_slot_id(f"@{staff['at']}", site), staff["seats"])
        else:
            slots.set_open(app.db, app.pack.id, **staff)


def edit_pack(pack: str, edit: dict[str, Any] | list[dict[str, Any]], copy: Path) -> Path:
    """A copy of a pack, in that folder, after somebody changed lines of its files and words, or took a site away."""
    shutil.copytree(POLICY / pack, copy, dirs_exist_ok=True)
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
