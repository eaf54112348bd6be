"""Ask where the person is: typed, shared, or a state from a list. Only the state and its meaning are stored."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.core.conversation import labels
from bot.core.conversation.answers import PLACE, KnownPlace
from bot.core.conversation.choice_ids import AbroadChoice, PlaceChoice
from bot.core.conversation.choices import LAWYER, NO, PERSON, YES, page
from bot.core.conversation.contacts import contact_lines
from bot.core.conversation.estimates import of_areas
from bot.core.conversation.events import Event, Located, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Country, Text, Value
from bot.core.places import matching, ranking
from bot.core.places.areas import Answer as Inside
from bot.core.places.areas import Location, inside, locate, tolerance_km
from bot.core.places.gazetteer import Place, State
from bot.core.programme.contact import HELP
from bot.core.understanding import answers

STATES = Choice("states", Text("place.states", "Choose the state"))
NOT_KNOWN = Choice("not_known", Text("place.not_known", "I do not know"))
CORRECT = Choice("again", Text("place.correct", "Correct the place"))

QUESTION = Text(
    "place.question",
    "Where are you today? Write the name of the town, or choose the state. It only tells us which rule applies, "
    "and we keep only the state. You do not need to send your exact location.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask where, repeat what was understood, and store it after a yes; a wrong position never excludes a person."""
    if conversation.place_ahead:
        picked = conversation.place_ahead if isinstance(event, Look) else conversation.picked
        conversation = replace(conversation, picked=picked, place_ahead=())
    match event:
        case Look():
            return Turn(conversation, (_look(conversation, facts, world),))
        case Tapped("states"):
            return _list_states(replace(conversation, page=1), world)
        case Tapped("more") if conversation.page:
            return _list_states(replace(conversation, page=conversation.page + 1), world)
        case Tapped("not_known"):
            return Turn(conversation, (_ask_around(),))
        case Tapped("yes") if place := PlaceChoice.read(":".join(conversation.picked)):
            return _keep(conversation, world, place)
        case Tapped("no" | "again"):
            return Turn(conversation.without(PLACE))
        case Tapped(choice) if choice in {state.code for state in world.gazetteer.states}:
            return _keep(conversation, world, PlaceChoice(choice, _inside(choice, conversation, world), "state"))
        case Tapped(choice) if abroad := AbroadChoice.read(choice):
            return _abroad(abroad.country, conversation, world)
        case Tapped(choice) if place := PlaceChoice.read(choice):
            return _keep(conversation, world, place)
        case Said(text):
            return _typed(text, conversation, world)
        case Located(latitude, longitude, accuracy):
            return _shared(latitude, longitude, accuracy, conversation, world)
    return None


def _look(conversation: Conversation, facts: Facts, world: World) -> Reply:
    place = conversation.answers.place
    if place and facts.outside and conversation.asking != PLACE:
        return _outside(labels.place_name(world, place), conversation, world)
    if conversation.picked:
        return _is_that_right(labels.state_name(world, conversation.picked[0]))
    return _where(conversation, facts, world)


def _where(conversation: Conversation, facts: Facts, world: World) -> Reply:
    lead = facts.progress("place")
    return Reply(QUESTION, lead=lead, choices=(STATES, NOT_KNOWN), location=True)


def _is_that_right(place: Text | str, lines: tuple[Text, ...] = ()) -> Reply:
    return Reply(Text("place.confirm", "{place}. Is that right?", place=place), lines=lines, choices=(YES, NO))


def _ask_around() -> Reply:
    text = Text(
        "place.ask_around",
        "That happens. Ask someone near you for the name of the town, or look at a sign, a receipt or a bus ticket. "
        "The state is enough.",
    )
    return Reply(text, choices=(STATES, PERSON), location=True)


def _list_states(conversation: Conversation, world: World) -> Turn:
    states = sorted(world.gazetteer.states, key=lambda state: state.name)
    choices = page([Choice(state.code, state.name) for state in states], conversation.page - 1, world.channel.choices)
    text = Text("place.which_state", "In which state of Mexico are you?")
    return Turn(conversation, (Reply(text, choices=choices, location=True),))


def _typed(text: str, conversation: Conversation, world: World) -> Turn | None:
    last_known = (
        conversation.answers.place.state if conversation.answers.place else ""
    )  # the answer that is being changed
    match matching.match(text, world.gazetteer, last_known):
        case ranking.Found(place) if place.country != "MX":
            return _abroad(place.country, conversation, world)
        case ranking.Found(place):
            return _found(place, conversation, world)
        case ranking.FoundState(state):
            known = PlaceChoice(state.code, _inside(state.code, conversation, world), "state")
            return Turn(replace(conversation, picked=known.parts), (_is_that_right(state.name),))
        case ranking.Unsure() as unsure:
            return Turn(conversation, (_which(unsure, conversation, world),))
        case ranking.CountryOnly("MX"):
            wider = Text("place.only_country", "Mexico is large. In which town or state are you?")
            return Turn(conversation, (Reply(wider, choices=(STATES, NOT_KNOWN), location=True),))
        case ranking.CountryOnly(country):
            return _abroad(country, conversation, world)
        case ranking.Unknown() if conversation.misses == 0 and not answers.language_named(text, world.vocabulary):
            unknown = Text(
                "place.unknown",
                "I do not know “{text}”. Write the name of a bigger town nearby, or choose the state.",
                text=answers.quotable(text),
            )
            reply = Reply(unknown, choices=(STATES, NOT_KNOWN), location=True)
            return Turn(replace(conversation, misses=1), (reply,))
    return None


def _found(place: Place, conversation: Conversation, world: World) -> Turn:
    covered = _inside(place.state, conversation, world, place.latitude, place.longitude)
    named = f"{place.name}, {labels.state_name(world, place.state)}"
    asked = _is_that_right(named, _clock(place, world))
    return Turn(replace(conversation, picked=PlaceChoice(place.state, covered, "town").parts), (asked,))


def _clock(place: Place, world: World) -> tuple[Text, ...]:
    """Say the time of a town whose state has several clocks: only here, because the town is not kept."""
    state = world.gazetteer.state(place.state)
    if not place.zone or state is None or len(state.clocks(world.now)) == 1:
        return ()
    now = world.now.astimezone(ZoneInfo(place.zone)).time().replace(second=0, microsecond=0)
    text = Text(
        "place.clock",
        "Clocks differ in {state}. In {place} it is {time} now.",
        state=state.name,
        place=place.name,
        time=now,
    )
    return (text,)


def _which(unsure: ranking.Unsure, conversation: Conversation, world: World) -> Reply:
    """Ask which of several towns is meant, without a guess; the choice itself holds only the state."""
    twins = {c.name for c in unsure.candidates if isinstance(c, State)}
    candidates = [_candidate(c, twins, conversation, world) for c in unsure.candidates]
    if unsure.country:
        candidates.append(_other_country(unsure.country))
    choices = {choice.id: choice for choice in reversed(candidates)}
    text = (
        Text("place.which", "There is more than one. Which one?")
        if len(choices) > 1
        else Text("place.this_one", "Do you mean this one?")
    )
    return Reply(text, choices=(*reversed(choices.values()), STATES), location=True)


def _candidate(place: Place | State, twins: set[str], conversation: Conversation, world: World) -> Choice:
    """Return a town with its state as a choice; next to a state of the same name (`twins`) it is marked as the town."""
    if isinstance(place, State):
        return Choice(place.code, Text("place.whole_state", "{state} (the state)", state=place.name))
    if place.country != "MX":
        abroad = Text("place.in_country", "{place}, {country}", place=place.name, country=Country(place.country))
        return Choice(AbroadChoice(place.country).write(), abroad)
    covered = _inside(place.state, conversation, world, place.latitude, place.longitude)
    state = labels.state_name(world, place.state)
    town = Text("place.town_of_state", "{place} (the town), {state}", place=place.name, state=state)
    label = town if place.name in twins else labels.town(place.name, state, world.channel.label)
    return Choice(PlaceChoice(place.state, covered, "town").write(), label)


def _shared(latitude: float, longitude: float, accuracy: float, conversation: Conversation, world: World) -> Turn:
    """Say what a pin means; near a border ask for the side, because phones err and lines are drawn coarsely."""
    where = locate(latitude, longitude, accuracy, world.gazetteer)
    if where is None or (not where.state and not where.country):
        return Turn(conversation, (_says_nothing(real=where is not None),))
    at_home = where.state if where.country == "MX" else ""
    covered = _inside(at_home, conversation, world, latitude, longitude, accuracy)
    if where.country in ("MX", ""):
        picked = PlaceChoice(where.state, covered, "location").parts
        return Turn(replace(conversation, picked=picked), (_is_that_right(labels.state_name(world, where.state)),))
    wider = locate(latitude, longitude, tolerance_km(accuracy) * 1000, world.gazetteer)
    if wider and wider.state and (covered != "no" or where.unclear):
        return _on_which_side(wider, covered, conversation, world)
    return _abroad(where.country, conversation, world)


def _says_nothing(real: bool) -> Reply:
    far = Text(
        "place.far_point",
        "That point is at sea or far from Mexico; phones make mistakes. Write the name of the town, or choose the "
        "state.",
    )
    wrong = Text(
        "place.bad_point",
        "That point says nothing to us; phones make mistakes. Write the name of the town, or choose the state.",
    )
    return Reply(far if real else wrong, choices=(STATES, NOT_KNOWN), location=True)


def _on_which_side(where: Location, covered: Inside, conversation: Conversation, world: World) -> Turn:
    """Offer both sides as choices; the state is stored with the meaning of the point for the area."""
    here = Choice(PlaceChoice(where.state, covered, "location").write(), labels.state_name(world, where.state))
    text = Text("place.border", "That point is near a border. Where are you?")
    choices = (here, _other_country(where.country), STATES)
    return Turn(conversation, (Reply(text, choices=choices, location=True),))


def _other_country(country: str) -> Choice:
    return Choice(AbroadChoice(country).write(), Text("place.abroad", "{country}", country=Country(country)))


def _abroad(country: str, conversation: Conversation, world: World) -> Turn:
    place = KnownPlace("", "no", country, "town")
    return Turn(conversation.answered(place=place), (_outside(Country(country), conversation, world),))


def _keep(conversation: Conversation, world: World, place: PlaceChoice) -> Turn:
    """Store the state, its meaning for the area, how it was said and when: never a coordinate or a town."""
    known = KnownPlace(place.state, place.inside, method=place.method, on=world.today.isoformat())
    return Turn(conversation.answered(place=known))


def _inside(
    state: str,
    conversation: Conversation,
    world: World,
    latitude: float | None = None,
    longitude: float | None = None,
    accuracy: float = 0.0,
) -> Inside:
    areas = world.pack.areas_on(world.today, conversation.answers.for_rules)
    tolerance = tolerance_km(accuracy)
    return inside(
        areas,
        state=state,
        latitude=latitude,
        longitude=longitude,
        tolerance_km=tolerance,
        gazetteer=world.gazetteer,
    )


def _outside(place: Value, conversation: Conversation, world: World) -> Reply:
    areas = world.pack.areas_on(world.today, {})
    text = Text(
        "place.outside",
        "You said: {place}. This programme does not cover that place ({source}). Please do not travel because of this "
        "message: the road can be dangerous. Wrong place? Correct it. Or talk to a person, free.",
        place=place,
        source=areas[0].source if areas else world.pack.operator,
    )
    lines = (*of_areas(areas), *contact_lines(HELP, world, conversation.language))
    return Reply(text, lines=lines, choices=(CORRECT, PERSON, LAWYER))
