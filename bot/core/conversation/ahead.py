"""Several answers in one text: each part is taken up; a place named too early is offered when its question comes."""

from dataclasses import replace

from bot.core.conversation import needs
from bot.core.conversation.all_pages import PAGES
from bot.core.conversation.choice_ids import PlaceChoice
from bot.core.conversation.consistency import consistent
from bot.core.conversation.events import Said
from bot.core.conversation.facts import Facts
from bot.core.conversation.pages.ask_back import ask_back
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Step, Turn
from bot.core.language.message import Reply
from bot.core.language.text import Text
from bot.core.places import matching, ranking
from bot.core.places.areas import inside
from bot.core.places.spelling import fold_name
from bot.core.understanding.several_answers import parts, people_part

KEPT = Text("ahead.kept", "Thank you. I will come back to that later.")


def with_place(text: str, conversation: Conversation, facts: Facts, world: World) -> Conversation:
    """Return the conversation with the state of a place that is named before the question for it; never a town."""
    asked = facts.step == "count_party" or (facts.step == "answer_questions" and _is_open(facts))
    if conversation.aside or not asked or not world.pack.areas or conversation.answers.place:
        return conversation
    said = parts(text, world.vocabulary, conversation.language)
    found = next((place for part in said if (place := _place(part, conversation, world))), None)
    return replace(conversation, place_ahead=found.parts) if found else conversation


def _is_open(facts: Facts) -> bool:
    """Return whether a question asks for no name, date or country: what is typed there is no place."""
    return facts.question is not None and facts.question.kind in ("list", "yes_no", "choice", "number")


def _place(part: str, conversation: Conversation, world: World) -> PlaceChoice | None:
    """Return a place of Mexico that a part of a text names beyond doubt."""
    gazetteer, said = world.gazetteer, fold_name(part)
    if gazetteer.sentences.bare(said) == said and said not in gazetteer.by_name:
        return None
    areas = world.pack.areas_on(world.today, conversation.answers.for_rules)
    match matching.match(part, gazetteer):
        case ranking.Found(place) if place.country == "MX":
            latitude, longitude = place.latitude, place.longitude
            covered = inside(areas, state=place.state, latitude=latitude, longitude=longitude, gazetteer=gazetteer)
            return PlaceChoice(place.state, covered, "town")
        case ranking.FoundState(state):
            return PlaceChoice(state.code, inside(areas, state=state.code, gazetteer=gazetteer), "state")
    return None


def part_by_part(text: str, conversation: Conversation, facts: Facts, world: World, step: Step) -> Turn | None:
    """Let the question hear a text or, if that is no answer, each part of it; then the next question the others.

    Help that the other parts ask for comes before the next question; the number is kept.
    """
    if answer := step(conversation, facts, Said(text), world):
        return answer
    said = parts(text, world.vocabulary, conversation.language)
    people = people_part(said, world.vocabulary, conversation.language)
    if conversation.aside or facts.step != "count_party" or not people or len(said) == 1:
        return None
    answer = step(conversation, facts, Said(people), world)
    if answer is None or answer.replies:
        return answer
    following = consistent(answer.conversation, world, facts)
    if following.step != "answer_questions":
        return answer
    others = (step(following.conversation, following, Said(part), world) for part in said if part != people)
    if heard := next(filter(None, others), None):
        return heard
    need = needs.heard_in(text, conversation, world)
    if not needs.DANGERS.isdisjoint(need.pages):
        return None  # it is asked back, and nothing of that is stored
    if need.sure:
        return Turn(replace(answer.conversation, aside=PAGES[need.pages[0]].id))
    return ask_back(need.pages, answer.conversation) if need.pages else answer


def kept(conversation: Conversation, question: tuple[Reply, ...]) -> Turn:
    """Say that an answer is kept for its question, and ask the present one."""
    first, *rest = question
    return Turn(conversation, (replace(first, lead=(KEPT, *first.lead)), *rest))
