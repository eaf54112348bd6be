"""Distances to the sites for a person who asks: rough, in a straight line, from west to east, never as advice."""

from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Heard, Text
from bot.core.places import matching, ranking
from bot.core.places.areas import metres
from bot.core.places.gazetteer import Place
from bot.core.places.spelling import fold_name
from bot.core.programme.site import Site
from bot.core.understanding.vocabulary import fold_answer

HOW_FAR = Heard(
    "heard.how_far",
    "how far|how many kilometers|how many kilometres|how many km|how many miles|distance|the distance"
    "|which is nearest|which one is nearest|which is closest|which one is closest|nearest|closest",
)
"""Phrases that ask for distances, anywhere in a text."""
FROM = Heard("heard.from", "from|from here|starting from")
"""Words before the town from which a distance is asked."""
FINE_KM, ROUGH_KM, FAR_KM = 10, 50, 100
"""Distances are rounded to 10 km, and to 50 km from 100 km on."""


def asks_how_far(text: str, world: World) -> bool:
    """Return whether a text asks for distances, in any language."""
    said = f" {fold_answer(text)} "
    return any(
        f" {fold_answer(phrase)} " in said for catalog in world.catalogs.values() for phrase in catalog.hear(HOW_FAR)
    )


def distances(
    text: str, sites: tuple[Site, ...], choices: tuple[Choice, ...], conversation: Conversation, world: World
) -> Reply | None:
    """Return the distance of each site from the town in the text or, without one, from the capital of the state.

    None if no site has coordinates. The town is used for this answer and not stored.
    """
    drawn = [(site, (site.latitude, site.longitude)) for site in sites if site.latitude is not None]
    if not drawn:
        return None
    start = _named(text, world) or _capital(conversation, world)
    if start is None:
        where = Text("distance.from_where", "From which town? Write it like this: how far from Tapachula")
        return Reply(where, choices=choices)
    lead = Text(
        "distance.straight",
        "Straight lines on the map from {place}, roughly. Roads are longer. Near is not the same as safe, and we do "
        "not know the road: ask people whom you trust before you travel.",
        place=start.name,
    )
    here = (start.latitude, start.longitude)
    lines = tuple(
        Text("distance.site", "• {site}: about {km} km in a straight line", site=site.name, km=_rough(here, point))
        for site, point in drawn
    )
    return Reply(lead, lines=lines, choices=choices)


def _rough(here: tuple[float, float], there: tuple[float, float]) -> int:
    """Return rounded kilometres, never 0."""
    kilometres = metres(here, there) / 1000
    step = FINE_KM if kilometres < FAR_KM else ROUGH_KM
    return max(FINE_KM, round(kilometres / step) * step)


def _named(text: str, world: World) -> Place | None:
    """Return the town after the last "from" in a text."""
    words = fold_answer(text).split()
    befores = {fold_answer(word) for catalog in world.catalogs.values() for word in catalog.hear(FROM)}
    starts = [n + 1 for n, word in enumerate(words) if word in befores]
    found = matching.match(" ".join(words[starts[-1] :]), world.gazetteer) if starts else None
    return found.place if isinstance(found, ranking.Found) else None


def _capital(conversation: Conversation, world: World) -> Place | None:
    """Return the capital of the state that the person confirmed; no more exact place is known."""
    state = world.gazetteer.state(conversation.answers.place.state if conversation.answers.place else "")
    if state is None:
        return None
    towns = (place for place in world.gazetteer.places if place.state == state.code)
    called = fold_name(state.capital)
    return next((town for town in towns if called in map(fold_name, (town.name, *town.aliases))), None)
