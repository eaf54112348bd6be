"""Reads places.csv of a pack: places that the gazetteer does not have; each ranks like a small town."""

from pathlib import Path

from bot.core.places.gazetteer import Place
from bot.core.places.spelling import fold_name
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs.columns import PLACE
from bot.storage.files.packs.reader import Draft
from bot.storage.files.packs.row import Row, line_row

FILE = "places.csv"


def read_places(folder: Path) -> tuple[Place, ...]:
    """Return the places of a pack alone, without those of its parent; raise PackError for the first mistake."""
    draft = Draft(folder)
    places = places_of(draft)
    if draft.mistakes:
        raise draft.mistakes[0]
    return places


def places_of(draft: Draft) -> tuple[Place, ...]:
    """Return the places of a pack alone; every mistake is noted."""
    places = []
    for line in draft.csv(FILE, *PLACE.columns, optional=True):
        row = line_row(draft, FILE, line, PLACE, "place")
        place = _place(row)
        places += [place] if row.valid else []
    return tuple(places)


def _place(row: Row) -> Place:
    name, state = row.word("name"), row.word("state")
    if name and not fold_name(name):
        row.add_mistake(f'"name" is "{name}", which has no letters.', "Write it as people say it.")
    if state and load_gazetteer().state(state) is None:
        row.add_mistake(f'"{state}" is not a state of Mexico.', "Write its ISO code, as in MX-CHP.")
    others = tuple(filter(None, map(str.strip, row.word("altnames").split(";"))))
    point = row.decimal("latitude") or 0.0, row.decimal("longitude") or 0.0
    return Place(f"pack:{state}:{fold_name(name)}", name, state, "MX", *point, 2_500, others)
