"""What comes in from a channel and what goes out to it."""

import re
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.core.language.text import Catalog, Text, from_data, to_data

LINE_START = re.compile(r"^\w", re.MULTILINE)
"""A message begins each line with a capital, whatever value stands first in it: a weekday, a name."""
Wants = Literal["location", "choice", "text", "nothing"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to answer: an id that is the same in every language, and its label (a name needs no catalog)."""

    id: str
    label: Text | str
    aside: bool = False
    """Always there (back, help), so a channel may show it smaller; typed numbers do not count it."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One message in no language yet: what it says, and how it may be answered."""

    text: Text
    lead: tuple[Text, ...] = ()
    """Said before the text, each on lines of its own: practice, progress, what just happened."""
    lines: tuple[Text, ...] = ()
    """Said after the text, each on a line of its own: the items of a list, contacts, warnings."""
    choices: tuple[Choice, ...] = ()
    location: bool = False
    typed: bool = False
    """An answer in own words is what is wanted, whatever the choices."""
    files: tuple[str, ...] = ()
    """Attachments by kind ("calendar", "qr", "map"), made when the reply is said."""
    hide: bool = False
    """The channel clears what it can before it shows this."""
    secret: bool = False
    """Opens something that only this person holds: a channel may protect it from forwarding."""
    located: bool = False
    """The first word after a position was asked for: a channel takes its keyboard for that away."""
    instead: bool = False
    """The same question with something ticked or turned: it may stand where the tapped one stood."""
    clear_input: bool = False
    """The answered message held a secret: the channel clears it if it can."""

    @property
    def wants(self) -> Wants:
        """The richest answer that is accepted."""
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
    """A place of appointments on a map: degrees."""

    name: str
    address: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Label:
    """A choice as one person reads it."""

    id: str
    text: str
    aside: bool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply, said: in one language, for one address."""

    key: str
    text: str
    language: str
    choices: tuple[Label, ...] = ()
    wants: Wants = "nothing"
    files: tuple[File, ...] = ()
    version: int = 0
    hide: bool = False
    secret: bool = False
    located: bool = False
    venue: Venue | None = None
    replaces: str = ""
    """The message, by the channel's name for it, that this one may stand in the place of."""
    clears: tuple[str, ...] = ()
    """The messages that go before this one is shown."""
    clear_input: bool = False
    """What was typed last held a secret, and should not stay on the screen."""


@dataclass(frozen=True, slots=True)
class Channel:
    """What a channel can do, so that a step never assumes it."""

    name: str
    choices: int = 8
    """The most choices that one message may offer; the rest waits behind "More"."""
    label: int = 60
    """The longest label, in characters."""
    open: bool = False
    """Anybody in the world can write here, so that how much one chat may write is limited."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person: who and which (both the channel's), what was done, and what the channel carried.

    `carry` is what a channel brings back from its last answer while nothing may be stored yet;
    `hint` is the language that the phone is set to, if the channel knows it.
    """

    address: str
    id: str
    event: Any
    carry: str = ""
    hint: str = ""
    channel: Channel = field(default=Channel("terminal"))
    message: str = ""
    """The message that was written, or whose button was tapped, by the channel's name for it."""


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
    """The reply in one language."""
    said = "\n".join(catalog.say(text) for text in (*reply.lead, reply.text, *reply.lines))
    return Outgoing(
        key=reply.text.key,
        text=LINE_START.sub(lambda first: first[0].upper(), said),
        language=catalog.language,
        choices=tuple(Label(c.id, catalog.say(c.label), c.aside) for c in reply.choices),
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
    )


def choice_to_data(choice: Choice) -> list[Any]:
    """A choice as plain JSON."""
    return [choice.id, to_data(choice.label), int(choice.aside)]


def choice_from_data(data: list[Any]) -> Choice:
    """The choice that `choice_to_data` wrote."""
    label = from_data(data[1])
    assert isinstance(label, Text | str)
    return Choice(data[0], label, bool(data[2]))


def reply_to_data(reply: Reply) -> dict[str, Any]:
    """A reply as plain JSON: what the outbox keeps until it has been sent."""
    return {
        "text": to_data(reply.text),
        "lead": [to_data(text) for text in reply.lead],
        "lines": [to_data(text) for text in reply.lines],
        "choices": [choice_to_data(choice) for choice in reply.choices],
        "flags": [int(flag) for flag in _flags(reply)],
        "files": list(reply.files),
    }


def reply_from_data(data: dict[str, Any]) -> Reply:
    """The reply that `reply_to_data` wrote."""
    (text,) = texts_from_data([data["text"]])
    given = (*map(bool, data["flags"]), False)  # one that waited while the program was renewed may have fewer
    location, typed, hide, secret, located, instead, clear_input = given[:7]
    return Reply(
        text=text,
        lead=texts_from_data(data["lead"]),
        lines=texts_from_data(data["lines"]),
        choices=tuple(choice_from_data(choice) for choice in data["choices"]),
        location=location,
        typed=typed,
        files=tuple(data["files"]),
        hide=hide,
        secret=secret,
        located=located,
        instead=instead,
        clear_input=clear_input,
    )


def _flags(reply: Reply) -> tuple[bool, ...]:
    return (reply.location, reply.typed, reply.hide, reply.secret, reply.located, reply.instead, reply.clear_input)


def texts_from_data(data: list[Any]) -> tuple[Text, ...]:
    """The texts that were written with `to_data`, one by one."""
    texts = tuple(from_data(part) for part in data)
    return tuple(text for text in texts if isinstance(text, Text))
