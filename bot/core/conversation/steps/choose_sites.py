"""Ask which places the person can reach safely: the person names them, the order is neutral, none is preselected."""

from dataclasses import replace

from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choices import TICKED, page
from bot.core.conversation.distances import asks_how_far, distances
from bot.core.conversation.effects import FindSites
from bot.core.conversation.events import Event, Look, Said, SitesFound, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text
from bot.core.programme.site import Site
from bot.core.understanding import choosing

DONE = Choice("done", Text("sites.done", "Done"))

QUESTION = Text(
    "sites.question",
    "Which places can you reach safely? We do not know the road: ask people whom you trust before you travel. "
    "Choose one or more.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Let the person select sites until "Done"; a selected site can be removed again."""
    sites = facts.possible_sites
    match event:
        case Look():
            return _look(conversation, facts, world)
        case SitesFound(with_room):
            found = replace(conversation, with_room=with_room)
            return Turn(found, (_ask(found, facts, world),))
        case Tapped("more"):
            return _look(replace(conversation, page=conversation.page + 1), facts, world)
        case Tapped("done") if conversation.picked:
            there = tuple(site.id for site in sites)
            from_the_west = tuple(id for id in there if id in conversation.picked)
            ordered = tuple(id for id in conversation.picked if id in there) if facts.draws else from_the_west
            changed = conversation.asking == "sites"
            answered = conversation.answered(sites=ordered)
            return Turn(answered.without(DAY, SLOT) if changed else answered)
        case Tapped(choice) if (id := choice.removeprefix(TICKED)) in {site.id for site in sites}:
            return _tick(id, conversation, facts, world)
        case Said(text) if asks_how_far(text, world):
            reply = _ask(conversation, facts, world)
            told = distances(text, sites, reply.choices, conversation, world)
            return Turn(conversation, (told or reply,))
        case Said(text):
            labels = [Choice(site.id, site.name) for site in sites]
            catalog = world.catalogs[conversation.language]
            named = choosing.choose(text, labels, catalog, world.vocabulary)
            return _tick(named.id, conversation, facts, world) if named else None
    return None


def _look(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Ask; first find out which sites have room, if it is not known yet. The draw gives places that nobody has yet."""
    if conversation.with_room or facts.draws:
        return Turn(conversation, (_ask(conversation, facts, world),))
    return Turn(conversation, effect=FindSites(facts.slots_at(facts.possible_sites)))


def _tick(id: str, conversation: Conversation, facts: Facts, world: World) -> Turn:
    picked = tuple(p for p in conversation.picked if p != id)
    picked = picked if id in conversation.picked else (*picked, id)
    return _look(replace(conversation, picked=picked, misses=0), facts, world)


def _ask(conversation: Conversation, facts: Facts, world: World) -> Reply:
    sites = facts.possible_sites
    all_choices = [_choice(site, conversation, facts) for site in sites]
    shown = page(all_choices, conversation.page, world.channel.choices)
    choices = (*shown, DONE) if conversation.picked else shown
    if conversation.picked and facts.draws:
        by_id = {site.id: site.name for site in sites}
        names = tuple(by_id[id] for id in conversation.picked if id in by_id)
        wanted = Text(
            "sites.in_order",
            "Your places, the one that you want most first: {names}. Tap another one to add it, or Done. More places "
            "give no second turn.",
            names=names,
        )
        return Reply(wanted, choices=choices, in_place=True)
    if conversation.picked:
        names = tuple(site.name for site in sites if site.id in conversation.picked)
        chosen = Text("sites.chosen", "Chosen: {names}. Tap another one to add it, or Done.", names=names)
        return Reply(chosen, choices=choices, in_place=True)
    on_screen = {choice.id for choice in shown}
    warned = [site for site in sites if site.id in on_screen and site.note]
    order = (Text("sites.order", "Tap first the place that you want most."),) if facts.draws else ()
    notes = tuple(Text("sites.note", "• {site}: {note}", site=site.name, note=site.note or "") for site in warned)
    lead = facts.progress("sites")
    return Reply(QUESTION, lead=lead, lines=(*order, *notes), choices=choices, in_place=conversation.page > 0)


def _choice(site: Site, conversation: Conversation, facts: Facts) -> Choice:
    if site.id in conversation.picked:
        return Choice(TICKED + site.id, Text("sites.ticked", "✓ {site}", site=site.name))
    if site.id not in conversation.with_room and not facts.draws:
        return Choice(site.id, Text("sites.full", "{site} (no places now)", site=site.name))
    return Choice(site.id, site.name)
