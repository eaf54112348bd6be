"""Half a call is asked back; the page that answers it is no state of the talk."""

import pytest

from bot.app import App
from bot.core.conversation.events import Said, Tapped
from tests.services.conversation.test_respond import keys, talk_at
from tests.services.conversation.test_what_is_asked_for import to_party


@pytest.mark.parametrize("answer", [Said("yes"), Said("1"), Tapped("danger")])
def test_half_a_call_is_asked_back_and_the_page_for_danger_is_no_state(app: App, answer: Said | Tapped) -> None:
    talk = talk_at(app, to_party("en"))
    (asked,) = talk.hear(Said("there was someone with bruises at the corner"))
    assert [choice.id for choice in asked.choices if not choice.aside] == ["danger", "listen", "person", "no"]
    assert keys(talk.hear(answer))[0] == "danger.now"
    assert keys(talk.hear(Tapped("continue"))) == ["party.question"]
