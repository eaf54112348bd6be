"""Play a story: every line on a database file that was closed and opened again, in one language."""

import re
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels.local.jsonl import read_event
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event
from bot.core.language.message import Outgoing
from bot.core.programme.pack import Pack
from bot.services.privacy import recovery
from bot.services.tick import tick
from bot.storage.files.packs import load_pack
from tests.conftest import LANGUAGES, POLICY, OpenApp

CODE = re.compile(r"\b(?:[BDFKLMNPST][AIO]){2} (?:[BDFKLMNPST][AIO]){2} \d{3} (?:[BDFKLMNPST][AIO]){2}\b")
STORIES = sorted(path.parent for path in Path(__file__).parent.glob("*/story.toml"))


@dataclass
class Played:
    """What a story came to: each line's step and keys, all that was shown, and the file at the end."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    transcript: list[str] = field(default_factory=list)
    shown: list[Outgoing] = field(default_factory=list)


class Stage:
    """The people of a story, each at an own address, and the clock that they share."""

    def __init__(self, story: dict[str, Any], open_app: OpenApp, language: str, folder: Path) -> None:
        self.story, self.open_app, self.language, self.folder = story, open_app, language, folder
        self.now = datetime.fromisoformat(story["at"])
        self.pack: str | Pack = story["pack"]
        self.addresses = "terminal:{}"
        self.talks: dict[str, Talk] = {}
        self.typed: dict[str, str] = {}
        self.played = Played()

    def play(self) -> Played:
        """Play every line."""
        self._with_app(lambda app: tick(app, self.now))
        for line in self.story["line"]:
            if "edit" in line:
                self.pack = load_pack(edit_pack(self.story["pack"], line["edit"], self.folder / "pack"))
            self._with_app(lambda app, line=line: self._line(app, line))
        return self.played

    def _with_app(self, act: Callable[[App], object]) -> None:
        app = self.open_app(self.pack)
        try:
            act(app)
        finally:
            app.close()

    def _line(self, app: App, line: dict[str, Any]) -> None:
        if "desk" in line:
            self.typed["WORDS"] = words_of_a_desk(app, self.typed[line["desk"]], self.now)
            self.played.lines.append({"step": "", "keys": []})
            self.played.transcript += ["── desk: two helpers give WORDS", ""]
            return
        person = line.get("person", "a")
        talk = self.talks.setdefault(person, Talk(app, self._address(person), lambda: self.now))
        talk.app = app
        shown = self._heard(app, talk, line.get("hear"))
        for code in CODE.findall("\n".join(outgoing.text for outgoing in shown)):
            self.typed["CODE"] = code
        self.played.shown += shown
        self.played.lines.append({"step": talk.step, "keys": [outgoing.key for outgoing in shown]})
        self.played.transcript += self._written(person, line.get("hear"), shown)

    def _address(self, person: str) -> str:
        channel = self.story.get("channels", {}).get(person, "terminal")
        return self.addresses.replace("terminal", channel).format(person)

    def _heard(self, app: App, talk: Talk, hear: dict[str, Any] | None) -> list[Outgoing]:
        if hear is None:
            return talk.hear(Arrived())
        event: Event | datetime = read_event(as_typed(in_language(hear, self.language), self.typed), app.pack.zone)
        if isinstance(event, datetime):
            self.now = event
            return talk.pass_time(event)
        return talk.hear(event)

    def _written(self, person: str, hear: dict[str, Any] | None, shown: list[Outgoing]) -> list[str]:
        heard = "(opens the conversation)" if hear is None else self._said(hear)
        lines = [f"── {person}: {heard}"]
        for outgoing in shown:
            lines += [f"[{outgoing.key}]", outgoing.text]
            labels = [f"{label.text} <{label.id}>" for label in outgoing.choices]
            lines += ["  " + " · ".join(labels)] if labels else []
            lines += [f"  file: {file.name}" for file in outgoing.files]
        return [*lines, ""]

    def _said(self, hear: dict[str, Any]) -> str:
        return " ".join(f"{kind} {value}" for kind, value in in_language(hear, self.language).items())


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
    words = recovery.issue(app, code, ("ana", "luis"), now)
    assert words
    return words


def edit_pack(pack: str, edit: dict[str, str], copy: Path) -> Path:
    """A copy of a pack, in that folder, after somebody changed a line of one of its files."""
    shutil.copytree(POLICY / pack, copy, dirs_exist_ok=True)
    file = copy / edit["file"]
    before = file.read_text(encoding="utf-8")
    assert edit["old"] in before, f"{file.name} has no {edit['old']!r}"
    file.write_text(before.replace(edit["old"], edit["new"]), encoding="utf-8")
    return copy
