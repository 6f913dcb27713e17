"""Where points are run: threads of this machine, or workers of a Dask cluster."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import NamedTuple

from fundsim.errors import FundsimError

LOCAL = "local"
PATIENCE = 30  # seconds for a scheduler to answer


class Engine(NamedTuple):
    """Something that runs blocks.

    Parameters
    ----------
    executor : Executor
        Takes plain functions.
    places : int
        Blocks that run at a time.
    threaded : bool
        Blocks run in this process.
    """

    executor: Executor
    places: int
    threaded: bool


@contextmanager
def engine_of(jobs: int, cluster: str | None) -> Iterator[Engine]:
    """Start an engine, and stop what was started.

    Parameters
    ----------
    jobs : int
        Threads, or workers of a local cluster.
    cluster : str or None
        None for threads, ``local`` for a Dask cluster of processes on this machine, else the address of a Dask
        scheduler such as ``tcp://10.0.0.1:8786``.

    Yields
    ------
    Engine
        Ready to run.

    Raises
    ------
    FundsimError
        No scheduler answers, or it has no workers.
    """
    if cluster is None:
        pool = ThreadPoolExecutor(jobs, thread_name_prefix="sweep")
        try:
            yield Engine(pool, jobs, threaded=True)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        return
    with ExitStack() as stack:
        yield _dask_engine(jobs, cluster, stack)


def _dask_engine(jobs: int, cluster: str, stack: ExitStack) -> Engine:
    from distributed import Client, LocalCluster

    if cluster == LOCAL:
        address = stack.enter_context(
            LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None, silence_logs=logging.ERROR)  # type: ignore[no-untyped-call]
        )
    else:
        address = cluster
    try:
        client = stack.enter_context(Client(address, timeout=PATIENCE))  # type: ignore[no-untyped-call]
        client.wait_for_workers(1, timeout=PATIENCE)
    except (OSError, TimeoutError, ValueError) as error:
        remedy = "start a scheduler and at least one worker (`dask scheduler`, `dask worker ADDRESS`)"
        raise FundsimError(f"no Dask cluster with workers answers at {cluster} ({error}); {remedy}") from error
    # Runs are pure, but their arguments are large: hashing them to find equal ones would take longer than it saves.
    executor = stack.enter_context(client.get_executor(pure=False))
    return Engine(executor, sum(client.nthreads().values()), threaded=False)
