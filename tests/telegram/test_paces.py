"""Whole bookings against the strict counterpart, by people who tap at four paces, once, three times or again and again.

Answers come at one a second to a chat, as Telegram allows; here a second lasts a tenth of one.
"""

import asyncio
from pathlib import Path

import pytest

from tests.telegram import stage as polling
from tests.telegram import test_webhook as webhook
from tests.telegram.botapi import BotApi
from tests.telegram.people import Person, Shown
from tests.telegram.slow_network import wanted

SECOND = 0.1
PACES = (0.1, 0.5, 1.5, 5.0)
TAPS = 12
"""What a slow person taps from hello to the ticket."""
PLACE = "Monterrey"
LATE = "That button is from before"


def newest(person: Person) -> Shown | None:
    """Return the newest message with buttons, if the person has written nothing since then."""
    for shown in reversed(person.screen()):
        if shown.data or shown.text == PLACE:
            return shown if shown.data else None
    return None


async def book(person: Person, pace: float, times: int, patient: bool) -> int:
    """Go from hello to the ticket; return the taps."""
    taps, done = 0, set[tuple[int, str]]()
    await person.start()
    while True:
        await asyncio.sleep(pace * SECOND)
        if any("Booked. Your code" in text for text in person.heard()):
            return taps
        if person.keyboard and not any(shown.text == PLACE for shown in person.screen()):
            await person.write(PLACE)
        shown = newest(person)
        button = wanted(list(shown.data)) if shown and not person.keyboard else ""
        if shown and button and not (patient and (shown.id, button) in done):
            for _ in range(times):
                await person.tap(shown.id, button)
            taps, done = taps + times, done | {(shown.id, button)}


@pytest.mark.parametrize("way", [polling, webhook], ids=["polling", "webhook"])
def test_four_people_book_at_four_paces_with_the_same_taps(tmp_path: Path, way: type[polling]) -> None:
    async def whole() -> None:
        async with BotApi(allow_http=way is webhook) as api:
            api.limits.per_chat, api.limits.burst = 1 / SECOND, 4  # one more than the bot: for a busy machine
            stage = way.Stage(api, tmp_path)
            async with stage.bot(SECOND * 1.2), asyncio.timeout(60):
                people = [api.person(10 + n, "en") for n in range(3 * len(PACES))]
                ways = [(pace, *how) for how in ((1, True), (3, True), (1, False)) for pace in PACES]
                taps = await asyncio.gather(*(book(one, *way) for one, way in zip(people, ways, strict=True)))
                await api.until(lambda: not api.unanswered())
            n = len(PACES)
            assert taps[:n] == [TAPS] * n
            assert taps[n : 2 * n] == [3 * TAPS] * n
            for person in people:
                assert not [text for text in (*person.heard(), *person.toasts) if LATE in text]
                assert sum("Your code" in text for text in person.heard()) == 1
            assert not [call for call in api.calls if call.code == 429], "the bot kept the pace"

    asyncio.run(whole())


def test_a_late_tap_is_answered_by_a_short_notice_or_else_by_one_message(tmp_path: Path) -> None:
    async def act(stage: polling.Stage) -> None:
        async with stage.bot():
            await polling.to_place(stage, "en")
            old = next(shown for shown in stage.marie.screen() if any(data.endswith("|agree") for data in shown.data))
            more, no = (next(d for d in old.data if d.endswith(f"|{choice}")) for choice in ("more", "no"))
            before = stage.marie.screen()
            await stage.marie.tap(old.id, more)
            await stage.api.until(lambda: stage.marie.toasts)
            assert LATE in stage.marie.toasts[-1]
            assert stage.marie.screen() == before
            stage.api.fail("answerCallbackQuery", how=400)
            await stage.marie.tap(old.id, no)
            await stage.api.until(lambda: len(stage.marie.screen()) > len(before))
            assert LATE in stage.marie.heard()[-1]

    polling.play(tmp_path, act)
