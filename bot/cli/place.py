"""`randevou place`: what a typed name or a pin means, and which packs cover it."""

from datetime import date
from typing import Any

import click

from bot.cli.common import day_of, json_option, on_option, print_json
from bot.cli.jsonl_input import answer_lines, number_of, text_of
from bot.services.places.lookup import Finder, Spot, Whereabouts
from bot.settings import read_settings
from bot.storage.files.gazetteer import load_gazetteer, read_places
from bot.storage.files.packs import find_pack, load_pack, pack_names


@click.command(name="place", epilog='Example: randevou place "m nan Tapachoula" --language ht --json')
@click.argument("text", required=False)
@click.option("--language", help="The language of the conversation. Names are read in all four languages at once.")
@click.option("--lat", type=float, help="Latitude of a pin, in degrees.")
@click.option("--lon", type=float, help="Longitude of a pin, in degrees.")
@click.option("--accuracy", type=float, default=0.0, help="Metres by which the pin may err; 0, the default: not known.")
@on_option
@json_option
@click.option("--jsonl", is_flag=True, help="Answer JSON lines on standard input, one line each, in order.")
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
    """Say which place a TEXT names, or where a pin lies (--lat, --lon). Nothing is kept.

    \b
    The answer, with --json; what is not known is null, no key is left out:
      outcome     found     one place, or a pin that is clear
                  unsure    ask back: two towns of one name (see candidates), a
                            state alone (state is set), a country alone (country
                            is set), a pin near a line
                  unknown   nothing that we know; a pin at sea, far off, or (0, 0)
      place       the town, in Spanish where it lies in Mexico; null for a pin
      state       MX-CHP; abroad US-CA for the United States, else null
      country     MX, US, GT, BZ
      candidates  [{place, state, country}], the likeliest first, or []
      inside      {pack: yes, no or unclear} for each pack in policy/; a pack
                  without areas covers every place

    With --jsonl each line is {"text": ..., "language": ...} or {"lat": ..., "lon": ..., "accuracy": ...}; a line
    that cannot be read is answered with {"error": ...}, and the exit code is 1 at the end.
    """
    asked = [text is not None, lat is not None or lon is not None, jsonl]
    if asked.count(True) != 1 or (lat is None) != (lon is None):
        raise click.UsageError("Give a TEXT, or --lat and --lon, or --jsonl.")
    finder = _finder(day_of(on))
    if jsonl:
        answer_lines(lambda data: _described(_answered(data, finder)))
        return
    found = finder.typed(text) if text is not None else finder.pin(lat or 0.0, lon or 0.0, accuracy)
    print_json(_described(found)) if as_json else click.echo(_said(found, finder))


def _finder(on: date) -> Finder:
    """The gazetteer with the places of every pack in policy/."""
    policy = read_settings().policy
    names = pack_names(policy)
    own = tuple(place for name in names for place in read_places(find_pack(name, policy)))
    return Finder(load_gazetteer(own), [load_pack(policy / name) for name in names], on)


def _answered(data: dict[str, Any], finder: Finder) -> Whereabouts:
    if "lat" in data or "lon" in data:
        accuracy = number_of(data, "accuracy") if data.get("accuracy") is not None else 0.0
        return finder.pin(number_of(data, "lat"), number_of(data, "lon"), accuracy)
    return finder.typed(text_of(data, "text"))


def _described(found: Whereabouts) -> dict[str, Any]:
    return {
        "outcome": found.outcome,
        **_spot(found.spot),
        "candidates": [_spot(spot) for spot in found.candidates],
        "inside": dict(found.inside),
    }


def _spot(spot: Spot) -> dict[str, str | None]:
    return {"place": spot.place or None, "state": spot.state or None, "country": spot.country or None}


def _said(found: Whereabouts, finder: Finder) -> str:
    """For people: what was understood, what it may be instead, and who covers it."""
    lines = [f"{found.outcome}: {_named(found.spot, finder)}" if any(_spot(found.spot).values()) else found.outcome]
    lines += [f"  or: {_named(spot, finder)}" for spot in found.candidates if spot != found.spot]
    lines += [f"{pack} covers it: {answer}" for pack, answer in found.inside.items()]
    return "\n".join(lines)


def _named(spot: Spot, finder: Finder) -> str:
    state = finder.gazetteer.state(spot.state)
    parts = [spot.place, state.name if state else spot.state, spot.country]
    return ", ".join(part for part in parts if part)
