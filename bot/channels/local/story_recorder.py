"""Records a talk as a story that the tests can replay."""

import json
import random
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from bot.channels.local.disguise import Disguise
from bot.channels.local.story_player import choices_of
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Located, Said, Sent, Tapped
from bot.core.language.message import Outgoing


class StoryRecorder:
    """The lines of a talk, and what each one led to.

    What is typed is recorded, personal words, too. Only a PIN, a code and a personal detail are made-up ones.
    """

    def __init__(self, talk: Talk, at: datetime, seed: random.Random) -> None:
        self._talk, self._disguise = talk, Disguise(seed)
        self._before = talk.at_present()
        self._head = [
            'title = ""',
            f"pack = {json.dumps(talk.app.pack.id)}",
            f"at = {json.dumps(at.isoformat())}",
        ]
        self._lines: list[str] = []

    def watch(self, event: Event | datetime, shown: list[Outgoing]) -> None:
        """Add one line."""
        said = event if isinstance(event, datetime) else self._disguise.put_on(event, *self._before)
        self._before = self._talk.at_present()
        if held := self._before[0].booking:
            self._disguise.shows(held.code)
        keys = json.dumps([outgoing.key for outgoing in shown])
        languages = self._talk.languages
        choices = json.dumps([choice for outgoing in shown for choice in choices_of(outgoing, languages)])
        heard = _hear(said)
        self._lines += [
            "",
            "[[line]]",
            *([f"hear = {heard}"] if heard else []),
            f"step = {json.dumps(self._talk.step)}",
            f"keys = {keys}",
            *([f"choices = {choices}"] if choices != "[]" else []),
        ]

    def write(self, path: Path) -> None:
        """Write the story."""
        path.write_text("\n".join([*self._head, *self._lines, ""]), encoding="utf-8")


def _hear(event: Event | datetime) -> str:
    """Return an event as a TOML table; the opening has none."""
    names = {Said: "text", Tapped: "tap", Sent: "attachment"}
    match event:
        case datetime():
            return f"{{ at = {json.dumps(event.isoformat())} }}"
        case Arrived():
            return ""
        case Located(latitude, longitude, accuracy):
            return f"{{ location = {{ lat = {latitude}, lon = {longitude}, accuracy = {accuracy} }} }}"
        case Said() | Tapped() | Sent():
            value = getattr(event, fields(event)[0].name)
            return f"{{ {names[type(event)]} = {json.dumps(value, ensure_ascii=False)} }}"
    raise AssertionError(f"a person cannot send {event}")
