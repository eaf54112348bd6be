"""What the terminal says in a story, in the same run and from the same words: this must be seen on Telegram, too."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import RELEASED
from bot.channels.local.story_player import CODE, ONE_CODE, in_language, read_story
from bot.core.language.message import Outgoing
from tests.conftest import LANGUAGES
from tests.conversations.player import played


@dataclass(frozen=True)
class Told:
    """One message as the terminal says it, from the same words and in the same run."""

    key: str
    text: str
    choices: Mapping[str, str] = field(default_factory=dict)
    """Labels by the id of the choice, in order."""
    files: tuple[str, ...] = ()

    @property
    def where(self) -> bool:
        """Whether it asks for a place, so that Telegram shows a keyboard with a button for the position."""
        return any(id == "states" or id.startswith("MX-") for id in self.choices)


@dataclass
class Line:
    """One line of a story: who does what, and what is said then."""

    number: int
    person: str
    hear: dict[str, Any] | None
    step: str
    told: list[Told]
    edit: dict[str, Any] | None = None
    desk: str = ""
    """What a code is called that two helpers give words for."""
    staff: dict[str, Any] | None = None


def read_lines(folder: Path, language: str) -> list[Line]:
    """The lines of a story, with what the terminal says for each in one language.

    Before the release the clock is in doubt in a terminal, so that a window stays open longer. Whoever puts the release
    before such a story plays it once more in a terminal, too.
    """
    old = datetime.fromisoformat(read_story(folder)["at"]).date() < RELEASED
    whole = played.__wrapped__(folder, language) if old else played(folder, language)
    return [
        Line(
            number,
            line.get("person", "a"),
            in_language(line["hear"], language, LANGUAGES) if "hear" in line else None,
            line["step"],
            [_told(outgoing) for outgoing in said.shown],
            line.get("edit"),
            line.get("desk", ""),
            line.get("staff"),
        )
        for number, (line, said) in enumerate(zip(read_story(folder)["line"], whole.lines, strict=True), 1)
    ]


def _told(outgoing: Outgoing) -> Told:
    choices = {label.id: label.text for label in outgoing.choices}
    return Told(outgoing.key, CODE.sub(ONE_CODE, outgoing.text), choices, tuple(file.name for file in outgoing.files))
