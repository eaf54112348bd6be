"""Tells which states a programme covers on a day: wholly, partly or not, by nationality."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.core.places.areas import Answer, inside
from bot.core.places.gazetteer import Gazetteer, State
from bot.core.programme.eligibility import Truth, truth
from bot.core.programme.pack import Area, Pack


@dataclass(frozen=True)
class Cover:
    """The area of a programme on a day."""

    pack: Pack
    on: date
    nationality: str
    """ISO 3166; "" for people of any nationality."""
    areas: tuple[Area, ...]
    """The areas in force for these people."""
    depending: tuple[Area, ...]
    """The areas in force for some people only, when the answers do not tell for whom."""
    states: Mapping[State, Answer]
    """Each state of Mexico: covered, not covered, or "unclear" if only a part is covered."""

    def states_that(self, answer: Answer) -> list[State]:
        """Return the states with one answer, in order of their names."""
        return sorted((state for state, said in self.states.items() if said == answer), key=lambda state: state.name)


def cover(pack: Pack, gazetteer: Gazetteer, on: date, nationality: str = "") -> Cover:
    """Return what a pack covers on a day."""
    answers = {"nationality": nationality} if nationality else {}
    in_use = pack.areas_in_force(on)
    areas = pack.areas_on(on, answers)
    depending = tuple(area for area in in_use if truth(area.when, answers) not in (Truth.YES, Truth.NO))
    states: dict[State, Answer] = {
        state: _covered(areas, bool(pack.areas), state, gazetteer) for state in gazetteer.states
    }
    return Cover(pack, on, nationality, areas, depending, states)


def _covered(areas: tuple[Area, ...], limited: bool, state: State, gazetteer: Gazetteer) -> Answer:
    """Answer for one state. A programme with areas covers nothing on a day on which none is in force."""
    if limited and not areas:
        return "no"
    return inside(areas, state=state.code, gazetteer=gazetteer)
