"""A thread with an event loop of its own: what is done there keeps no key waiting."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from threading import Thread
from typing import Any, Generic, TypeVar

Held = TypeVar("Held")
Result = TypeVar("Result")


class BackgroundLoop(Generic[Held]):
    """Holds something that works there until it is closed."""

    def __init__(self, make: Callable[[], AbstractAsyncContextManager[Held]]) -> None:
        self.make = make
        self.begun: Future[Held] = Future()
        self.thread = Thread(target=lambda: asyncio.run(self._live()), name="aside", daemon=True)
        self.thread.start()

    async def _live(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with self.make() as held:
                self.begun.set_result(held)
                await self.stop.wait()
                others = asyncio.all_tasks() - {asyncio.current_task()}
                for task in others:
                    task.cancel()
                await asyncio.gather(*others, return_exceptions=True)
        except BaseException as error:
            if self.begun.done():
                raise
            self.begun.set_exception(error)

    async def do(self, work: Callable[[Held], Coroutine[Any, Any, Result]]) -> Result:
        """Return what the work gives. It is broken off where the wait for it is."""
        held = await asyncio.wrap_future(self.begun)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(held), self.loop))

    async def close(self) -> None:
        """Break off what is under way, and end the thread."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if self.begun.exception() is None:
            self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join()
