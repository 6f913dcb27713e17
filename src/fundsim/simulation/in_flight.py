"""Work handed out piece by piece, so that neither what waits nor what is done piles up."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from typing import TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_flight(
    submit: Callable[[Task], Future[Result]], tasks: Iterable[Task], most: int
) -> Generator[list[tuple[Task, Future[Result]]], None, None]:
    """Keep some tasks running at a time; what has not begun is cancelled when the iterator is closed.

    Parameters
    ----------
    submit : callable
        Hands a task to whoever does it.
    tasks : iterable
        What is to be done.
    most : int
        Tasks that are handed out and not yet taken back.

    Yields
    ------
    list of (task, future)
        Those that were finished together, one or more.
    """
    waiting = iter(tasks)
    pending: dict[Future[Result], Task] = {}
    try:
        while True:
            for task in islice(waiting, most - len(pending)):
                pending[submit(task)] = task
            if not pending:
                return
            finished = wait(pending, return_when=FIRST_COMPLETED).done
            yield [(pending.pop(future), future) for future in finished]
    finally:
        for future in pending:
            future.cancel()
