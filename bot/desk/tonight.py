"""Tonight: what one shift tells the next, and corrections that can be undone for two minutes."""

from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.desk.acts import Act, may
from bot.core.language.text import Text, Texts
from bot.desk.route import Answer, Asked, DeskRoute, Go, Page, deed, page
from bot.services.desk import corrections
from bot.services.desk.look import LOOKS
from bot.services.desk.people_tonight import Helped, people_tonight
from bot.storage.database import transaction
from bot.storage.tables import shift_notes
from bot.storage.tables.delayed_acts import DelayedAct

PATH = "/desk/tonight"
MOST_DIGITS = 4
NOTES = {
    "printer": Text("desk.note.printer", "The printer does not work."),
    "paper": Text("desk.note.paper", "There is no more paper."),
    "internet": Text("desk.note.internet", "The internet is slow or away."),
    "interpreter": Text("desk.note.interpreter", "An interpreter is missing."),
    "room": Text("desk.note.room", "The quiet room is taken."),
    "many": Text("desk.note.many", "Many people wait: come early."),
}
REASONS = {
    "asked": Text("desk.reason.asked", "The person asked for it"),
    "twice": Text("desk.reason.twice", "The person has another appointment"),
    "mistake": Text("desk.reason.mistake", "It was booked by mistake"),
}
PLACES = {
    "waits": Text("desk.place.waits", "waits until {time}"),
    "missing": Text("desk.place.missing", "an answer is missing"),
    "asked": Text("desk.place.asked", "asked for a place"),
    "booked": Text("desk.place.booked", "booked"),
    "left": Text("desk.place.left", "left"),
}
FAULTS = {
    "code": Text(
        "desk.cancel.no_code", "No appointment has this code. Nothing was changed. Read it aloud and try again."
    ),
    "closed": Text("desk.cancel.closed", "Too many wrong codes. Nothing was changed. Get a coordinator."),
    "pin": Text(
        "desk.cancel.pin", "This person has a PIN. Nothing was changed. They cancel in the chat, with their PIN."
    ),
    "reason": Text("desk.cancel.reason", "Nothing was changed. Choose why, by its button."),
    "people": Text(
        "desk.fewer.people",
        "Nothing was changed. Type how many people still come: at least 1, and fewer than the appointment has now.",
    ),
    "asks": Text(
        "desk.fewer.asks",
        "Nothing was changed. With so many people there is a question to answer first. The person does it in the chat.",
    ),
    "waits": Text(
        "desk.cancel.waits",
        "Nothing was changed. Something waits for this appointment already. Undo it first, or wait for two minutes.",
    ),
}
LATE = Text("desk.undo.late", "The two minutes are over. Look whether the appointment is still there, and book again.")
WORDS = {
    "people": Text("desk.people", "My people this evening: call the first one first"),
    "no_people": Text("desk.people.none", "You have helped nobody yet. Start a card at the table."),
    "paper": Text("desk.people.paper", "paper {number}"),
    "was": Text("desk.people.was", "was {word}"),
    "since": Text("desk.people.since", "since {time}"),
    "numbered": Text("desk.people.numbered", "number {number} since {time}"),
    "notes": Text("desk.notes", "For the next shift"),
    "notes_use": Text("desk.notes.use", "Tap what is so. It goes away after 24 hours, or when you tap it again."),
    "no_notes": Text(
        "desk.notes.none", "The shift before you left nothing to know. Tap below what the next one should know."
    ),
    "cancel": Text("desk.cancel", "Cancel an appointment for a person"),
    "cancel_use": Text(
        "desk.cancel.use",
        "Type the whole code that the person tells you, then tap why. You have two minutes to undo it.",
    ),
    "code": Text("desk.cancel.code", "The code"),
    "fewer": Text("desk.fewer", "Fewer people on an appointment"),
    "fewer_use": Text(
        "desk.fewer.use",
        "Type the whole code that the person tells you, and how many still come. Then tap why. You have two minutes to "
        "undo it.",
    ),
    "still": Text("desk.fewer.still", "How many people still come"),
    "waiting": Text("desk.undo.until", "The appointment {last} will be canceled at {time}."),
    "fewer_waiting": Text("desk.undo.fewer", "At {time}, the appointment {last} will be changed: {people} come."),
    "by": Text("desk.undo.by", "{name} began it. Why: {why}."),
    "undo": Text("desk.undo", "Undo"),
}


def tonight(app: App, asked: Asked, fault: Text | None = None) -> Answer:
    """Show what the last shift said, and what can still be undone."""
    zone, account = ZoneInfo(app.pack.zone), asked.session.account
    noted = [word for word in shift_notes.listing(app.db, asked.now) if word in NOTES]
    undoable = [
        (act.booking, _waits(act, last, zone), WORDS["by"].filled(name=act.name, why=REASONS[act.reason]))
        for act, last in corrections.waiting(app, account)
    ]
    people = people_tonight(app, account, asked.now)
    values = {
        "people": [
            (one, LOOKS.get(one.seat or one.seat_before), words, _place(one, zone))
            for one, words in zip(people, _known_by(people, zone), strict=True)
        ],
        "tonight": WORDS, "fault": fault, "notes": NOTES, "noted": noted, "undoable": undoable,
        "reasons": REASONS if may(account.role, Act.CANCEL) else {},
    }  # fmt: skip
    return Page("tonight.html", values, 200 if fault is None else 409)


def _known_by(people: list[Helped], zone: ZoneInfo) -> list[tuple[Text, ...]]:
    """Return the words by which each card is known, no two the same: its look, and since when it is there."""
    words = [_look_and_time(one, zone) for one in people]
    known = []
    for one, mine in zip(people, words, strict=True):
        alike = sorted((other.since, other.card) for other, theirs in zip(people, words, strict=True) if theirs == mine)
        number = alike.index((one.since, one.card)) + 1
        time = WORDS["numbered"].filled(**dict(mine[-1].values), number=number)
        known.append((*mine[:-1], time) if len(alike) > 1 else mine)
    return known


def _look_and_time(one: Helped, zone: ZoneInfo) -> tuple[Text, ...]:
    paper = (WORDS["paper"].filled(number=one.paper),) if one.paper else ()
    look = LOOKS.get(one.seat or one.seat_before)
    word = () if look is None else (look.word,) if one.seat else (WORDS["was"].filled(word=look.word),)
    since = one.since.astimezone(zone).time().replace(second=0, microsecond=0)
    return (*paper, *word, WORDS["since"].filled(time=since))


def _waits(act: DelayedAct, last: str, zone: ZoneInfo) -> Text:
    time = act.due.astimezone(zone).time()
    if not act.people:
        return WORDS["waiting"].filled(last=last, time=time)
    people = Texts("people", "{n} person", "{n} people", act.people)
    return WORDS["fewer_waiting"].filled(last=last, time=time, people=people)


def _place(one: Helped, zone: ZoneInfo) -> Text:
    return PLACES[one.place].filled(time=one.until.astimezone(zone).time()) if one.until else PLACES[one.place]


def note(app: App, asked: Asked) -> Answer:
    """Note a word for the next shift, or take it away."""
    word = asked.fields.get("word", "")
    with transaction(app.db):
        if word in shift_notes.listing(app.db, asked.now):
            shift_notes.delete(app.db, word)
        elif word in NOTES:
            shift_notes.save(app.db, word, asked.now)
    return Go(PATH)


def cancel(app: App, asked: Asked) -> Answer:
    """Let an appointment be canceled in two minutes."""
    code, reason = asked.fields.get("code", ""), asked.fields.get("reason", "")
    fault = corrections.cancel_later(app, asked.session.account, code, reason, asked.now)
    return tonight(app, asked, FAULTS[fault]) if fault else Go(PATH)


def fewer(app: App, asked: Asked) -> Answer:
    """Let an appointment be for fewer people in two minutes."""
    code, reason, still = (asked.fields.get(name, "") for name in ("code", "reason", "people"))
    people = int(still) if still.isascii() and still.isdecimal() and len(still) < MOST_DIGITS else 0
    fault = corrections.fewer_later(app, asked.session.account, code, reason, people, asked.now)
    return tonight(app, asked, FAULTS[fault]) if fault else Go(PATH)


def undo(app: App, asked: Asked) -> Answer:
    """Undo an act, if it is in time."""
    booking = asked.fields.get("booking", "")
    in_time = booking.isdecimal() and corrections.undo(app, asked.session.account, int(booking), asked.now)
    return Go(PATH) if in_time else tonight(app, asked, LATE)


ROUTES: tuple[DeskRoute, ...] = (
    page(PATH, Act.TONIGHT, tonight),
    deed("/desk/tonight/note", Act.NOTE, note, again=PATH),
    deed("/desk/tonight/cancel", Act.CANCEL, cancel, again=PATH),
    deed("/desk/tonight/fewer", Act.FEWER, fewer, again=PATH),
    deed("/desk/tonight/undo", Act.UNDO, undo, again=PATH),
)
