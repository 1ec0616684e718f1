"""A thread with an event loop of its own: its work delays no key."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from threading import Thread
from typing import Any, Generic, TypeVar

Resource = TypeVar("Resource")
Result = TypeVar("Result")


class BackgroundLoop(Generic[Resource]):
    """Opens a resource in the thread, and runs work with it until it is closed."""

    def __init__(self, make: Callable[[], AbstractAsyncContextManager[Resource]]) -> None:
        self.make = make
        self.opened: Future[Resource] = Future()
        self.thread = Thread(target=lambda: asyncio.run(self._live()), name="background", daemon=True)
        self.thread.start()

    async def _live(self) -> None:
        self.loop, self.stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with self.make() as resource:
                self.opened.set_result(resource)
                await self.stop.wait()
                others = asyncio.all_tasks() - {asyncio.current_task()}
                for task in others:
                    task.cancel()
                await asyncio.gather(*others, return_exceptions=True)
        except BaseException as error:
            if self.opened.done():
                raise
            self.opened.set_exception(error)

    async def do(self, work: Callable[[Resource], Coroutine[Any, Any, Result]]) -> Result:
        """Return the result of the work. Cancelling the wait cancels the work."""
        resource = await asyncio.wrap_future(self.opened)
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(resource), self.loop))

    async def close(self) -> None:
        """Cancel the work under way, and end the thread."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if self.opened.exception() is None:
            self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join()
