"""A recorded talk holds nothing that was typed where a secret or a detail is asked for, and replays to the same end."""

import random
from pathlib import Path

import pytest

from bot.channels.local.story_player import CODE, Stage, read_story
from bot.channels.local.story_recorder import StoryRecorder
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from bot.core.programme.pack import Pack
from bot.services.tick import tick
from bot.storage.files.packs import load_pack
from tests.conftest import NOW, POLICY, OpenApp, app_on
from tests.conversations.player import play
from tests.services.booking.test_one_person import TRIAGE, asking

Typed = str | Event
SLOT = Tapped("remote@2026-11-24T16:00")
IN_ENGLISH: list[Typed] = [
    "Jean Baptiste", "passport X8812345", "help", Tapped("continue"), "they want to kill me, they know my name",
    Tapped("continue"), "i need a lawyer, my name is Rosemond", Tapped("continue"), "M. J.", "31 Febtober 1990",
    "Jean Baptiste Rosemond", "3/4/1990", Tapped("month_first"), *TRIAGE, Tapped("2026-11-24"), SLOT, Tapped("confirm"),
    Tapped("pin"), "my pin is 48217", "2468 13579", "1987", "482173", "482174", "back", Tapped("pin"), "482173",
    "48-21-73", Tapped("hide"), "hello", Tapped("yes"), "48217", "482173", Tapped("recover"), "SATI KOMA 504 DAPE",
    "CODE", "99887", Tapped("continue"), Tapped("hide"), "hello", Tapped("someone_else"), Tapped("en"),
    Tapped("continue"), Tapped("agree"), "2", "mj", "March 4, 1990", *TRIAGE, Tapped("2026-11-24"),
    Tapped("remote@2026-11-24T17:00"), Tapped("confirm"), Tapped("change"), Tapped("q:letters"), "J. M.",
    Tapped("confirm"),
]  # fmt: skip
IN_CREOLE: list[Typed] = [
    "Wozmon Batis", "mwen pa konn li, mwen rele Wozmon", Tapped("continue"), "W. B. K.", "14/03/1990", *TRIAGE,
    Tapped("2026-11-24"), SLOT, Tapped("confirm"), "PIN", "77-31-02", "773102", Tapped("hide"), "bonjou", "773102",
]  # fmt: skip
PRIVATE = {
    "en": (
        "Jean", "Rosemond", "8812345", "kill", "M. J.", "mj", "J. M.", "1990", "3/4", "4821", "2468", "1987", "SATI",
        "99887",
    ),
    "ht": ("Wozmon", "Batis", "W. B.", "1990", "14/03", "7731", "77-31"),
}  # fmt: skip
"""Parts of what was typed that may stand nowhere in the file."""


@pytest.mark.parametrize(("language", "typed"), [("en", IN_ENGLISH), ("ht", IN_CREOLE)])
def test_what_was_typed_is_not_in_the_story_and_it_replays(
    open_app: OpenApp, tmp_path: Path, language: str, typed: list[Typed]
) -> None:
    pack = load_pack(asking(tmp_path / "pack"))
    written = _recorded(open_app, pack, language, typed, tmp_path / "story.toml")
    assert [part for part in PRIVATE[language] if part in written] == []

    story = read_story(tmp_path)
    stage = Stage(story, lambda _: app_on(tmp_path / "replayed.db", pack), language, tmp_path, POLICY)
    played = play(stage)
    assert [line.told for line in played.lines] == [
        {name: line[name] for name in ("step", "keys", "choices") if name in line} for line in story["line"]
    ]
    assert played.outcome["seats_taken"] == open_app(pack).db.execute("SELECT sum(taken) FROM slots").fetchone()[0]


def _recorded(open_app: OpenApp, pack: Pack, language: str, typed: list[Typed], into: Path) -> str:
    app = open_app(pack)
    tick(app, NOW)
    talk = Talk(app, "terminal:a", lambda: NOW)
    story = StoryRecorder(talk, NOW, random.Random(7))
    code = ""
    for said in [Arrived(), Tapped(language), Tapped("continue"), Tapped("agree"), Tapped("2"), *typed]:
        event = Said(code if said == "CODE" else said) if isinstance(said, str) else said
        shown = talk.hear(event)
        code = next(iter(CODE.findall("\n".join(outgoing.text for outgoing in shown))), code)
        story.watch(event, shown)
    story.write(into)
    text = into.read_text(encoding="utf-8")
    assert code
    assert code not in text
    return text
