"""A dated text of a pack: what people read on the days on which there is nothing to ask and nothing to book."""

from dataclasses import dataclass
from datetime import date

from bot.core.language.text import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One text with its source. Versions of one id follow one another by date."""

    id: str
    text: Text
    source: Text
    start: date
    end: date | None = None
    url: str = ""
