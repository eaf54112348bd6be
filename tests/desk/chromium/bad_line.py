"""A line between a browser and the server that is slow, and that breaks now and then, also within a request."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

CHUNK = 1 << 16


@dataclass
class BadLine:
    """How bad the line is at the moment, and how often it broke."""

    seconds: float = 0
    """What each direction costs: half of the latency."""
    loss: float = 0
    """The share of what is sent that is lost, and the connection with it."""
    losses: int = 0
    port: int = 0
    chance: random.Random = field(default_factory=lambda: random.Random(18))

    @asynccontextmanager
    async def to(self, port: int) -> AsyncIterator["BadLine"]:
        """Listen on a free port, and pass on to another one."""

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            there = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(self._pass(reader, there[1], writer), self._pass(there[0], writer, there[1]))

        server = await asyncio.start_server(meet, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    async def _pass(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        try:
            while chunk := await source.read(CHUNK):
                await asyncio.sleep(self.seconds)
                if self.chance.random() < self.loss:
                    self.losses += 1
                    back.transport.abort()
                    break
                target.write(chunk)
                await target.drain()
        except ConnectionError:
            pass
        finally:
            target.close()
