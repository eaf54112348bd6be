"""A message that comes in from a channel."""

from dataclasses import dataclass, field

from bot.core.conversation.events import Event
from bot.core.language.message import Channel


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a person: its address and id (both given by the channel), and the event.

    `carry` is what the channel returns from its last answer while nothing may be stored yet;
    `hint` is the language of the phone, if the channel knows it.
    """

    address: str
    id: str
    event: Event
    carry: str = ""
    hint: str = ""
    channel: Channel = field(default=Channel("terminal"))
    message: str = ""
    """The channel's name for the message that was written or whose button was tapped."""
    earlier: tuple[str, ...] = ()
    """Messages of this chat that only the channel knows of, in memory, because nothing could be stored yet."""
