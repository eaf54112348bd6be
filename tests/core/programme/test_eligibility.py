"""What rules list for answers: the first rule that holds, on its days; unknown is never counted as no."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.language.text import Text
from bot.core.programme.eligibility import (
    ALWAYS,
    Answer,
    Condition,
    Determination,
    Question,
    Rule,
    Test,
    Truth,
    determine,
    in_force,
    next_question,
    truth,
    versions_on,
)
from bot.core.programme.pack import Pack, Parameter

NOTHING = Text("", "")
START, END = date(2023, 1, 12), date(2023, 5, 11)
DAY = timedelta(1)
Outcome = Literal["listed", "not_listed", "ask_a_person"]


def when(**wanted: Answer | tuple[Answer, ...]) -> Condition:
    """Return a condition that needs all of these at once: `when(a="yes", topic=("x", "y"))`."""
    values = {key: value if isinstance(value, tuple) else (value,) for key, value in wanted.items()}
    return (tuple(Test(key, frozenset(value)) for key, value in values.items()),)


def rule(
    id: str, outcome: Outcome, condition: Condition = ALWAYS, start: date = START, end: date | None = None
) -> Rule:
    return Rule(id, outcome, condition, NOTHING, NOTHING, start, end)


def question(id: str, condition: Condition = ALWAYS, *, booking: bool = False) -> Question:
    return Question(id, "yes_no", NOTHING, NOTHING, when=condition, booking=booking)


def asked(questions: tuple[Question, ...], rules: tuple[Rule, ...], answers: Mapping[str, Answer]) -> str | None:
    found = next_question(questions, determine(rules, answers, questions), answers)
    return found.id if found else None


# Tests and conditions


@pytest.mark.parametrize(("age", "listed"), [(0, True), (20, True), (21, False), (70, False), (71, True), (120, True)])
def test_ages_count_up_to_the_last_year_that_is_named(age: int, listed: bool) -> None:
    young_or_old: Condition = ((Test("age", maximum=20),), (Test("age", minimum=71),))
    assert truth(young_or_old, {"age": age}) is (Truth.YES if listed else Truth.NO)


@pytest.mark.parametrize(("size", "fits"), [(1, False), (2, True), (5, True), (6, False)])
def test_both_bounds_are_included(size: int, fits: bool) -> None:
    assert Test("party", minimum=2, maximum=5).holds(size) is fits


def test_a_word_is_never_within_bounds() -> None:
    assert not Test("party", minimum=2).holds("many")


def test_one_of_several_values_is_enough() -> None:
    assert truth(when(topic=("asylum", "card")), {"topic": "card"}) is Truth.YES
    assert truth(when(topic=("asylum", "card")), {"topic": "return"}) is Truth.NO


def test_no_condition_always_holds() -> None:
    assert truth(ALWAYS, {}) is Truth.YES


KLEENE = {  # the two answers, then the result of "both" and of "either"
    ("yes", "yes"): (Truth.YES, Truth.YES),
    ("yes", "no"): (Truth.NO, Truth.YES),
    ("yes", "unsure"): (Truth.UNSURE, Truth.YES),
    ("yes", None): (Truth.OPEN, Truth.YES),
    ("no", "no"): (Truth.NO, Truth.NO),
    ("no", "unsure"): (Truth.NO, Truth.UNSURE),
    ("no", None): (Truth.NO, Truth.OPEN),
    ("unsure", "unsure"): (Truth.UNSURE, Truth.UNSURE),
    ("unsure", None): (Truth.OPEN, Truth.OPEN),
    (None, None): (Truth.OPEN, Truth.OPEN),
}


@pytest.mark.parametrize(("pair", "expected"), KLEENE.items())
def test_unknown_is_neither_yes_nor_no(pair: tuple[str | None, str | None], expected: tuple[Truth, Truth]) -> None:
    both, either = when(a="yes", b="yes"), (*when(a="yes"), *when(b="yes"))
    for a, b in (pair, pair[::-1]):
        answers: dict[str, Answer] = {key: value for key, value in (("a", a), ("b", b)) if value is not None}
        assert (truth(both, answers), truth(either, answers)) == expected


# Dates


@pytest.mark.parametrize(("day", "counts"), [(START - DAY, False), (START, True), (END, True), (END + DAY, False)])
def test_a_rule_counts_from_its_first_to_its_last_day(day: date, counts: bool) -> None:
    dated = rule("criteria", "listed", start=START, end=END)
    assert versions_on([dated], day) == ((dated,) if counts else ())


def test_a_demonstration_keeps_the_last_rule_after_its_end_but_none_before_its_start() -> None:
    dated = rule("criteria", "listed", start=START, end=END)
    assert versions_on([dated], END + 1000 * DAY, keep_last=True) == (dated,)
    assert versions_on([dated], START - DAY, keep_last=True) == ()


def test_of_two_versions_the_one_of_the_day_counts_and_stays_in_its_place() -> None:
    first = rule("a", "listed", start=START, end=END)
    later = rule("a", "not_listed", start=END + DAY)
    other = rule("b", "ask_a_person")
    assert versions_on([first, other, later], END) == (first, other)
    assert versions_on([first, other, later], END + DAY) == (later, other)
    assert versions_on([first, other, later], END + DAY, keep_last=True) == (later, other)


def test_where_two_values_overlap_the_later_one_counts() -> None:
    old = Parameter("daily_total", 740, START, None, "")
    new = Parameter("daily_total", 1000, END, None, "")
    assert in_force([old, new], END - DAY) is old
    assert in_force([new, old], END) is new


def test_no_rule_in_force_sends_everybody_to_a_person() -> None:
    assert determine((), {"a": "yes"}) == Determination("ask_a_person")


# Determination


def test_the_first_rule_that_holds_settles_it() -> None:
    first, second = rule("first", "ask_a_person", when(a="yes")), rule("second", "listed", when(b="yes"))
    assert determine((first, second), {"a": "yes", "b": "yes"}) == Determination("ask_a_person", first)
    assert determine((second, first), {"a": "yes", "b": "yes"}) == Determination("listed", second)


def test_what_no_rule_lists_is_not_listed() -> None:
    assert determine((rule("a", "listed", when(a="yes")),), {"a": "no"}) == Determination("not_listed")


def test_an_open_question_of_an_earlier_rule_keeps_a_later_one_from_settling_it() -> None:
    rules = (rule("first", "ask_a_person", when(a="yes")), rule("second", "listed", when(b="yes")))
    assert determine(rules, {"b": "yes"}) == Determination(None, open=frozenset({"a"}))
    assert determine(rules, {}).open == {"a", "b"}


def test_not_being_sure_of_what_sends_to_a_person_sends_to_a_person() -> None:
    urgent, everyone = rule("urgent", "ask_a_person", when(urgent="yes")), rule("everyone", "listed")
    assert determine((urgent, everyone), {"urgent": "unsure"}) == Determination("ask_a_person", urgent)


def test_not_being_sure_goes_to_a_person_only_if_nothing_else_is_listed() -> None:
    one, other = rule("one", "listed", when(a="yes")), rule("other", "listed", when(b="yes"))
    assert determine((one, other), {"a": "unsure", "b": "yes"}) == Determination("listed", other)
    assert determine((one, other), {"a": "unsure", "b": "no"}) == Determination("ask_a_person", one)


def test_a_question_that_is_not_asked_here_matches_nothing() -> None:
    alone = question("alone", ((Test("party", maximum=1),),))
    rules = (rule("child", "ask_a_person", when(alone="child")), rule("everyone", "listed"))
    assert determine(rules, {"party": 2}, (alone,)).outcome == "listed"
    assert determine(rules, {"party": 1}, (alone,)).open == {"alone"}
    assert determine(rules, {}, (alone,)).open == {"alone"}


def test_what_was_told_changes_with_the_outcome_and_with_the_rule() -> None:
    one, other = rule("one", "listed"), rule("other", "listed")
    told = {Determination("listed", one).told, Determination("listed", other).told, Determination("not_listed").told}
    assert told == {"listed one", "listed other", "not_listed"}


# The next question


def test_only_what_still_matters_is_asked_in_the_order_of_the_file() -> None:
    questions = (question("a"), question("b"), question("c"))
    rules = (rule("one", "listed", when(a="yes")), rule("two", "listed", when(c="yes")))
    assert asked(questions, rules, {}) == "a"
    assert asked(questions, rules, {"a": "no"}) == "c"
    assert asked(questions, rules, {"a": "yes"}) is None
    assert asked(questions, rules, {"a": "no", "c": "no"}) is None


def test_what_the_appointment_needs_is_asked_of_those_listed_and_of_nobody_else() -> None:
    questions = (question("a"), question("room", booking=True))
    rules = (rule("one", "listed", when(a="yes")),)
    assert asked(questions, rules, {"a": "yes"}) == "room"
    assert asked(questions, rules, {"a": "yes", "room": "no"}) is None
    assert asked(questions, rules, {"a": "no"}) is None
    assert asked(questions, rules, {"a": "unsure"}) is None


def test_what_a_question_hangs_on_is_asked_first() -> None:
    questions = (question("a"), question("b", when(a="yes")), question("c", when(b="yes")))
    rules = (rule("one", "listed", when(c="yes")),)
    assert asked(questions, rules, {}) == "a"
    assert asked(questions, rules, {"a": "yes"}) == "b"
    assert asked(questions, rules, {"a": "yes", "b": "yes"}) == "c"
    assert asked(questions, rules, {"a": "yes", "b": "no"}) is None


def test_a_question_is_asked_too_if_it_is_not_sure_that_it_is_needed() -> None:
    questions = (question("a"), question("b", when(a="yes")))
    rules = (rule("one", "listed", when(b="yes")),)
    assert asked(questions, rules, {"a": "unsure"}) == "b"


def test_a_chain_of_questions_ends_where_its_first_link_does() -> None:
    questions = (question("a"), question("b", when(a="yes")), question("c", when(b="yes")))
    rules = (rule("one", "listed", when(c="yes")),)
    assert determine(rules, {"a": "no"}, questions) == Determination("not_listed")


# Whatever the answers


NAMES = ("a", "b", "c")
tests = st.builds(
    lambda name, value: Test(name, frozenset({value})), st.sampled_from(NAMES), st.sampled_from(["yes", "no"])
)
conditions = st.lists(st.lists(tests, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3).map(tuple)
replies = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["yes", "no", "unsure"]))


def rules_that(*outcomes: Outcome) -> st.SearchStrategy[tuple[Rule, ...]]:
    one = st.tuples(st.sampled_from(outcomes), conditions | st.just(ALWAYS))
    return st.lists(one, min_size=1, max_size=5).map(
        lambda rows: tuple(rule(f"r{n}", outcome, condition) for n, (outcome, condition) in enumerate(rows))
    )


any_rules = rules_that("listed", "not_listed", "ask_a_person")


@given(any_rules, replies, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_never_matters(
    rules: tuple[Rule, ...], answers: dict[str, str], chance: Random
) -> None:
    names = list(answers)
    chance.shuffle(names)
    shuffled: dict[str, Answer] = {name: answers[name] for name in names}
    assert determine(rules, shuffled) == determine(rules, dict(answers))


@given(any_rules, replies, replies)
def test_what_is_settled_stays_settled_whatever_is_answered_next(
    rules: tuple[Rule, ...], answers: dict[str, Answer], more: dict[str, Answer]
) -> None:
    found = determine(rules, answers)
    if found.outcome is not None:
        assert determine(rules, {**more, **answers}) == found


@given(any_rules, replies)
def test_it_is_open_as_long_as_an_answer_is_missing_that_matters_and_no_longer(
    rules: tuple[Rule, ...], answers: dict[str, Answer]
) -> None:
    found = determine(rules, answers)
    assert (found.outcome is None) == bool(found.open)
    assert not found.open & answers.keys()


@given(rules_that("listed", "ask_a_person"), replies)
def test_not_being_sure_never_turns_anybody_away(rules: tuple[Rule, ...], answers: dict[str, Answer]) -> None:
    """ "I am not sure" ends in "not listed" only if neither yes nor no would have led to an appointment or to help."""
    unsure = [name for name, answer in answers.items() if answer == "unsure"]
    if determine(rules, answers).outcome == "not_listed":
        for sure in product(["yes", "no"], repeat=len(unsure)):
            assert determine(rules, {**answers, **dict(zip(unsure, sure, strict=True))}).outcome == "not_listed"


@pytest.mark.parametrize("name", ["border-appointments", "legal-clinic"])
@given(data=st.data(), party=st.integers(1, 12))
def test_asking_on_always_comes_to_an_end(packs: dict[str, Pack], name: str, data: st.DataObject, party: int) -> None:
    pack, on = packs[name], date(2026, 11, 22)
    answers: dict[str, Answer] = {"party": party}
    for _ in range(len(pack.questions) + 1):
        following = pack.next_question(answers, on)
        if following is None:
            break
        offered = [option.id for option in following.options] or ["yes", "no"]
        answers[following.id] = data.draw(st.sampled_from([*offered, "unsure"] if following.unsure else offered))
    assert pack.next_question(answers, on) is None
    assert pack.determination(answers, on).outcome is not None


def test_an_explicit_no_does_not_turn_away_someone_whom_an_earlier_rule_might_list() -> None:
    rules = (rule("criteria", "listed", when(a="yes")), rule("others", "not_listed"))
    assert determine(rules, {"a": "no"}).outcome == "not_listed"
    assert determine(rules, {"a": "unsure"}).outcome == "ask_a_person"
