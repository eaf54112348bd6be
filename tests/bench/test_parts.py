"""What the benchmark measures by name is still there."""

from bot.app import App
from bot.core.conversation.events import Arrived
from bot.services.conversation import respond
from tests.bench.parts import LOOP, STORE
from tests.bench.trace import message
from tests.bench.turns import JOURNEY, PARTS, Clock, timing
from tests.conftest import NOW


def test_every_part_that_is_measured_still_exists() -> None:
    for owner, name, _ in (*STORE, *LOOP):
        assert hasattr(owner, name), f"{owner} has no {name}"


def test_a_walk_spends_time_in_every_part_of_a_turn(app: App) -> None:
    clock, carry = Clock(), ""
    with timing(clock):
        for step, event in enumerate([Arrived(), *JOURNEY]):
            carry = respond.respond(app, message(step, event, carry), NOW).carry
    assert {part for part, seconds in clock.seconds.items() if seconds} == {part for _, _, part in PARTS}
