"""All that is kept about a person, in words: what the rows hold, and nothing else."""

from bot.core.booking.slot import BookingRecord, local
from bot.core.conversation import facts, labels
from bot.core.conversation.events import Recalled
from bot.core.conversation.state import Conversation, World
from bot.core.language.text import Text, Texts, Value


def everything_known(recalled: Recalled, conversation: Conversation, world: World) -> tuple[Text, ...]:
    """Everything that is stored about a person, line by line."""
    lines = [
        Text("know.language", "Language: {name}", name=world.catalogs[conversation.language].name),
        Text("know.consent", "You agreed on {date}.", date=recalled.consented_at.date()),
        *(labels.answer_label(key, conversation, world) for key in facts.answers_to_change(conversation)),
    ]
    if conversation.told:
        lines.append(Text("know.told", "What the rules say to these answers, as we told you."))
    lines.append(Text("know.position", "That you read who we are, and where you are in the conversation."))
    for kept in recalled.bookings:
        lines += _booking_known(kept, world)
    if conversation.protected:
        lines.append(Text("know.pin", "That you have a PIN. We cannot read it."))
    lines.append(Text("know.address", "How to reach you in this chat, locked."))
    since = recalled.since or recalled.consented_at.date()
    lines.append(Text("know.case", "A random number for your case, and a key of its own, since {date}.", date=since))
    return (*lines, *_counts_known(recalled))


def _booking_known(kept: BookingRecord, world: World) -> list[Text]:
    booking, site = kept.booking, world.pack.site_booked(kept.booking.slot.site)
    values: dict[str, Value] = {"code": booking.code, "site": site.name, **labels.when(site, booking.slot.starts_at)}
    what = (
        Text("know.past", "Past appointment: {code}, {site}, {date}, {time}", **values)
        if kept.past
        else Text("know.booking", "Appointment: {code}, {site}, {date}, {time}", **values)
    )
    for_whom = Texts("people", "{n} person", "{n} people", booking.people)
    made = Text(
        "know.booked",
        "Booked on {made}, for {people}. Times moved: {moved}.",
        made=local(kept.made, site).date(),
        people=for_whom,
        moved=booking.sequence,
    )
    reminded = [Text("know.reminded", "That we reminded you of it.")] if kept.reminded else []
    return [what, made, *reminded]


def _counts_known(recalled: Recalled) -> tuple[Text, ...]:
    """What there is a number of, where there is any."""
    counts = (
        Texts(
            "know.waiting", "{n} message that is not sent yet.", "{n} messages that are not sent yet.", recalled.waiting
        ),
        Texts(
            "know.screen",
            "The number of {n} message in this chat, to clear it.",
            "The numbers of {n} messages in this chat, to clear them.",
            recalled.on_screen,
        ),
        Texts(
            "know.audit",
            "{n} entry about you in the log of our staff.",
            "{n} entries about you in the log of our staff.",
            recalled.logged,
        ),
        Texts(
            "know.elsewhere",
            "{n} other programme that you use here keeps something, too: ask there.",
            "{n} other programmes that you use here keep something, too: ask there.",
            recalled.elsewhere,
        ),
    )
    shared = Texts(
        "know.phone",
        "{n} case on this phone.",
        "{n} cases on this phone: this is yours.",
        recalled.cases,
    )
    return (*(text for text in counts if text.n), *((shared,) if recalled.cases > 1 else ()))
