"""A message that comes in from a channel."""

from dataclasses import dataclass, field
from datetime import datetime

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
    via: str = ""
    """The bot that brought it, where a channel has several: `telegram/7000000001`."""
    message: str = ""
    """The channel's name for the message that was written or whose button was tapped."""
    earlier: tuple[str, ...] = ()
    """Messages of this chat that only the channel knows of, in memory, because nothing could be stored yet."""
    written: datetime | None = None
    """When the person wrote it on paper, if somebody types it in for them: what goes by time counts from then."""
    repeats: bool = True
    """Whether the channel can bring it twice. A page that is loaded again is another message."""

    @property
    def lane(self) -> str:
        """Where ids are unique and the answer goes out: the bot or, in a channel without bots, the channel."""
        return self.via or self.address.partition(":")[0]
