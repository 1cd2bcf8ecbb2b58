"""The one seam for CPU work: runs a pure call in a worker process that can be killed, or in line.

It knows nothing about feeds. A call that runs out of time or memory ends with its process; the
pool replaces the process and the caller gets a ParseOverrun.
"""

from __future__ import annotations

import asyncio
import math
import multiprocessing
import os
import resource
import signal
from concurrent.futures import TimeoutError as OutOfTime
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from storage.errors import ParseOverrun

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

MEMORY_BYTES = 1 << 30
_CALLS_A_PROCESS = 5_000
"""A process is replaced after so many calls, so that what leaks in it stays bounded."""


class Workers:
    """A pool of worker processes for picklable pure calls.

    Args:
        count: how many processes; 0 runs every call in line, without limits.
        timeout_seconds: how long one call may take before its process is killed.
        memory_bytes: the address space of one process.
    """

    def __init__(
        self, count: int, *, timeout_seconds: float = 8.0, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        self._count, self._memory_bytes = count, memory_bytes
        self._timeout_seconds = timeout_seconds
        self._pool = self._start_pool() if count else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def run(self, func: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Make one call and give its result; what the call raises is raised here.

        Raises:
            ParseOverrun: the call ran out of time or memory, or brought its process down.
        """
        if self._pool is None:
            return func(*args, **kwargs)
        if not self._pool.active:  # pebble gives up when an idle process is killed from outside
            broken, self._pool = self._pool, self._start_pool()
            await asyncio.to_thread(broken.join)
        from pebble import ProcessExpired

        future = self._pool.schedule(
            _call_limited,
            args=(math.ceil(self._timeout_seconds), func, args, kwargs),
            timeout=self._timeout_seconds,
        )
        try:
            result: T = await asyncio.wrap_future(future)
        except OutOfTime:
            problem = f"ended after {self._timeout_seconds:g} seconds"
        except MemoryError:
            problem = "ended because it ran out of memory"
        except ProcessExpired as error:
            problem = f"its process ended with code {error.exitcode}"
        except BrokenProcessPool:
            problem = "the worker processes broke down"
        else:
            return result
        raise ParseOverrun(problem)

    async def close(self) -> None:
        """Kill the processes; calls under way end without a result."""
        if self._pool is not None:
            self._pool.stop()
            await asyncio.to_thread(self._pool.join)

    def _start_pool(self) -> Any:  # noqa: ANN401 - pebble's types are not seen here
        from pebble import ProcessPool

        return ProcessPool(
            max_workers=self._count,
            max_tasks=_CALLS_A_PROCESS,
            initializer=_confine,
            initargs=(self._memory_bytes,),
            # fork would copy locks that other threads hold; spawn would import everything anew
            context=multiprocessing.get_context("forkserver"),
        )


def _confine(memory_bytes: int) -> None:  # pragma: no cover - runs in the worker process
    """Limit this process and let a signal end it at once, whatever C code it is in."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # each thread of a numeric library reserves address space, and none is used for reading
    os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")


def _call_limited(
    cpu_seconds: int, func: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> T:  # pragma: no cover - runs in the worker process
    """Make the call under a CPU limit, which holds even when the main process is gone."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent_seconds = math.ceil(usage.ru_utime + usage.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent_seconds + cpu_seconds + 1, hard))
    return func(*args, **kwargs)
