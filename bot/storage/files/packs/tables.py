"""Every key of the TOML files of a pack: its kind, its bounds and one sentence. A new key is one line here."""

from typing import Literal, get_args

from bot.core.places.areas import Answer as Inside
from bot.core.programme.eligibility import PARTY, UNSURE, Kind, Outcome
from bot.core.programme.pack import OperatorKind, PackKind, SeatPer
from bot.storage.files.packs.keys import BEFORE, ESTIMATE, PERIOD, URL_KEY, Key, Table, label, source
from bot.storage.files.packs.reader import LONGEST_LABEL

Expected = Literal["listed", "not_listed", "ask_a_person", "open", "closed"]
ANY = "any"
"""The key of a condition that holds several alternatives."""
WAYS_OUT = (UNSURE, "back", "help", "more", "done")
"""Choices that the conversation itself adds to the options of a question."""
SEAT_PER: tuple[SeatPer, ...] = get_args(SeatPer)
EXPECTED: tuple[Expected, ...] = get_args(Expected)
INSIDE: tuple[Inside, ...] = get_args(Inside)
QUESTION_KINDS: tuple[Kind, ...] = get_args(Kind)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
OPERATOR_KINDS: tuple[OperatorKind, ...] = get_args(OperatorKind)
PACK_KINDS: tuple[PackKind, ...] = get_args(PackKind)
WHEN = Key("condition", "For whom it counts. Without it, for everybody.", required=False)
ID = Key("id", "Its name for other files, for translations and for links.")
AGAIN = Key("id", "Its name. Several with one name are versions, one after another by date.")

PARAMETERS = {
    "horizon_days": Key("whole", "How many days ahead people can book.", most=730),
    "lead_hours": Key("whole", "How many hours before an appointment it can be booked at the latest."),
    "reminder_hours": Key("whole", "How many hours before an appointment people are reminded."),
    "daily_total": Key("whole", "Places a day at all sites together, as it was said; capacity.csv divides them."),
    "allocation": Key("one_of", "Whether who comes first books, or places are drawn.", words=("first_come", "draw")),
    "newcomers": Key(
        "one_of",
        "Where a draw is: all wait for it, or who comes books while nobody waits.",
        words=("draw", "book"),
    ),
    "excess": Key(
        "one_of",
        "Where seats come from that a drawn group lacks: the next day, or beyond.",
        words=("carry", "overflow"),
    ),
    "seniority_percent": Key("whole", "How much of a draw goes to those who wait longest.", most=100),
    "release_at": Key("clock", "The time of the day at which new places open."),
    "request_opens": Key("clock", "The time of the day from which requests are taken."),
    "request_hours": Key("whole", "How many hours of the day requests are taken.", least=1, most=24),
    "draw_at": Key("clock", "The time of the day of the draw."),
    "confirm_hours": Key("whole", "How many hours people have to accept an offer.", least=1),
    "chat_messages": Key("whole", "How many messages a chat may send at once."),
    "bookings_a_day": Key("whole", "How many times a day a person may take or move a seat."),
    "waiting_hours": Key("whole", "How many hours a place that opens is kept for the next on the list."),
}
"""The parameters that a pack may set; limits per nationality are allowed as well."""
LIMIT = "limit_nationality_"
"""Prefix of the parameters that limit a nationality; its ISO 3166 code follows."""
LIMIT_KEY = Key("whole", "The most places a day for people of one nationality; its code (MX) ends the name.")


def dated_value(value: Key) -> Table:
    """Return the keys of one value of a parameter."""
    return Table(
        "One value, from a day to a day.",
        {"value": value, **PERIOD, "source": source(), "url": URL_KEY, "estimate": ESTIMATE},
    )


CIRCLE = Table(
    "A circle on the map.",
    {
        "latitude": Key("decimal", "Degrees north of its middle.", least=-90, most=90),
        "longitude": Key("decimal", "Degrees east of its middle.", least=-180, most=180),
        "kilometres": Key("decimal", "How far it reaches.", least=0.1, most=20_000),
    },
)
AREA = Table(
    "Where the programme covers people; without any area, everywhere.",
    {
        "id": ID,
        **PERIOD,
        "source": source("text"),
        "states": Key("words", "The ISO 3166-2 codes of states that are covered, such as MX-TAB.", required=False),
        "parallel": Key("decimal", "All north of this latitude is covered.", required=False, least=-90, most=90),
        "circles": Key("tables", "Circles that are covered.", required=False, of=CIRCLE),
        "when": WHEN,
        "url": URL_KEY,
        "estimate": ESTIMATE,
    },
)
ENTRY = Table(
    "A text that people read in the place of questions, on days without appointments. A page has nothing else.",
    {
        "id": AGAIN,
        "text": Key("text", "What people read, in one message."),
        "source": source("text"),
        **PERIOD,
        "url": URL_KEY,
    },
)
PAGE = Table(
    "Who runs it, and what a page says. `kind`, `extends` and `without` are for a page and for an extension.",
    {
        "id": Key("id", "The name of the pack: translations and data know it by this."),
        "extends": Key("word", "The pack of which this one writes only what is different.", required=False),
        "without": Key("words", "What the parent has and this pack has not: late, site:remote.", required=False),
        "kind": Key("one_of", "Whether it gives appointments, or is a page.", required=False, words=PACK_KINDS),
        "name": label("What the programme is called."),
        "operator": label("Who runs it."),
        "about_operator": Key("text", "More about who runs it, for those who ask."),
        "operator_kind": Key(
            "one_of",
            "Whether it is no part of any government, or a public office.",
            required=False,
            words=OPERATOR_KINDS,
        ),
        "zone": Key("zone", "The clock by which its days are counted."),
        "entry": Key("tables", ENTRY.says, required=False, of=ENTRY),
    },
)
PROGRAMME = Table(
    "Who runs it, what is kept, and what has dates.",
    {
        **PAGE.keys,
        "decider": Key("text", "Who decides, since the bot does not: it ends a sentence."),
        "who_sees": Key("text", "Who can look at what people write."),
        "demonstration": Key("flag", "Whether it is practice: people are told so everywhere."),
        "imitation_ended": Key("day", "The day on which what a demonstration imitates ended.", required=False),
        "imitates": Key("word", "What a demonstration imitates.", required=False, longest=LONGEST_LABEL),
        "seat_per": Key("one_of", "Whether each person takes a seat, or a whole group takes one.", words=SEAT_PER),
        "party_maximum": Key("whole", "The largest group that can book together.", least=1, most=100),
        "keep_drafts_days": Key("whole", "After so many days without a message a draft goes.", least=1, most=365),
        "keep_days": Key("whole", "So many days after the appointment all data goes.", least=1, most=3650),
        "topic": Key("word", "The id of the question whose answer is a service.", required=False),
        "interpreter": Key("word", "The id of the question for which language is interpreted.", required=False),
        "private_room": Key("word", "The id of the question about a private room.", required=False),
        "bring": Key("text", "What people bring; a pack for real appointments says it.", required=False),
        "late": Key("text", "What people do who come late; a pack for real appointments says it.", required=False),
        "identity": Key("words", "The ids of the questions that tell people apart.", required=False),
        "free": Key("flag", "Whether an appointment costs nothing.", required=False),
        "cost": Key("text", "What an appointment costs and how it is paid, if it is not free.", required=False),
        "parameters": Key(
            "table",
            "Numbers and times that change by date.",
            required=False,
            of=Table(
                "Each has one value after another by date, under [[parameters.NAME]].",
                {
                    **{name: Key("dated", key.says, False, of=dated_value(key)) for name, key in PARAMETERS.items()},
                    f"{LIMIT}XX": Key("dated", LIMIT_KEY.says, False, of=dated_value(LIMIT_KEY)),
                },
            ),
        ),
        "area": Key("tables", AREA.says, required=False, of=AREA),
    },
)
OPTION = Table(
    "One answer to a choice.",
    {
        "id": Key("id", ID.says, words=WAYS_OUT),
        "label": label("What its button says."),
        "heard": Key("text", "What people type for it, with | between the words.", required=False),
    },
)
AGES = Table(
    "The ages for which an item holds.",
    {
        "at_most": Key("whole", "It holds up to this age.", required=False),
        "at_least": Key("whole", "It holds from this age on.", required=False),
    },
)
ITEM = Table(
    "One line of a list that is asked as a whole.",
    {
        "id": ID,
        "label": label("The line in the list."),
        "holds": label("The button for: this is so."),
        "holds_not": label("The button for: this is not so."),
        "ages": Key("table", "The ages in numbers that decide it.", required=False, of=AGES),
    },
)
QUESTION = Table(
    "What the pack asks, in this order.",
    {
        "id": Key("id", ID.says, words=(PARTY, ANY)),
        "kind": Key("one_of", "Which answers it can have.", words=QUESTION_KINDS),
        "min": Key("whole", "The least number that is an answer.", required=False),
        "max": Key("whole", "The largest number that is an answer.", required=False),
        "text": Key("text", "The question."),
        "label": label("Two or three words that name it in a summary."),
        "options": Key("options", "The answers of a choice, or those of services.csv.", required=False, of=OPTION),
        "item": Key("tables", "The lines of a list.", required=False, of=ITEM),
        "when": Key("condition", "When it is asked. Without it, always.", required=False),
        "booking": Key("flag", "Whether the appointment needs it, not the rules.", required=False),
        "unsure": Key("flag", 'Whether "I am not sure" is offered; it is, without this.', required=False),
        "before": BEFORE,
    },
)
BOUNDS = Table(
    "A number between two bounds.",
    {name: Key("whole", "A bound, itself included.", required=False) for name in ("min", "max")},
)
RULE = Table(
    "What the rules list, in this order: the first one that holds counts.",
    {
        "id": AGAIN,
        **PERIOD,
        "outcome": Key("one_of", "What it lists.", words=OUTCOMES),
        "when": WHEN,
        "reason": Key("text", "Why, as people read it."),
        "source": source("text"),
        "url": URL_KEY,
        "contact": Key("word", "The kind of contact that helps.", required=False),
        "estimate": ESTIMATE,
        "before": BEFORE,
    },
)
CASE = Table(
    "People in one sentence each, with the outcome that is right for them: they prove the rules.",
    {
        "name": Key("word", "A full sentence."),
        "on": Key("day", "The day of the case."),
        "answers": Key("values", "What the person answers.", required=False),
        "expect": Key("one_of", "What the rules list, or that it is closed.", False, words=EXPECTED),
        "rule": Key("word", "The rule that settles it.", required=False),
        "next": Key("word", 'The question that comes next, or "" for none.', required=False),
        "place": Key("word", "Where the person is: a town, a state or a country.", required=False),
        "inside": Key("one_of", "Whether the area of that day covers the place.", False, words=INSIDE),
        "site": Key("word", "The site whose seats are counted. Without it, all together.", required=False),
        "seats": Key("whole", "Seats on that day.", required=False),
        "entries": Key("words", "The ids of the texts that are read on that day.", required=False),
        "values": Key("values", "Values of parameters on that day.", required=False),
    },
)


def listed(table: Table, name: str) -> Table:
    """Return the keys of a file that is a list of tables under one name."""
    return Table(table.says, {name: Key("tables", table.says, required=False, of=table)})


QUESTIONS = listed(QUESTION, "question")
RULES = listed(RULE, "rule")
CASES = listed(CASE, "case")
