"""What is said when the rules change, and when only an answer does; an appointment stands whatever changes."""

from dataclasses import replace

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Event, Tapped
from bot.core.programme.pack import Pack
from bot.services.tick import tick
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import keys, talk_at

TO_SUMMARY: list[Event] = [
    Arrived(), *map(Tapped, ["en", "continue", "agree", "3", "none", "crime", "none", "no"]),
    Tapped("2026-12-02"), Tapped("clinic@2026-12-02T10:00"),
]  # fmt: skip
CHANGED = "The rules have changed since you were here"
STANDS = "Your appointment stays as it is until you confirm another time."


@pytest.fixture
def clinic(open_app: OpenApp) -> App:
    app = open_app("legal-clinic")
    tick(app, NOW)
    return app


def refusing(pack: Pack) -> Pack:
    """The pack after its last rule, which lists everybody, has ended."""
    rules = tuple(rule for rule in pack.rules if rule.id != "everyone")
    return replace(pack, rules=rules, revision="no rule for everybody")


def tapped(talk: Talk, *choices: str) -> list[str]:
    """Tap one after the other; return the texts that are shown for the last one."""
    shown = [talk.hear(Tapped(choice)) for choice in choices]
    return [outgoing.text for outgoing in shown[-1]]


def test_another_answer_to_a_question_of_the_appointment_is_no_other_rule(clinic: App) -> None:
    talk = talk_at(clinic, TO_SUMMARY)
    (told,) = tapped(talk, "change", "q:interpreter", "other")
    assert told.startswith("We have to find somebody who speaks your language")
    texts = tapped(talk, "again", "none")
    assert not [text for text in texts if CHANGED in text]


def test_another_rule_is_said_before_what_it_lists(clinic: App) -> None:
    talk = talk_at(clinic, TO_SUMMARY)
    talk.app = replace(clinic, pack=refusing(clinic.pack))
    (told,) = tapped(talk, "confirm")
    assert told.startswith(CHANGED)


def test_who_answers_anew_under_other_rules_is_told_the_result_and_nothing_of_rules(clinic: App) -> None:
    talk = talk_at(clinic, TO_SUMMARY)
    questions = tuple(
        replace(q, options=tuple(o for o in q.options if o.id != "none")) if q.id == "interpreter" else q
        for q in clinic.pack.questions
    )
    talk.app = replace(clinic, pack=replace(clinic.pack, questions=questions, revision="no Spanish"))
    tapped(talk, "status", "continue")
    texts = tapped(talk, "other")
    assert texts[0].startswith("We have to find somebody who speaks your language")


def test_the_appointment_stands_whatever_the_rules_say_now_and_back_leads_to_it(clinic: App) -> None:
    talk = talk_at(clinic, [*TO_SUMMARY, Tapped("confirm")])
    talk.app = replace(clinic, pack=refusing(clinic.pack))
    for _ in range(2):
        stands, told = tapped(talk, "another_time")
        assert stands == STANDS
        assert "this programme cannot give you an appointment" in told
        assert keys(talk.hear(Tapped("back"))) == ["ticket.booked"]


def test_the_appointment_stands_while_a_new_question_is_asked(clinic: App) -> None:
    talk = talk_at(clinic, [*TO_SUMMARY, Tapped("confirm")])
    new = tuple(replace(q, id="room") if q.id == "private_room" else q for q in clinic.pack.questions)
    talk.app = replace(clinic, pack=replace(clinic.pack, questions=new, revision="a new question"))
    stands, _ = tapped(talk, "another_time")
    assert stands == STANDS
    assert keys(talk.hear(Tapped("back"))) == ["ticket.booked"]


def test_nothing_is_said_of_it_where_nothing_has_changed(clinic: App) -> None:
    talk = talk_at(clinic, [*TO_SUMMARY, Tapped("confirm")])
    assert keys(talk.hear(Tapped("another_time"))) == ["slot.days"]
