"""Tasks that are handed out a few at a time."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing

from fundsim.simulation.in_flight import in_flight


def test_every_task_is_done_once_and_comes_back_with_its_result() -> None:
    with ThreadPoolExecutor(3) as pool:
        batches = list(in_flight(lambda number: pool.submit(pow, number, 2), range(50), 6))
    assert sorted((task, future.result()) for batch in batches for task, future in batch) == [
        (number, number * number) for number in range(50)
    ]


def test_no_more_are_out_than_may_be() -> None:
    out: list[Future[int]] = []

    def submit(number: int) -> Future[int]:
        future: Future[int] = Future()
        future.set_result(number)
        out.append(future)
        return future

    taken = 0
    for batch in in_flight(submit, range(20), 4):
        assert len(out) - taken <= 4
        taken += len(batch)
    assert taken == 20


def test_what_waits_is_cancelled_when_nobody_wants_more() -> None:
    futures: list[Future[int]] = []

    def submit(number: int) -> Future[int]:
        futures.append(Future())
        if number == 0:
            futures[-1].set_result(number)
        return futures[-1]

    with closing(in_flight(submit, range(9), 3)) as batches:
        assert [task for task, _ in next(batches)] == [0]
    assert [future.cancelled() for future in futures] == [False, True, True]
