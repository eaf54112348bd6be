"""Finds where a typed name or a pin lies, and which programmes cover it: an answer for programs, in no language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.places import areas, matching, ranking
from bot.core.places.areas import Location, locate, tolerance_km
from bot.core.places.gazetteer import Gazetteer, Place, State
from bot.core.programme.eligibility import Truth, truth
from bot.core.programme.pack import Area, Pack


@dataclass(frozen=True, slots=True)
class Spot:
    """A town, a state or a country; "" for what is not known."""

    place: str = ""
    state: str = ""
    """ISO 3166-2: a state of Mexico or of the United States."""
    country: str = ""
    """ISO 3166."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The answer: `found`, `unsure` or `unknown`; the spot as far as known; other candidates; and who covers it."""

    outcome: str
    spot: Spot
    candidates: tuple[Spot, ...]
    inside: Mapping[str, str]


@dataclass(frozen=True)
class Finder:
    """The gazetteer and the packs, on one day."""

    gazetteer: Gazetteer
    packs: Sequence[Pack]
    on: date

    def typed(self, text: str) -> Whereabouts:
        """Return the place that a text names. A state or a country alone is `unsure` with that much known."""
        match matching.match(text, self.gazetteer):
            case ranking.Found(place):
                return Whereabouts("found", _spot(place), (), self._covered(place))
            case ranking.FoundState(state):
                return Whereabouts("unsure", _spot(state), (), self._covered(state))
            case ranking.CountryOnly(country):
                covered = self._inside(state="" if country == "MX" else country)
                return Whereabouts("unsure", Spot(country=country), (), covered)
            case ranking.Unsure(candidates, country):
                spots = (*map(_spot, candidates), *([Spot(country=country)] if country else []))
                covers = [self._covered(candidate) for candidate in candidates]
                covered = _agreed([*covers, self._inside(state=country)] if country else covers)
                return Whereabouts("unsure", _common(spots), spots, covered)
        return Whereabouts("unknown", Spot(), (), self._inside(state=""))

    def pin(self, latitude: float, longitude: float, accuracy_m: float) -> Whereabouts:
        """Return the state or country of a point: `unsure` near a line, `unknown` at sea, far away or impossible."""
        where = locate(latitude, longitude, accuracy_m, self.gazetteer)
        if where is None:
            return Whereabouts("unknown", Spot(), (), self._inside(state=""))
        return self._pinned(where, (latitude, longitude), tolerance_km(accuracy_m))

    def _pinned(self, where: Location, point: tuple[float, float], tolerance: float) -> Whereabouts:
        """Answer for a pin near a line: covered if both sides are, not covered if neither is, else unclear."""
        state = where.state if where.country == "MX" else ""
        covered = self._inside(state=state, point=point, tolerance_km=tolerance)
        if not where.state and not where.country:
            return Whereabouts("unknown", Spot(), (), covered)
        if not where.unclear:
            return Whereabouts("found", _lying(where), (), covered)
        sides = [
            self._inside(state=code, point=point, tolerance_km=tolerance)
            if code.startswith("MX-")
            else self._inside(state=code[:2])
            for code in where.candidates
        ]
        return Whereabouts("unsure", _lying(where), tuple(map(_of_code, where.candidates)), _agreed(sides))

    def _covered(self, thing: Place | State) -> dict[str, str]:
        if isinstance(thing, State):
            return self._inside(state=thing.code)
        if thing.country != "MX":
            return self._inside(state=thing.country)
        return self._inside(state=thing.state, point=(thing.latitude, thing.longitude))

    def _inside(
        self, state: str, point: tuple[float, float] | tuple[None, None] = (None, None), **tolerance: float
    ) -> dict[str, str]:
        """Return the answer of each pack. A place that only an area for some people covers is unclear.

        A programme with areas covers nothing on a day on which none is in force.
        """
        answers: dict[str, str] = {}
        for pack in self.packs:
            valid = pack.areas_in_force(self.on)
            if pack.areas and not valid:
                answers[pack.id] = "no"
                continue
            answer, for_some = (
                areas.inside(chosen, state=state, latitude=point[0], longitude=point[1], gazetteer=self.gazetteer,
                              **tolerance)
                for chosen in (_for_all(valid), valid)
            )  # fmt: skip
            answers[pack.id] = answer if answer == for_some or not _for_all(valid) else "unclear"
        return answers


def _for_all(among: Iterable[Area]) -> tuple[Area, ...]:
    return tuple(area for area in among if truth(area.when, {}) is Truth.YES)


def _spot(thing: Place | State) -> Spot:
    if isinstance(thing, State):
        return Spot(state=thing.code, country="MX")
    return Spot(thing.name, thing.state or thing.part, thing.country)


def _of_code(code: str) -> Spot:
    country, _, state = code.partition("-")
    return Spot(state=code if state else "", country=country)


def _lying(where: Location) -> Spot:
    return Spot(state=where.state, country="MX") if where.country == "MX" else _of_code(where.abroad)


def _common(spots: Sequence[Spot]) -> Spot:
    """Return what all candidates have in common besides the name: the state, the country, or nothing."""
    named = {spot.state for spot in spots if not spot.place}
    states, countries = named or {spot.state for spot in spots}, {spot.country for spot in spots}
    return Spot(state=states.pop() if len(states) == 1 else "", country=countries.pop() if len(countries) == 1 else "")


def _agreed(answers: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """Return the answer that all candidates share, "unclear" if they differ."""
    packs = answers[0] if answers else {}
    said = {pack: {answer[pack] for answer in answers} for pack in packs}
    return {pack: one.pop() if len(one) == 1 else "unclear" for pack, one in said.items()}
