"""One App in one thread, and the tick: shared by all servers. SQLite waits in that thread, and channels stay awake."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from bot.app import App, left_out
from bot.logs import Fault
from bot.services import clock
from bot.services.booking.affected import standing
from bot.services.booking.draw import without_value
from bot.services.privacy import restore
from bot.services.tick import Ticked, ending_contacts, portions
from bot.settings import Settings
from bot.storage.database import StoreError
from bot.storage.tables.audit_log import Actor

P = ParamSpec("P")
T = TypeVar("T")
Clock = Callable[[], datetime]
"""Tells the time (with its time zone)."""
log = logging.getLogger("randevou")
TICK_SECONDS = 30.0
GARBAGE = 10_000
"""New objects after which Python looks for garbage: some megabytes. Its 700 are less than one batch makes."""
Elapsed = Callable[[], float]
"""Seconds since any moment, by a clock that nobody can set."""


class WatchedClock:
    """The clock of the machine, compared with the seconds that pass while the program runs."""

    def __init__(self, machine: Clock, elapsed: Elapsed | None) -> None:
        self.machine, self._elapsed = machine, elapsed
        self._certain: tuple[datetime, float] | None = None

    def set(self, moment: datetime) -> None:
        """Take a moment as certain; from now on the time is known by the seconds that pass."""
        if self._elapsed:
            self._certain = (moment, self._elapsed())

    def jumped(self) -> bool | None:
        """Return whether the machine tells another time than it should by now; None if that is not known."""
        expected = self._expected()
        return None if expected is None else abs(self.machine() - expected) > clock.JUMP

    def now(self) -> datetime:
        """Return the time to answer by: that of the machine, or the expected time if the machine's has jumped."""
        expected, machine = self._expected(), self.machine()
        return expected if expected and abs(machine - expected) > clock.JUMP else machine

    def _expected(self) -> datetime | None:
        if self._certain is None or self._elapsed is None:
            return None
        moment, at = self._certain
        return moment + timedelta(seconds=self._elapsed() - at)


class AppThread:
    """One App, opened and used in one thread only.

    `elapsed` are seconds that pass whatever the clock says; without it no jump of the clock is noticed.
    """

    def __init__(self, settings: Settings, machine: Clock, elapsed: Elapsed | None = None) -> None:
        self._settings, self._watch = settings, WatchedClock(machine, elapsed)
        self.clock = self._watch.now
        self.ticked: list[Callable[[], None]] = []
        """What a channel wants to be called after each tick."""
        self._doubt: clock.Doubt | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="app")
        self._app: App | None = None
        self._waiting = 0
        self._ending = 0
        self._late: date | None = None
        """The day of the draw for which it was logged that its public value is missing."""
        self._told = ""
        """The revision of the pack for which it was logged who is booked on what it no longer has."""
        self._mistake = ""
        """The mistake in the files that was logged last, until they can be read again."""

    @asynccontextmanager
    async def serving(self, stop: asyncio.Event) -> AsyncIterator[App]:
        """Open the App for all channels of a server, tick until told to stop, and close it at the end."""
        try:
            app = await self.open()
            ticking = asyncio.create_task(self.keep_ticking(stop))
            ticking.add_done_callback(lambda _: stop.set())  # without the tick the server cannot serve
            try:
                yield app
            finally:
                stop.set()
                await ticking
        finally:
            await self.close()

    async def open(self) -> App:
        """Open the App and tick once; what App.open raises is raised here."""
        self._app = await asyncio.get_running_loop().run_in_executor(self._thread, App.open, self._settings)
        await self.run(lambda app: app.calls.ears)  # now, and not while the first person waits
        await self.run(restore.report, self.clock())
        seen = await self.run(clock.last_seen)
        await self.tick()
        if self._doubt and seen and seen > self._watch.machine():  # time does not go back: it goes on from there
            self._watch.set(seen)
        gc.freeze()  # the words and the pack stay: looking for garbage among them takes a sixth of the processor time
        gc.set_threshold(GARBAGE)
        return self.app

    @property
    def app(self) -> App:
        """The App as its files were read last. Its pack and words never change: any thread may read them."""
        assert self._app is not None, "open() first"
        return self._app

    async def run(self, act: Callable[Concatenate[App, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a service with the App, after all calls that came before."""
        app = self.app
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: act(app, *args, **kwargs))

    async def keep_ticking(self, stop: asyncio.Event) -> None:
        """Tick every TICK_SECONDS until told to stop; wake the channels after each one: messages may be due then."""
        while not stop.is_set():
            try:
                await asyncio.wait_for(stop.wait(), TICK_SECONDS)
            except TimeoutError:
                try:
                    await self.tick()
                    for wake in self.ticked:
                        wake()
                except StoreError as error:
                    log.error("the tick could not run now (%s)", error)

    async def tick(self) -> None:
        """Tick once, with answers between its steps; while the clock is in doubt, only read changed files."""
        await self._read_again()
        machine = self._watch.machine()
        doubt = await self.run(clock.check, machine, jumped=self._watch.jumped(), before=self._doubt)
        if doubt and doubt is not self._doubt:
            log.error("%s", Fault(str(doubt)))
        self._doubt = doubt
        if doubt:
            return
        self._watch.set(machine)
        steps, done = portions(self.app, machine), Ticked()
        while step := await self.run(lambda _: next(steps, None)):
            done = step
        if done.waiting and done.waiting != self._waiting:
            log.error(
                "people are past their term, and are not erased before somebody agrees: run randevou tick",
                extra={"count": done.waiting},
            )
        self._waiting = done.waiting
        ending = len(await self.run(ending_contacts, machine))
        if ending > self._ending:
            log.warning("contacts must be checked again: run randevou packs check", extra={"count": ending})
        self._ending = ending
        late = await self.run(without_value, machine)
        if late and late.day != self._late:
            log.error("a draw waits for its public value, and nobody gets an offer; see randevou draw show")
        self._late = late.day if late else None
        await self._tell_what_stands(machine)

    async def _tell_what_stands(self, now: datetime) -> None:
        """Log once for each reading of the pack how many are booked on what it no longer has."""
        if self._told == self.app.pack.revision:
            return
        self._told = self.app.pack.revision
        if found := await self.run(standing, now):
            log.warning(
                "people are booked on what the pack no longer has; see randevou packs check --db",
                extra={"booked": sum(one.booked for one in found), "wanted": sum(one.wanted for one in found)},
            )

    async def witness(self, sent: datetime) -> None:
        """Hear from another machine when a new message was sent: it may end a doubt about our clock."""
        machine = self._watch.machine()
        if self._doubt and clock.confirms(sent, machine):
            await self.run(clock.accept, machine, Actor("clock", machine))
            self._watch.set(machine)
            self._doubt = None
            log.warning("a message confirms the clock of this machine: it is no longer in doubt")

    async def _read_again(self) -> None:
        """Read the files again if they have changed, between two messages; with a mistake in them nothing changes."""
        before = self.app
        try:
            self._app, self._mistake = await self.run(App.current), ""
            faults = await self.run(lambda _: left_out(self._settings)) if self.app is not before else []
        except Exception as error:  # whatever is wrong with an edit, people are answered by the pack as it was
            if str(error) != self._mistake:
                log.error("the pack has a mistake and stays in force as it was (%s); see randevou packs check", error)
            self._mistake = str(error)
            return
        if faults:
            extra = {"count": len(faults)}
            log.error("words with a mistake are not used; see randevou packs check and words check", extra=extra)

    async def close(self) -> None:
        """Finish the calls that came before, and close the database."""
        gc.unfreeze()
        if self._app is not None:
            await self.run(App.close)
        self._thread.shutdown()
