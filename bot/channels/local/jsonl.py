"""The conversation as JSON lines: one object in, one object out, for scripts and tests."""

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import TextIO

from bot.channels.local.talk import Talk, Watch
from bot.core.conversation.events import Arrived, Event, Located, Said, Sent, Tapped
from bot.core.language.data import Json
from bot.core.language.message import Outgoing
from bot.core.language.text import Text
from bot.core.understanding.iso_time import EXAMPLE, read_moment
from bot.services import clock

KINDS = frozenset({"photo", "voice", "video", "document", "sticker", "contact", "audio"})


NO_REHEARSAL = Text("jsonl.true_clock", "“at” works only in a rehearsal: begin a new file with --at.")


class LineError(Exception):
    """A line that cannot be read; the text says why, in any language."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.english)
        self.text = text


def read_event(data: Json, zone: str) -> Event | datetime:
    """Return what a line says: an event, or the time to which the clock is moved. LineError if it says neither."""
    match data:
        case {"text": str(text)}:
            return Said(text)
        case {"tap": str(choice)}:
            return Tapped(choice)
        case {"location": {"lat": int() | float() as lat, "lon": int() | float() as lon, **rest}}:
            accuracy = rest.get("accuracy", 0)
            if isinstance(accuracy, bool) or not isinstance(accuracy, int | float):
                raise LineError(Text("jsonl.accuracy", "“accuracy” is a number of metres."))
            return _position(lat, lon, accuracy)
        case {"attachment": str(kind)}:
            return Sent(kind if kind in KINDS else "other")
        case {"at": str(moment)}:
            return _moment(moment, zone)
    example = (
        '{"text": "..."}, {"tap": "..."}, {"location": {"lat": 0.0, "lon": 0.0}}, {"attachment": "..."}, {"at": "..."}'
    )
    raise LineError(Text("jsonl.unknown", "A line is one of: {example}", example=example))


def _position(latitude: float, longitude: float, accuracy: float) -> Located:
    try:
        return Located(float(latitude), float(longitude), float(accuracy))
    except OverflowError:
        raise LineError(Text("jsonl.accuracy", "“accuracy” is a number of metres.")) from None


def _moment(text: str, zone: str) -> datetime:
    moment = read_moment(text, zone)
    if moment is None:
        raise LineError(Text("jsonl.moment", "“at” is a time with its offset, such as {example}", example=EXAMPLE))
    return moment


def run(talk: Talk, lines: Iterable[str], out: TextIO, watch: Watch | None = None) -> None:
    """Open the talk, then answer line by line until the input ends."""
    opening = talk.hear(Arrived())
    if watch:
        watch(Arrived(), opening)
    _write(out, described(talk, opening))
    for line in lines:
        if not line.strip():
            continue
        try:
            _write(out, answered(talk, line, watch))
        except LineError as error:
            _write(out, {"error": talk.catalog.say(error.text)})


def answered(talk: Talk, line: str, watch: Watch | None = None) -> dict[str, Json]:
    """Return the answer to one line."""
    try:
        data: Json = json.loads(line)
    except (ValueError, RecursionError):
        raise LineError(Text("jsonl.not_json", "This line is not JSON.")) from None
    event = read_event(data, talk.app.pack.zone)
    if isinstance(event, datetime):
        if not clock.may_rehearse(talk.app):
            raise LineError(NO_REHEARSAL)
        clock.begin_rehearsal(talk.app)
        talk.clock = lambda: event
        shown = talk.pass_time(event)
    else:
        shown = talk.hear(event)
    if watch:
        watch(event, shown)
    return described(talk, shown)


def described(talk: Talk, shown: list[Outgoing]) -> dict[str, Json]:
    """Return what was shown, as plain JSON."""
    return {"language": talk.language, "step": talk.step, "replies": [_reply(outgoing) for outgoing in shown]}


def _reply(outgoing: Outgoing) -> dict[str, Json]:
    return {
        "key": outgoing.key,
        "text": outgoing.text,
        "choices": [{"id": choice.id, "label": choice.text} for choice in outgoing.choices],
        "wants": outgoing.wants,
        "clear": outgoing.hide,
        "files": [
            {"name": file.name, "type": file.type, "base64": b64encode(file.content).decode()}
            for file in outgoing.files
        ],
    }


def _write(out: TextIO, data: dict[str, Json]) -> None:
    out.write(json.dumps(data, ensure_ascii=False) + "\n")
    out.flush()
