"""A proxy in front of PostgreSQL: delays each direction, and counts round trips.

python3 -m harness.proxy HOST PORT DELAY_MS

Prints its own port when it listens, and one JSON object when it is told to end by SIGTERM.

Two counts. A flight begins whenever the client sends after it was handed any byte of an answer, on each connection by itself: no
client waits more often, and one that sends while answers still trickle in, or on two connections at once, waits less. The trips are
the longest chain of requests each of which was sent after the answer of the one before; a connection continues the chain that was
the longest when it was opened. A client waits at least so often, and more only if it uses two connections by turns. For a client
with one connection that waits for each answer both are the same, but for the farewell at the end: nobody waits for its answer, so it
is no trip.
"""

import asyncio
import collections
import contextlib
import json
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_LAST_WORDS_S = 2
_TLS_OR_GSS = (80877103, 80877104)
_CANCEL = 80877102
_ENDS_REQUEST = {"Q", "S", "F", "Startup", "SSLRequest"}
_ANSWERS_SERVER = {"p", "d", "c", "f"}


class Messages:
    """Cuts a stream into the types of its messages; bodies are skipped, not kept."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._skip = 0

    def types(self, data: bytes) -> Iterator[str]:
        at = 0
        while at < len(data):
            if self._skip:
                step = min(self._skip, len(data) - at)
                self._skip -= step
                at += step
                continue
            self._head.append(data[at])
            at += 1
            found = self._complete(bytes(self._head))
            if found:
                kind, rest = found
                self._head.clear()
                self._skip = rest
                yield kind

    def _complete(self, head: bytes) -> tuple[str, int] | None:
        """The type, and how many bytes of the message follow, once enough of it is there."""
        if len(head) < 5:
            return None
        return chr(head[0]), int.from_bytes(head[1:5]) - 4


class ClientMessages(Messages):
    """A client's stream begins with messages that have no type."""

    def __init__(self) -> None:
        super().__init__()
        self._started = False

    def _complete(self, head: bytes) -> tuple[str, int] | None:
        if self._started:
            return super()._complete(head)
        if len(head) < 8:
            return None
        length, code = int.from_bytes(head[:4]), int.from_bytes(head[4:8])
        if code in _TLS_OR_GSS:
            return "SSLRequest", length - 8
        if code == _CANCEL:
            return "CancelRequest", length - 8
        self._started = True
        return "Startup", length - 8


class RoundTrips:
    """Counts those of one connection, which is opened after so many trips on others."""

    def __init__(self, before: int = 0) -> None:
        self.flights = 0
        self.trips = before
        self.messages: collections.Counter[str] = collections.Counter()
        self._client = ClientMessages()
        self._server = Messages()
        self._awaited: collections.deque[tuple[str, int]] = collections.deque()
        self._unsent = 0
        self._answered = True

    def sent(self, data: bytes) -> None:
        """The client sent this."""
        if self._answered:
            self.flights += 1
            self._answered = False
        for kind in self._client.types(data):
            self.messages[kind] += 1
            self._note(kind)

    def _note(self, kind: str) -> None:
        depth = self.trips + 1
        if kind in _ANSWERS_SERVER:
            if self._awaited:
                first, before = self._awaited[0]
                self._awaited[0] = first, max(before, depth)
        elif kind in _ENDS_REQUEST:
            self._awaited.append((kind, max(self._unsent, depth)))
            self._unsent = 0
        elif kind not in ("X", "CancelRequest"):
            self._unsent = max(self._unsent, depth)

    def handed(self, data: bytes) -> None:
        """The client was handed this."""
        self._answered = True
        if self._awaited and self._awaited[0][0] == "SSLRequest":
            # the answer is a single byte, and no message
            self._end()
            data = data[1:]
        if data:
            self._reach()
        for kind in self._server.types(data):
            self._reach()
            if kind == "Z" and self._awaited:
                self._end()

    def _reach(self) -> None:
        depth = self._awaited[0][1] if self._awaited else self._unsent
        self.trips = max(self.trips, depth)

    def _end(self) -> None:
        self._reach()
        self._awaited.popleft()


@dataclass
class Totals:
    """Of all connections."""

    connections: list[RoundTrips] = field(default_factory=list)
    bytes_up: int = 0
    bytes_down: int = 0

    def trips(self) -> int:
        return max((one.trips for one in self.connections), default=0)

    def as_json(self) -> str:
        messages = sum((one.messages for one in self.connections), collections.Counter())
        return json.dumps({
            "connections": len(self.connections),
            "flights": sum(one.flights for one in self.connections),
            "trips": self.trips(),
            "bytes_up": self.bytes_up,
            "bytes_down": self.bytes_down,
            "messages": dict(sorted(messages.items())),
        })


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    delay: float,
    on_read: Callable[[bytes], None],
    on_write: Callable[[bytes], None],
) -> None:
    queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(maxsize=4096)
    delivery = asyncio.create_task(_deliver(queue, writer, delay, on_write))
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 18):
            on_read(data)
            await queue.put((loop.time(), data))
    await queue.put((loop.time(), b""))
    await delivery


async def _deliver(
    queue: "asyncio.Queue[tuple[float, bytes]]", writer: asyncio.StreamWriter, delay: float, on_write: Callable[[bytes], None]
) -> None:
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        while True:
            came, data = await queue.get()
            await asyncio.sleep(max(0.0, came + delay - loop.time()))
            if not data:
                writer.write_eof()
                return
            on_write(data)
            writer.write(data)
            await writer.drain()


async def _serve(host: str, port: int, delay: float) -> Totals:
    totals = Totals()
    open_ones: set[asyncio.Task[None]] = set()

    def accept(from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(connection(from_client, to_client))
        open_ones.add(task)
        task.add_done_callback(open_ones.discard)

    async def connection(from_client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        count = RoundTrips(totals.trips())
        totals.connections.append(count)
        from_server, to_server = await asyncio.open_connection(host, port)
        for writer in (to_client, to_server):
            writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def up(data: bytes) -> None:
            totals.bytes_up += len(data)
            count.sent(data)

        def down(data: bytes) -> None:
            totals.bytes_down += len(data)

        await asyncio.gather(
            _pump(from_client, to_server, delay, up, lambda data: None),
            _pump(from_server, to_client, delay, down, count.handed),
        )
        to_client.close()
        to_server.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()
    server.close()
    if open_ones:
        # the client is gone, and its last words are still on their way
        await asyncio.wait(open_ones, timeout=_LAST_WORDS_S)
    return totals


def main(words: list[str]) -> None:
    host, port, delay_ms = words
    print(asyncio.run(_serve(host, int(port), float(delay_ms) / 1000)).as_json(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
