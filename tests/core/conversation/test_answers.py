"""Answers and ids of choices survive being written and read, and keep their order."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.core.conversation.answers import FIRST, NOTHING, Answers, Given, KnownPlace
from bot.core.conversation.choice_ids import AbroadChoice, CaseChoice, PlaceChoice

WORDS = st.text(min_size=1, max_size=12)
INSIDE = st.sampled_from(["yes", "no", "unclear"])
CODES = st.text(alphabet="ABCDEFMX-", min_size=1, max_size=6)
PLACES = st.builds(KnownPlace, state=st.text(max_size=6), inside=INSIDE, country=st.text(max_size=2), method=WORDS)
ONE_ANSWER = st.one_of(
    *(st.fixed_dictionaries({key: WORDS}) for key in (*FIRST, "day", "slot")),
    st.fixed_dictionaries({"party": st.integers(1, 20)}),
    st.fixed_dictionaries({"place": PLACES}),
    st.fixed_dictionaries({"sites": st.lists(WORDS, min_size=1, max_size=3).map(tuple)}),
    st.fixed_dictionaries({"question": WORDS, "answer": st.one_of(WORDS, st.integers())}),
)


def answering(answers: Answers, step: dict[str, Any]) -> Given:
    return {"questions": {**answers.questions, step["question"]: step["answer"]}}


def after(steps: list[dict[str, Any]]) -> Answers:
    answers = NOTHING
    for step in steps:
        answers = answers.given(**answering(answers, step)) if "question" in step else answers.given(**step)
    return answers


@given(st.lists(ONE_ANSWER, max_size=8))
def test_all_answers_survive_write_and_read_in_their_order(steps: list[dict[str, Any]]) -> None:
    answers = after(steps)
    written = json.loads(json.dumps(answers.to_data()))
    assert Answers.from_data(written) == answers
    assert tuple(written) == answers.order


@given(st.lists(ONE_ANSWER, min_size=1, max_size=8))
def test_taking_back_the_last_answer_again_and_again_ends_with_nothing(steps: list[dict[str, Any]]) -> None:
    answers = after(steps)
    while answers.order:
        last, before = answers.order[-1], answers.order[:-1]
        answers = answers.without([last])
        assert answers.order == before
    assert answers == NOTHING


def test_a_changed_answer_keeps_its_place_and_only_the_first_ones_can_be_kept() -> None:
    answers = NOTHING.given(practice="understood").given(party=2).given(questions={"alone": "adult"}).given(party=3)
    assert answers.order == ("practice", "party", "q:alone")
    assert answers.only(FIRST) == NOTHING.given(practice="understood")
    assert answers.for_rules == {"party": 3, "alone": "adult"}


def test_the_answers_that_version_0_1_wrote_are_read() -> None:
    abroad = {"state": "", "country": "GT", "inside": "no", "method": "town"}
    written = {"practice": "understood", "party": 1, "q:vulnerable": "yes", "place": abroad, "sites": ["tijuana"]}
    answers = Answers.from_data(written)
    assert answers.place == KnownPlace("", "no", "GT", "town")
    assert answers.to_data() == written


@given(CODES, INSIDE, st.sampled_from(["state", "town", "location"]))
def test_a_place_as_a_choice_survives_write_and_read(state: str, inside: Any, method: str) -> None:
    place = PlaceChoice(state, inside, method)
    assert PlaceChoice.read(place.write()) == place
    assert PlaceChoice.read(":".join(place.parts)) == place


@given(CODES, st.integers(0, 99))
def test_a_country_and_a_case_as_choices_survive_write_and_read(country: str, number: int) -> None:
    assert AbroadChoice.read(AbroadChoice(country).write()) == AbroadChoice(country)
    assert CaseChoice.read(CaseChoice(number).write()) == CaseChoice(number)


@given(st.text(max_size=20))
def test_an_id_of_another_kind_is_read_as_none(id: str) -> None:
    for kind in (PlaceChoice, AbroadChoice, CaseChoice):
        read = kind.read(id)
        assert read is None or kind.read(read.write()) == read
