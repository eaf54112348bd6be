"""What a person has answered so far: each answer with its type, in the order given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict, Unpack  # Any: stored answers, read by the types that wrote them

from bot.core.places.areas import Answer as Inside
from bot.core.programme.eligibility import PARTY, Answer

PRACTICE, OPERATOR, CONSENT, PHONE, PLACE, SITES, DAY, SLOT = (
    "practice",
    "operator",
    "consent",
    "phone",
    "place",
    "sites",
    "day",
    "slot",
)
FIRST = (PRACTICE, OPERATOR, CONSENT, PHONE)
"""What every person hears before the first question, and agrees to; on some channels also whose phone it is."""
AFTER_QUESTIONS = (PLACE, SITES, DAY, SLOT)
"""What is asked after the questions of the pack, in this order; no rule looks at it."""
UNDERSTOOD, MET = "understood", "met"
"""The answers to the practice notice and to the welcome of the operator."""
QUESTION = "q:"
"""The start of a key that stands for a question of the pack."""


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """Where the person is, as far as it is stored: the state and its meaning, never a town or a coordinate."""

    state: str
    """ISO 3166-2; empty abroad."""
    inside: Inside
    """Whether the programme covers the place."""
    country: str = ""
    """ISO 3166, abroad only."""
    method: str = ""
    """How it was said: a state, a town, or a location."""
    on: str = ""
    """The day on which it was said."""

    def to_data(self) -> dict[str, str]:
        """Return the place as plain JSON; empty values are left out, except the state."""
        rest = {"country": self.country, "inside": self.inside, "method": self.method, "on": self.on}
        return {"state": self.state, **{name: value for name, value in rest.items() if value}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "KnownPlace":
        """Return the place that `to_data` wrote."""
        return cls(**{"inside": "unclear", **data})


class Given(TypedDict, total=False):
    """Answers that are given at once, by name."""

    practice: str
    operator: str
    consent: str
    phone: str
    party: int
    questions: Mapping[str, Answer]
    place: KnownPlace
    sites: tuple[str, ...]
    day: str
    slot: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one person; an empty value stands for no answer."""

    practice: str = ""
    operator: str = ""
    consent: str = ""
    """The digest of the notice that the person agreed to."""
    phone: str = ""
    """Whose phone it is, where that is asked: `own` or `shared`."""
    party: int = 0
    questions: Mapping[str, Answer] = field(default_factory=dict)
    """Answers to the questions of the pack, by question."""
    place: KnownPlace | None = None
    sites: tuple[str, ...] = ()
    day: str = ""
    slot: str = ""
    order: tuple[str, ...] = ()
    """The keys of all answers in the order given: "back" takes the last one away."""

    def __contains__(self, key: object) -> bool:
        return key in self.order

    def given(self, **answers: Unpack[Given]) -> "Answers":
        """Return the answers with some given: a changed one keeps its place in the order, a new one comes last."""
        return replace(self, **answers).in_order(self.order)

    def without(self, keys: Iterable[str]) -> "Answers":
        """Return the answers without some."""
        gone = set(keys)
        questions = {id: answer for id, answer in self.questions.items() if QUESTION + id not in gone}
        fields = {key: getattr(NOTHING, key) for key in gone if not key.startswith(QUESTION)}
        return replace(self, **{**fields, "questions": questions}).in_order(self.order)

    def only(self, keys: Iterable[str]) -> "Answers":
        """Return some of the answers."""
        return self.without(set(self.order) - set(keys))

    def in_order(self, earlier: tuple[str, ...]) -> "Answers":
        """Return the answers with their keys in order: first those of an earlier order, then what is new.

        What comes before the questions stays before them, and what is asked after them stays after them.
        """
        now = [key for key in (*FIRST, PARTY) if getattr(self, key)]
        now += [QUESTION + id for id in self.questions]
        now += [key for key in AFTER_QUESTIONS if getattr(self, key)]
        kept = [key for key in earlier if key in now]
        order = [*kept, *(key for key in now if key not in kept)]
        return replace(self, order=tuple(sorted(order, key=lambda key: (key in AFTER_QUESTIONS, key not in FIRST))))

    @property
    def for_rules(self) -> dict[str, Answer]:
        """Return what rules use: the answers to the questions of the pack, and the size of the party."""
        return {**self.questions, **({PARTY: self.party} if self.party else {})}

    def to_data(self) -> dict[str, Any]:
        """Return the answers as plain JSON, in their order."""
        data: dict[str, Any] = {}
        for key in self.order:
            if key.startswith(QUESTION):
                data[key] = self.questions[key.removeprefix(QUESTION)]
            elif key == PLACE and self.place:
                data[key] = self.place.to_data()
            else:
                data[key] = list(self.sites) if key == SITES else getattr(self, key)
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Answers":
        """Return the answers that `to_data` wrote."""
        questions = {key.removeprefix(QUESTION): value for key, value in data.items() if key.startswith(QUESTION)}
        given = {key: value for key, value in data.items() if not key.startswith(QUESTION)}
        if PLACE in given:
            given[PLACE] = KnownPlace.from_data(given[PLACE])
        if SITES in given:
            given[SITES] = tuple(given[SITES])
        return cls(
            **given,
            questions=questions,
            order=tuple([key for key, value in data.items() if value or key.startswith(QUESTION)]),
        )


NOTHING = Answers()
"""No answers yet."""


def after_consent(digest: str, party: int = 0) -> Answers:
    """Return the answers of a person who has heard the introduction and agreed, and may have named a party."""
    return Answers(practice=UNDERSTOOD, operator=MET, consent=digest, party=party).in_order(())
