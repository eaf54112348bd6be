"""What follows from the answers of a conversation in its pack: verdict, next question, sites, slot and step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from bot.core.booking.request import allocation, newcomers
from bot.core.booking.slot import SeatRequest, day_at, read_slot_id
from bot.core.booking.waiting import waiting_hours
from bot.core.conversation.answers import AFTER_QUESTIONS, DAY, PLACE, QUESTION, SITES, SLOT, Answers
from bot.core.conversation.effects import AskForPlace, Book, FindSlots
from bot.core.conversation.state import Conversation, World
from bot.core.language.text import Text
from bot.core.programme.eligibility import PARTY, UNSURE, Answer, Determination, Question, Truth, next_question, truth
from bot.core.programme.pack import Service, party_of
from bot.core.programme.site import Site

OF_GIVEN = ("given", "verdict", "service", "possible_sites")
"""Facts that follow from the answers that rules look at, and from nothing else in the conversation."""
OF_ANSWERS = (*OF_GIVEN, "sites", "slot")
"""Facts that follow from all the answers, and from nothing else in the conversation."""
STEP_OF = {PARTY: "count_party", PLACE: "confirm_place", SITES: "choose_sites"}
"""The step that asks for an answer that is being changed; any other answer is asked by `answer_questions`."""
AFTER_STEPS = (
    "confirm_place", "choose_sites", "choose_slot", "confirm_booking", "hear_of_waiting", "request_place", "hear_offer",
    "hear_of_lapse",
)  # fmt: skip
"""The steps after the questions of the pack."""


@dataclass(frozen=True)
class Facts:
    """What follows from a conversation; each fact is derived once, when it is first needed."""

    conversation: Conversation
    world: World

    def after(self, conversation: Conversation) -> "Facts":
        """Return the facts of a later state of the turn; what follows from the same answers is not derived again."""
        if conversation is self.conversation:
            return self
        later = Facts(conversation, self.world)
        same: tuple[str, ...] = ()
        if conversation.answers is self.conversation.answers:
            same = OF_ANSWERS
        elif later.given == self.given:
            same = OF_GIVEN
        vars(later).update({fact: value for fact, value in vars(self).items() if fact in same})
        return later

    @property
    def answers(self) -> Answers:
        """The answers of the conversation."""
        return self.conversation.answers

    @cached_property
    def given(self) -> Mapping[str, Answer]:
        """The answers that rules look at."""
        return self.answers.for_rules

    @cached_property
    def verdict(self) -> Determination:
        """What the rules in force today list for the answers."""
        return self.world.pack.determination(self.given, self.world.today)

    @cached_property
    def question(self) -> Question | None:
        """The next question of the pack that still matters, or the one whose answer is being changed."""
        pack, asking = self.world.pack, self.conversation.asking
        if asking.startswith(QUESTION):
            return pack.question(asking.removeprefix(QUESTION))
        return next_question(pack.questions, self.verdict, self.given)

    @cached_property
    def service(self) -> Service | None:
        """The service that the answers name."""
        return self.world.pack.service(self.given)

    @cached_property
    def possible_sites(self) -> tuple[Site, ...]:
        """The sites that can serve these answers, from west to east."""
        return self.world.pack.sites_for(self.given)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The sites that the person can reach, in the order of the answer; the only one, if there is just one."""
        if len(self.possible_sites) == 1:
            return self.possible_sites
        by_id = {site.id: site for site in self.possible_sites}
        return tuple([by_id[id] for id in self.answers.sites if id in by_id])

    @cached_property
    def slot(self) -> tuple[Site, datetime] | None:
        """The site and the time (UTC) that were chosen and are not yet booked."""
        choice = self.answers.slot
        site = self.world.pack.site(choice.partition("@")[0])
        return (site, read_slot_id(choice, site)) if site else None

    @property
    def kept(self) -> tuple[Site, datetime] | None:
        """The site and the time (UTC) that are kept for the person, if they still are what the answers ask for."""
        kept = self.conversation.waiting and self.conversation.waiting.kept
        if not kept or kept.request != self.seat_request:
            return None
        return next(((site, kept.slot.starts_at) for site in self.sites if site.id == kept.slot.site), None)

    @property
    def may_wait(self) -> bool:
        """Whether the person may ask to be told when a place opens: not with an appointment, and not twice."""
        conversation, world = self.conversation, self.world
        free = conversation.booking is None and conversation.waiting is None
        return free and bool(waiting_hours(world.pack, world.today))

    @property
    def draws(self) -> bool:
        """Whether a place comes from the draw: for everybody or, if the pack lets newcomers book, while others wait.

        A person whose appointment does not take place comes before the line.
        """
        pack, today, held = self.world.pack, self.world.today, self.conversation.booking
        if allocation(pack, today) != "draw" or (held and held.void):
            return False
        return newcomers(pack, today) == "draw" or self.conversation.live_request is not None or self.world.is_line

    @property
    def may_request(self) -> bool:
        """Whether the person may ask for a place in the draw: one request for each person."""
        draws = allocation(self.world.pack, self.world.today) == "draw"
        return draws and self.conversation.live_request is None and not self.day_stays

    @property
    def offered(self) -> tuple[Site, datetime] | None:
        """The site and the time (UTC) that the draw holds for the person, if they are what the answers ask for."""
        request = self.conversation.live_request
        offer = request and request.offer
        if not offer or offer.request != self.seat_request:
            return None
        return next(((site, offer.slot.starts_at) for site in self.sites if site.id == offer.slot.site), None)

    @property
    def day_stays(self) -> bool:
        """Whether the person has an appointment from a draw: another time of its day is theirs, another day is not."""
        held = self.conversation.booking
        return self.draws and held is not None and held.slot.starts_at > self.world.now

    @property
    def over(self) -> bool:
        """Whether the chosen time has passed and nothing is booked any more."""
        return self.slot is not None and self.conversation.booking is None and self.slot[1] <= self.world.now

    @property
    def outside(self) -> bool:
        """Whether the programme does not cover the place that the person confirmed."""
        return self.answers.place is not None and self.answers.place.inside == "no"

    @property
    def seat_request(self) -> SeatRequest:
        """What a booking for these answers takes."""
        pack, party = self.world.pack, party_of(self.given)
        service = self.service.id if self.service else ""
        return SeatRequest(pack.seats(party), party, pack.needs(self.given), pack.limits(self.given), service)

    @property
    def at_the_booked_time(self) -> bool:
        """Whether the chosen time is that of the booking, which another group wants to keep."""
        held = self.conversation.booking
        return bool(held and self.slot and (self.slot[0].id, self.slot[1]) == (held.slot.site, held.slot.starts_at))

    def book(self, site: Site, starts_at: datetime) -> Book:
        """Return the booking of a time for these answers."""
        return Book(site.id, starts_at, self.seat_request, self.identity)

    def ask_for_place(self, days: tuple[date, ...]) -> AskForPlace:
        """Return the request for a place in the draw for these answers; no days are any day."""
        return AskForPlace(tuple([site.id for site in self.sites]), self.seat_request, days)

    def slots_at(self, sites: tuple[Site, ...]) -> FindSlots:
        """Return the search for slots at some sites, in the time in which a slot can be booked now."""
        if self.day_stays and (held := self.conversation.booking):
            return self.slots_of_the_day(self.world.pack.site_booked(held.slot.site), held.slot.starts_at)
        earliest, latest = earliest_and_latest(self.world)
        return FindSlots(tuple([site.id for site in sites]), self.seat_request, earliest, latest)

    def slots_of_the_day(self, site: Site, starts_at: datetime) -> FindSlots:
        """Return the search for other times on the day of a time that the draw gave."""
        begins, ends = day_at(site, starts_at)
        return FindSlots((site.id,), self.seat_request, max(begins, self.world.now), ends)

    @property
    def identity(self) -> tuple[str, ...]:
        """The seals of the details that the pack asks; empty if one of them is missing or not known."""
        given = tuple(str(self.given.get(id, UNSURE)) for id in self.world.pack.identity)
        return () if UNSURE in given else given

    @property
    def deciding_answer(self) -> str:
        """The answer on which the determination depends, to be corrected: the last one that its rules use."""
        rule = self.verdict.rule
        rules = (rule,) if rule else self.world.pack.rules_on(self.world.today)
        subjects = {test.subject for rule in rules for tests in rule.when for test in tests}
        asked = [key for key in self.answers.order if key.removeprefix(QUESTION) in subjects and key != PARTY]
        return asked[-1] if asked else PARTY

    @property
    def last_answer(self) -> str | None:
        """The answer that "back" takes away; what was chosen further on the way waits there."""
        if self.step == "hear_result":
            return self.deciding_answer
        further = () if self.step in AFTER_STEPS else AFTER_QUESTIONS
        return next((key for key in reversed(self.answers.order) if key not in further), None)

    @property
    def changeable(self) -> tuple[str, ...]:
        """The answers that a person can change one by one, in the order in which they were given."""
        questions = tuple(key for key in self.answers.order if key.startswith(QUESTION))
        return tuple(key for key in (PARTY, *questions, *AFTER_QUESTIONS) if key in self.answers and key != DAY)

    @cached_property
    def step(self) -> str:
        """The step that comes next: it follows from the answers and the pack alone."""
        conversation = self.conversation
        if not conversation.language:
            return "choose_language"
        if conversation.locked:
            return "come_back"
        if self._only_read and not (conversation.booking and not conversation.moving):
            return "read_page"
        if self.world.pack.demonstration and not self.answers.practice:
            return "see_practice"
        if not self.answers.operator:
            return "meet_operator"
        if not conversation.consented:
            return "give_consent"
        if self.world.channel.asks_whose and not self.answers.phone:
            return "tell_whose_phone"
        if conversation.given_back or (conversation.booking and not conversation.moving):
            return "hear_of_cancellation" if conversation.given_back else "booked"
        return self._step_to_a_booking()

    @property
    def _only_read(self) -> bool:
        """Whether there is nothing to ask and nothing to book now."""
        return self.world.pack.is_page or bool(self.world.entries)

    def _step_to_a_booking(self) -> str:
        conversation = self.conversation
        if conversation.asking in STEP_OF:
            return STEP_OF[conversation.asking]
        if not self.answers.party:
            return "count_party"
        found = self.verdict
        news = found.outcome != "listed" or conversation.told != found.told
        if not conversation.asking and found.outcome and news:
            return "hear_result"
        if self.question:
            return "answer_questions"
        if self.world.pack.areas and (self.answers.place is None or self.outside):
            return "confirm_place"
        if not self.sites:
            return "choose_sites"
        if conversation.waiting and conversation.waiting.state in ("lapsed", "over"):
            return "hear_of_waiting"
        if self.answers.slot or self.kept:
            return "confirm_booking"
        if self.offered and not self.day_stays:  # also where the draws have ended since
            return "hear_offer"
        return self._step_to_a_draw() if self.draws and not self.day_stays else "choose_slot"

    def _step_to_a_draw(self) -> str:
        request = self.conversation.live_request
        return "hear_of_lapse" if request and request.state == "lapsed" else "request_place"

    def progress(self, asked: str) -> tuple[Text, ...]:
        """Say which question of how many this is; only on the way to a first booking."""
        if self.conversation.asking or self.conversation.moving:
            return ()
        parts = [PARTY, *(QUESTION + question.id for question in self._relevant())]
        parts += [PLACE] if self.world.pack.areas else []
        parts += [SITES] if len(self.possible_sites) > 1 else []
        parts += [SLOT]
        if asked not in parts:
            return ()
        return (Text("progress", "{step} of {total}.", step=parts.index(asked) + 1, total=len(parts)),)

    def _relevant(self) -> list[Question]:
        given, still_open = self.given, self.verdict.open
        return [
            question
            for question in self.world.pack.questions
            if truth(question.when, given) in (Truth.YES, Truth.UNSURE)
            and (question.id in given or question.booking or question.id in still_open)
        ]


def earliest_and_latest(world: World) -> tuple[datetime, datetime]:
    """Return the first and the last time (UTC) for which a slot can be booked now."""
    lead = world.pack.number("lead_hours", world.today, 12)
    horizon = world.pack.number("horizon_days", world.today, 14)
    return world.now + timedelta(hours=lead), world.now + timedelta(days=horizon)
