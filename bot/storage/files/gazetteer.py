"""Reads the gazetteer: states at once, towns when the first one is typed, outlines when the first location comes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from bot.core.language.countries import ENGLISH_NAMES
from bot.core.places.gazetteer import Gazetteer, Outline, Place, State
from bot.storage.files.catalogs import LOCALES, load_catalogs

DATA = Path(__file__).parents[2] / "data"
AROUND = "around-names.tsv"
"""What people say around the name of a place, by language and kind."""


def load_gazetteer(extra: tuple[Place, ...] = ()) -> Gazetteer:
    """Return the gazetteer of Mexico and the towns near it, with the places that a pack adds."""
    base = _gazetteer()
    if not extra:
        return base
    return replace(base, read_places=lambda: (*base.places, *extra))


@cache
def _gazetteer() -> Gazetteer:
    phrases: dict[str, tuple[str, ...]] = {}
    for _, kind, words in _rows(AROUND):
        phrases[kind] = (*phrases.get(kind, ()), words)
    countries: dict[str, tuple[str, ...]] = {}
    parts: dict[str, tuple[str, ...]] = {}
    borders: dict[str, frozenset[str]] = {}
    for code, names, along in _rows("countries.tsv"):
        country, dash, _ = code.partition("-")
        countries[country] = (*countries.get(country, ()), *_several(names))
        if dash:
            parts[code] = _several(names)
        if along:
            borders[country] = frozenset(_several(along))
    return Gazetteer(
        read_places=_places,
        states=tuple(_state(row) for row in _rows("states.tsv")),
        countries=countries,
        named=_named,
        parts=parts,
        borders=borders,
        phrases=phrases,
        outlines=_outlines,
    )


def kinds_around() -> dict[str, set[str]]:
    """Return, by language, the kinds of words around the name of a place that it has; bot/data/README.md lists them."""
    kinds: dict[str, set[str]] = {}
    for language, kind, _ in _rows(AROUND):
        kinds.setdefault(language, set()).add(kind)
    return kinds


def _named() -> dict[str, tuple[str, ...]]:
    """Return the names of countries that each language of locales/ has, beside those of countries.tsv."""
    catalogs = load_catalogs(LOCALES).values()
    return {code: tuple(catalog.countries[code] for catalog in catalogs) for code in ENGLISH_NAMES}


@cache
def _places() -> tuple[Place, ...]:
    clocks = dict(_rows("town-clocks.tsv"))
    home = (_place(row, zone=clocks.get(row[0], "")) for row in _rows("places.tsv"))
    parts = dict(_rows("us-states.tsv"))
    abroad = (_place(row, abroad=True) for row in _rows("places-abroad.tsv"))
    return (*home, *(replace(place, part=parts.get(place.id, "")) for place in abroad))


def _place(row: list[str], abroad: bool = False, zone: str = "") -> Place:
    id, name, altnames, region, latitude, longitude, population = row
    state, country = ("", region) if abroad else (region, "MX")
    point = float(latitude), float(longitude)
    return Place(id, name, state, country, *point, int(population), _several(altnames), zone=zone)


def _state(row: list[str]) -> State:
    code, name, altnames, capital, zones, south, north = row
    return State(code, name, _several(altnames), _several(zones), float(south), float(north), capital)


def _several(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell, which are separated by semicolons."""
    return tuple(part for part in map(str.strip, cell.split(";")) if part) if cell else ()


def _rows(file: str) -> Iterator[list[str]]:
    """Yield the rows of a table after its first line; cells are separated by tabs, and never quoted."""
    lines = (DATA / file).read_text(encoding="utf-8").split("\n")
    return (line.split("\t") for line in lines[1:] if line)


@cache
def _outlines() -> tuple[Outline, ...]:
    return (*_shapes("mexico-states.geojson", "iso"), *_shapes("neighbours.geojson", "iso"))


def _shapes(file: str, code: str) -> Iterator[Outline]:
    for feature in json.loads((DATA / file).read_text(encoding="utf-8"))["features"]:
        rings = tuple(ring for polygon in feature["geometry"]["coordinates"] for ring in polygon)
        longitudes = [corner[0] for ring in rings for corner in ring]
        latitudes = [corner[1] for ring in rings for corner in ring]
        yield Outline(
            code=feature["properties"][code],
            rings=rings,
            south=min(latitudes),
            north=max(latitudes),
            west=min(longitudes),
            east=max(longitudes),
        )
