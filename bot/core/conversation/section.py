"""What a page beside the chat is made of: headings, lines, and figures with the days and the source of each."""

from dataclasses import dataclass

from bot.core.language.text import Text


@dataclass(frozen=True, slots=True)
class Figure:
    """What the pack says on certain days, and who says so."""

    what: Text
    dates: Text
    source: Text | str
    """A Text has a translation; a str stands in the pack in one language only."""
    url: str = ""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what is below it."""

    heading: Text
    lines: tuple[Text, ...] = ()
    figures: tuple[Figure, ...] = ()
