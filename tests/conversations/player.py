"""Play a story: every line on a database file that was closed and opened again, in one language."""

import shutil
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.app import App
from bot.channels.jsonl import read_event
from bot.channels.talk import Talk
from bot.core.events import Arrived, Event
from bot.core.message import Outgoing
from bot.core.pack import Pack
from bot.services.tick import tick
from bot.storage.packs import load_pack
from tests.conftest import POLICY, OpenApp

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
        self.played = Played()

    def play(self) -> Played:
        """Play every line."""
        self._with_app(lambda app: tick(app, self.now))
        for line in self.story["line"]:
            if "edit" in line:
                self.pack = self._edited(line["edit"])
            self._with_app(lambda app, line=line: self._line(app, line))
        return self.played

    def _with_app(self, act: Callable[[App], object]) -> None:
        app = self.open_app(self.pack)
        try:
            act(app)
        finally:
            app.close()

    def _edited(self, edit: dict[str, str]) -> Pack:
        """The pack after somebody changed a line of one of its files."""
        copy = self.folder / "pack"
        shutil.copytree(POLICY / self.story["pack"], copy, dirs_exist_ok=True)
        file = copy / edit["file"]
        before = file.read_text(encoding="utf-8")
        assert edit["old"] in before, f"{file.name} has no {edit['old']!r}"
        file.write_text(before.replace(edit["old"], edit["new"]), encoding="utf-8")
        return load_pack(copy)

    def _line(self, app: App, line: dict[str, Any]) -> None:
        person = line.get("person", "a")
        talk = self.talks.setdefault(person, Talk(app, self.addresses.format(person), lambda: self.now))
        talk.app = app
        shown = self._heard(app, talk, line.get("hear"))
        self.played.shown += shown
        self.played.lines.append({"step": talk.step, "keys": [outgoing.key for outgoing in shown]})
        self.played.transcript += self._written(person, line.get("hear"), shown)

    def _heard(self, app: App, talk: Talk, hear: dict[str, Any] | None) -> list[Outgoing]:
        if hear is None:
            return talk.hear(Arrived())
        event: Event | datetime = read_event(self._in_language(hear), app.pack.zone)
        if isinstance(event, datetime):
            self.now = event
            return talk.pass_time(event)
        return talk.hear(event)

    def _in_language(self, hear: dict[str, Any]) -> dict[str, Any]:
        """`LANGUAGE` stands for the language of this playing; a text may be given in each."""
        return {
            kind: self.language
            if value == "LANGUAGE"
            else value[self.language]
            if isinstance(value, dict) and self.language in value
            else value
            for kind, value in hear.items()
        }

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
        return " ".join(f"{kind} {value}" for kind, value in self._in_language(hear).items())


def read_story(folder: Path) -> dict[str, Any]:
    """The story of a folder."""
    return tomllib.loads((folder / "story.toml").read_text(encoding="utf-8"))
