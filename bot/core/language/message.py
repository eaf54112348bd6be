"""Messages that go out to a channel: a reply in no language, and the same reply in one language."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.core.language.data import Json, as_a, as_list, as_object
from bot.core.language.outdated import notes
from bot.core.language.text import Catalog, Text, from_data, to_data

LINE_START = re.compile(r"^\w", re.MULTILINE)
"""The first letter of each line: it becomes a capital, whatever value comes first (a weekday, a name)."""
Wants = Literal["location", "choice", "text", "nothing"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to answer: an id that is the same in every language, and its label (a name needs no catalog)."""

    id: str
    label: Text | str
    aside: bool = False
    """A choice that is always offered (back, help): a channel may show it smaller; typed numbers do not count it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message, not yet in a language: what it says, and how it can be answered."""

    text: Text
    lead: tuple[Text, ...] = ()
    """Texts before the main text, each on its own lines: practice, progress, what just happened."""
    lines: tuple[Text, ...] = ()
    """Texts after the main text, each on its own line: the items of a list, contacts, warnings."""
    choices: tuple[Choice, ...] = ()
    location: bool = False
    typed: bool = False
    """Whether an answer in the person's own words is expected, even if choices are offered."""
    files: tuple[str, ...] = ()
    """Attachments by kind ("calendar", "qr", "map"); they are made when the reply is put into a language."""
    hide: bool = False
    """Whether the channel clears what it can before it shows this message."""
    secret: bool = False
    """Whether this shows something that only this person holds: a channel may protect it from forwarding."""
    located: bool = False
    """Whether this is the first message after a position was requested: a channel removes its location keyboard."""
    in_place: bool = False
    """Whether this is the same question with a changed selection or page: it may replace the tapped message."""
    clear_input: bool = False
    """Whether the answered message held a secret: the channel clears that message if it can."""
    silent: bool = False
    """Whether the channel shows it without a sound: people may be asleep."""

    @property
    def wants(self) -> Wants:
        """Return the richest kind of answer that is accepted."""
        if self.location:
            return "location"
        if self.typed and all(choice.aside for choice in self.choices):
            return "text"
        return "choice" if self.choices else "nothing"


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: name, media type and bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Venue:
    """An appointment site on a map; coordinates in degrees."""

    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Label:
    """A choice in the language of one person."""

    id: str
    text: str
    aside: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply in one language, for one address."""

    key: str
    text: str
    language: str
    choices: tuple[Label, ...] = ()
    wants: Wants = "nothing"
    files: tuple[File, ...] = ()
    version: int = 0
    """Which question its buttons belong to; 0 for what is said from memory."""
    hide: bool = False
    secret: bool = False
    located: bool = False
    venue: Venue | None = None
    replaces: str = ""
    """The channel's name for the message that this one may replace."""
    clears: tuple[str, ...] = ()
    """The messages that the channel deletes before it shows this one."""
    clear_input: bool = False
    """Whether the message typed last held a secret and should not stay on the screen."""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel can do, so that a step does not have to assume it."""

    name: str
    choices: int = 8
    """The most choices in one message; the others are behind "More"."""
    label: int = 60
    """The longest label, in characters."""
    notices: bool = False
    """Whether a tap can be answered with a short text of its own, without a message."""
    open: bool = False
    """Whether anyone in the world can write here; if so, the number of messages per chat is limited."""
    asks_whose: bool = False
    """Whether people are asked whose phone it is, because the phone itself keeps the way to the case."""
    prints: bool = False
    """Whether a message can be printed: the ticket then carries its QR picture."""


def say(
    reply: Reply,
    catalog: Catalog,
    *,
    version: int = 0,
    files: tuple[File, ...] = (),
    venue: Venue | None = None,
    replaces: str = "",
    clears: tuple[str, ...] = (),
) -> Outgoing:
    """Return the reply in one language."""
    texts = (*reply.lead, reply.text, *reply.lines)
    said = "\n".join(map(catalog.say, (*texts, *notes(catalog, reply.text.key, *texts))))
    return Outgoing(
        key=reply.text.key,
        text=LINE_START.sub(lambda first: first[0].upper(), said),
        language=catalog.language,
        choices=tuple([Label(c.id, catalog.say(c.label), c.aside) for c in reply.choices]),
        wants=reply.wants,
        files=files,
        version=version,
        hide=reply.hide,
        secret=reply.secret,
        located=reply.located,
        venue=venue,
        replaces=replaces,
        clears=clears,
        clear_input=reply.clear_input,
        silent=reply.silent,
    )


FLAGS = ("location", "typed", "hide", "secret", "located", "in_place", "clear_input", "silent")
"""The fields of a reply that are yes or no, in the order in which version 0.1 wrote them by position."""


def choice_to_data(choice: Choice) -> list[Json]:
    """Return a choice as plain JSON."""
    return [choice.id, to_data(choice.label), int(choice.aside)]


def choice_from_data(data: Json) -> Choice:
    """Return the choice that `choice_to_data` wrote."""
    assert isinstance(data, list)
    id, label, aside = data
    said = label if isinstance(label, str) else from_data(label)
    assert isinstance(id, str)
    assert isinstance(said, Text | str)
    return Choice(id, said, bool(aside))


def reply_to_data(reply: Reply) -> dict[str, Json]:
    """Return a reply as plain JSON: the outbox keeps this until it has been sent."""
    return {
        "text": to_data(reply.text),
        "lead": [to_data(text) for text in reply.lead],
        "lines": [to_data(text) for text in reply.lines],
        "choices": [choice_to_data(choice) for choice in reply.choices],
        "flags": [name for name in FLAGS if getattr(reply, name)],
        "files": list(reply.files),
    }


def reply_from_data(data: Json) -> Reply:
    """Return the reply that `reply_to_data` wrote, in this version or in version 0.1."""
    given = as_object(data)
    text = from_data(given["text"])
    assert isinstance(text, Text)
    flags = _flags(as_list(given["flags"]))
    if unknown := flags - set(FLAGS):
        raise ValueError(f"not flags of a reply: {', '.join(sorted(unknown))}")
    return Reply(
        text=text,
        lead=_texts(given["lead"]),
        lines=_texts(given["lines"]),
        choices=tuple(map(choice_from_data, as_list(given["choices"]))),
        files=tuple(as_a(str, file) for file in as_list(given["files"])),
        **dict.fromkeys(flags, True),
    )


def _flags(written: list[Json]) -> set[str]:
    """Return the names of the flags that are set; a row of version 0.1 has 0 or 1 for each, or for the first ones."""
    names = {flag for flag in written if isinstance(flag, str)}
    if names or not written:
        return names
    return {name for name, flag in zip(FLAGS, written, strict=False) if flag}


def _texts(data: Json) -> tuple[Text, ...]:
    texts = map(from_data, as_list(data))
    return tuple([text for text in texts if isinstance(text, Text)])
