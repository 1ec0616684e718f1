"""A pool of worker processes, each connected by a socket.

Unlike in :mod:`concurrent.futures`, no thread is in between: the event loop reads and writes the sockets, and a worker
has its next call at hand before it has finished the current one. A call may crash its worker; the calls behind it go
to another worker.
"""

import asyncio
import pickle
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from typing import Any, Self, cast

from factcheck.limits import MEMORY_MESSAGE, Exhausted
from factcheck.verifier.scheduling import worker_process
from factcheck.verifier.scheduling.worker_process import SIZE

TASKS_PER_WORKER = 2
"""Number of calls given to a worker: one running, one waiting."""
CRASHES_MAX = 2
"""Number of workers that a call may crash before it fails."""
EXHAUSTED_EXIT_STATUS = 3
"""Exit status of a worker that could not get memory, a thread or a file."""


NOT_STARTED_MESSAGE = (
    "a process that reads pages does not start: check the memory limit (ulimit -v) and the permission to run it"
)


class WorkerCrashed(Exception):
    """The call crashed every worker it was given to."""


class ProcessPool:
    """Worker processes that call ``work``, a module-level function. Use it as an asynchronous context manager."""

    def __init__(self, count: int, work: Callable[..., Any]) -> None:
        self.count, self.work = count, work
        self.slots = asyncio.Semaphore(TASKS_PER_WORKER * count)
        self.workers: list[_Worker] = []
        self.renewing = asyncio.Lock()
        self.exclusive = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self.workers = [await _Worker.start(self.work) for _ in range(self.count)]
        return self

    async def __aexit__(self, *_: object) -> None:
        for worker in self.workers:
            worker.close()
        await asyncio.to_thread(lambda: [worker.process.wait() for worker in self.workers])

    async def run(self, *given: Any, exclusive: bool = False) -> Any:
        """Return or raise the result of a call. Raises WorkerCrashed, or Exhausted.

        Exclusive calls run one after another in the first worker, so that only one process grows large.
        """
        if exclusive:
            async with self.exclusive:
                return await self._run_on_worker(given, some=1)
        async with self.slots:
            return await self._run_on_worker(given, some=self.count)

    async def _run_on_worker(self, given: tuple[Any, ...], some: int) -> Any:
        crashes = 0
        while crashes < CRASHES_MAX:
            worker = await self._worker(some)
            try:
                return await worker.run(given)
            except _WorkerDied as death:
                if await asyncio.to_thread(worker.process.wait) == EXHAUSTED_EXIT_STATUS:
                    raise Exhausted(MEMORY_MESSAGE) from None
                crashes += death.guilty
        raise WorkerCrashed

    async def _worker(self, some: int) -> "_Worker":
        """Return the live worker with the fewest pending calls among the first ones."""
        async with self.renewing:
            for place, worker in enumerate(self.workers):
                if worker.dead:
                    await asyncio.to_thread(worker.process.wait)
                    self.workers[place] = await _Worker.start(self.work)
        return min(self.workers[:some], key=lambda worker: len(worker.pending))


class _WorkerDied(Exception):
    def __init__(self, *, guilty: bool) -> None:
        super().__init__()
        self.guilty = guilty
        """The worker was running this call when it died."""


class _Worker(asyncio.Protocol):
    """One worker process and its pending calls in order."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self.process = process
        self.pending: deque[asyncio.Future[Any]] = deque()
        self.buffer = bytearray()
        self.ready = self.dead = False
        self.transport: asyncio.Transport | None = None

    @classmethod
    async def start(cls, work: Callable[..., Any]) -> Self:
        """Start a process and return it. It accepts calls at once."""
        process, ours = _spawn()
        _, worker = await asyncio.get_running_loop().create_connection(lambda: cls(process), sock=ours)
        worker._send(work)
        return worker

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Deliver results to the pending calls."""
        self.buffer += data
        while len(self.buffer) >= SIZE.size:
            end = SIZE.size + SIZE.unpack_from(self.buffer)[0]
            if len(self.buffer) < end:
                return
            failed, result = pickle.loads(memoryview(self.buffer)[SIZE.size : end])  # noqa: S301  our own process
            del self.buffer[:end]
            if not self.ready:
                self.ready = True
                continue
            call = self.pending.popleft()
            if call.done():
                continue
            if failed:
                call.set_exception(result)
            else:
                call.set_result(result)

    def connection_lost(self, exc: Exception | None) -> None:
        """Mark the worker as dead, and fail its pending calls."""
        self.dead = True
        for place, call in enumerate(self.pending):
            if not call.done():
                begun = _WorkerDied(guilty=place == 0)
                call.set_exception(begun if self.ready else Exhausted(NOT_STARTED_MESSAGE))
        self.pending.clear()

    async def run(self, given: tuple[Any, ...]) -> Any:
        """Return the result of a call. Raises _WorkerDied."""
        if self.dead:
            raise _WorkerDied(guilty=False)
        self._send(given)
        call: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.pending.append(call)
        return await call

    def _send(self, given: Any) -> None:
        assert self.transport
        packed = pickle.dumps(given, pickle.HIGHEST_PROTOCOL)
        self.transport.write(SIZE.pack(len(packed)))
        self.transport.write(packed)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self.transport:
            self.transport.abort()
        self.process.terminate()


_WORKER_PROGRAM = """
import sys
sys.path[:] = {path!r}
try:
    from {name} import serve
    serve({number})
except (MemoryError, ImportError, RuntimeError, OSError):
    sys.exit({status})
"""
"""Program of a worker. If the machine runs short, the parent reports it, in one line."""


def _spawn() -> "tuple[subprocess.Popen[bytes], socket.socket]":
    """Start a process; return it and our end of its socket."""
    ours, theirs = socket.socketpair()
    code = _WORKER_PROGRAM.format(
        path=sys.path, name=worker_process.__name__, number=theirs.fileno(), status=EXHAUSTED_EXIT_STATUS
    )
    # A process group of its own: Ctrl-C on a terminal reaches only us, and we end the workers.
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", code],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        process_group=0,
    )
    theirs.close()
    return process, ours
