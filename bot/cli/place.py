"""`randevou place`: what a typed name or a pin means, and which packs cover it."""

from datetime import date

import click

from bot.cli.common import day_of, json_option, on_option, print_json
from bot.cli.jsonl_input import answer_lines, number_of, text_of
from bot.core.language.data import Json
from bot.services.places.lookup import Finder, Spot, Whereabouts
from bot.settings import read_settings
from bot.storage.files.gazetteer import load_gazetteer
from bot.storage.files.packs import find_pack, load_pack, pack_names, pack_places


@click.command(name="place", epilog='Example: randevou place "m nan Tapachoula" --language ht --json')
@click.argument("text", required=False)
@click.option("--language", help="The language of the conversation. Optional: names are read in all languages.")
@click.option("--lat", type=float, help="Latitude of a pin, in degrees.")
@click.option("--lon", type=float, help="Longitude of a pin, in degrees.")
@click.option(
    "--accuracy",
    type=float,
    default=0.0,
    help="Possible error of the pin in metres. Default: 0, which means not known.",
)
@on_option
@json_option
@click.option(
    "--jsonl", is_flag=True, help="Read JSON lines from standard input, and answer each with one line, in order."
)
def place_verb(
    text: str | None,
    language: str | None,
    lat: float | None,
    lon: float | None,
    accuracy: float,
    on: str | None,
    as_json: bool,
    jsonl: bool,
) -> None:
    """Find the place that a TEXT names, or where a pin lies (--lat, --lon). Nothing is stored.

    \b
    The answer with --json; every key is always there, and an unknown value is null:
      outcome     found     one place, or a pin that is clear
                  unsure    ask again: two towns with one name (see candidates),
                            only a state (state is set), only a country (country
                            is set), or a pin near a border
                  unknown   no known place; a pin at sea, far away, or (0, 0)
      place       the town, in Spanish if it is in Mexico; null for a pin
      state       like MX-CHP; US-CA in the United States; null in other countries
      country     MX, US, GT, BZ
      candidates  [{place, state, country}], the most likely first, or []
      inside      {pack: yes, no or unclear} for each pack in policy/; a pack
                  without areas covers every place

    With --jsonl each line is {"text": ..., "language": ...} or {"lat": ..., "lon": ..., "accuracy": ...}. The
    answer to a wrong line is {"error": ...}, and then the exit code at the end is 1.
    """
    asked = [text is not None, lat is not None or lon is not None, jsonl]
    if asked.count(True) != 1 or (lat is None) != (lon is None):
        raise click.UsageError("Give a TEXT, or --lat and --lon, or --jsonl.")
    finder = _finder(day_of(on))
    if jsonl:
        answer_lines(lambda data: _as_data(_answer_line(data, finder)))
        return
    found = finder.typed(text) if text is not None else finder.pin(lat or 0.0, lon or 0.0, accuracy)
    print_json(_as_data(found)) if as_json else click.echo(_as_text(found, finder))


def _finder(on: date) -> Finder:
    """Return a finder with the places and areas of every pack in policy/."""
    policy = read_settings().policy
    names = pack_names(policy)
    own = tuple(place for name in names for place in pack_places(find_pack(name, policy)))
    packs = [load_pack(policy / name) for name in names]
    return Finder(load_gazetteer(own), [pack for pack in packs if not pack.is_page], on)


def _answer_line(data: dict[str, Json], finder: Finder) -> Whereabouts:
    if "lat" in data or "lon" in data:
        accuracy = number_of(data, "accuracy") if data.get("accuracy") is not None else 0.0
        return finder.pin(number_of(data, "lat"), number_of(data, "lon"), accuracy)
    return finder.typed(text_of(data, "text"))


def _as_data(found: Whereabouts) -> dict[str, object]:
    return {
        "outcome": found.outcome,
        **_spot(found.spot),
        "candidates": [_spot(spot) for spot in found.candidates],
        "inside": dict(found.inside),
    }


def _spot(spot: Spot) -> dict[str, str | None]:
    return {"place": spot.place or None, "state": spot.state or None, "country": spot.country or None}


def _as_text(found: Whereabouts, finder: Finder) -> str:
    """Return for people what was understood, the other candidates, and which pack covers the place."""
    lines = [f"{found.outcome}: {_full_name(found.spot, finder)}" if any(_spot(found.spot).values()) else found.outcome]
    lines += [f"  or: {_full_name(spot, finder)}" for spot in found.candidates if spot != found.spot]
    lines += [f"{pack} covers it: {answer}" for pack, answer in found.inside.items()]
    return "\n".join(lines)


def _full_name(spot: Spot, finder: Finder) -> str:
    state = finder.gazetteer.state(spot.state)
    parts = [spot.place, state.name if state else spot.state, spot.country]
    return ", ".join(part for part in parts if part)
