"""How a card looks that stands for a person at the table: a colour, a shape, and a word that both sides can say."""

from typing import NamedTuple

from bot.core.language.text import Text


class Look(NamedTuple):
    """The look of one of the seats at a table."""

    colour: str
    """The class by which the stylesheet knows it."""
    shape: str
    word: Text


LOOKS = {
    1: Look("green", "●", Text("desk.card.mango", "Mango")),
    2: Look("blue", "■", Text("desk.card.radio", "Radio")),
    3: Look("orange", "▲", Text("desk.card.taxi", "Taxi")),
    4: Look("purple", "★", Text("desk.card.piano", "Piano")),
}
"""The look of each seat, by its number. The words sound nearly the same in all languages."""
