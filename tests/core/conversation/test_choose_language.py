"""The first question is answered by a tap, a name in any language, or the code that links and posters show."""

import pytest

from bot.core.conversation.events import Said, Tapped
from bot.core.conversation.flow import advance
from bot.core.conversation.state import Conversation, World


@pytest.mark.parametrize(
    ("typed", "language"),
    [("ht", "ht"), ("HT", "ht"), (" fr. ", "fr"), ("en", "en"), ("es", "es"), ("kreyol", "ht"), ("panyòl", "es")],
)
def test_a_language_is_chosen_by_its_name_or_its_code(typed: str, language: str, world: World) -> None:
    new = Conversation(world.pack.id, world.pack.revision)
    assert advance(new, Said(typed), world).conversation.language == language
    page = advance(Conversation(world.pack.id, world.pack.revision, "en"), Tapped("language"), world).conversation
    assert advance(page, Said(typed), world).conversation.language == language


def test_a_code_that_is_a_word_changes_no_language_elsewhere(world: World) -> None:
    spanish = Conversation(world.pack.id, world.pack.revision, "fr")
    assert advance(spanish, Said("es"), world).conversation.language == "fr"
