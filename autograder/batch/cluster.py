"""Grades on a ``dask.distributed`` cluster. Its workers need the checkout and the environment, and no shared files.

Only workers that would grade as this machine does are given work: they are asked when they join. Work of a
worker that is gone is given to another one.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Executor
from concurrent.futures import Future as ResultFuture
from dataclasses import dataclass, field
from typing import Any

from autograder.errors import ConfigError, GraderError

#: Seconds between looks at who is there, and without any fit worker before what is left is given up.
INTERVAL = 1.0
PATIENCE = 300.0
_CONNECTING = 30

#: Asked of a worker: why it cannot grade as we would; empty if it can.
Fitness = Callable[[], str]


@dataclass(eq=False)
class _Sent:
    """A call on its way: who may make it, and the cluster's own future; none of either while nobody may."""

    call: Callable[[], Any]
    result: ResultFuture[Any]
    allowed: frozenset[str] = frozenset()
    future: Any = None


@dataclass
class _Workers:
    """Those who are there by address, with what they answered."""

    answers: dict[str, str] = field(default_factory=dict)
    fit_since: float = field(default_factory=time.monotonic)

    @property
    def fit(self) -> frozenset[str]:
        return frozenset(address for address, answer in self.answers.items() if not answer)

    @property
    def unfit(self) -> list[str]:
        return [f"the worker {address} is left out: {why}" for address, why in sorted(self.answers.items()) if why]


class Cluster(Executor):
    """The workers of the scheduler at ``address`` that ``fitness`` finds nothing wrong with.

    Raises ConfigError in one line: there is no scheduler, no worker, or none that is fit.
    """

    def __init__(self, address: str, fitness: Fitness) -> None:
        try:
            from distributed import Client
        except ImportError:
            raise ConfigError("--scheduler needs dask.distributed: pip install 'autograder[cluster]'") from None
        try:
            self.client = Client(address, timeout=_CONNECTING, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise ConfigError(f"no Dask scheduler answers at {address} ({error or 'no answer'})") from None
        self.fitness, self.workers = fitness, _Workers()
        self.lock = threading.RLock()
        self.under_way: set[_Sent] = set()
        self.ended = threading.Event()
        try:
            self._look()
            if not self.workers.fit:
                mend = f"start some where the checkout is: dask worker {address} --nthreads 1 --nworkers auto"
                raise ConfigError("; ".join(self.workers.unfit) or f"the cluster has no worker: {mend}")
        except BaseException:
            self.client.close()
            raise
        self.watcher = threading.Thread(target=self._watch, daemon=True)
        self.watcher.start()

    @property
    def size(self) -> int:
        """How many workers can grade now."""
        return len(self.workers.fit)

    @property
    def notices(self) -> Sequence[str]:
        """Who is left out, and why."""
        return self.workers.unfit

    def submit(self, call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> ResultFuture[Any]:
        """Have a fit worker make a call; what it raises, or a GraderError, is in the future."""
        sent = _Sent(functools.partial(call, *args, **kwargs), ResultFuture())
        with self.lock:
            self.under_way.add(sent)
            self._send(sent)
        return sent.result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leave the cluster; what is under way is given up."""
        self.ended.set()
        with self.lock:
            left, self.under_way = self.under_way, set()
        for sent in left:
            sent.result.cancel()
        self.client.close()

    def _send(self, sent: _Sent) -> None:
        sent.allowed = self.workers.fit
        sent.future = None
        if sent.allowed:
            sent.future = self.client.submit(sent.call, pure=False, workers=sorted(sent.allowed))
            sent.future.add_done_callback(functools.partial(self._arrived, sent))

    def _arrived(self, sent: _Sent, future: Any) -> None:
        """Hand on what came of a call. Fetching it may wait: a worker may end before it has sent what it found."""
        result = None
        error: Exception | None = None
        try:
            result = future.result()
        except CancelledError:
            error = GraderError("the scheduler of the cluster is gone")
        except Exception as raised:
            error = raised
        with self.lock:
            if sent not in self.under_way or sent.future is not future:
                return  # it was given to somebody else
            self.under_way.discard(sent)
        if error is None:
            sent.result.set_result(result)
        else:
            sent.result.set_exception(error)

    def _watch(self) -> None:
        while not self.ended.wait(INTERVAL):
            try:
                self._look()
            except Exception:  # of a scheduler that is gone: then the futures say so
                continue
            with self.lock:
                self._send_again()

    def _look(self) -> None:
        """Ask those who have joined; forget those who have left."""
        there = set(self.client.nthreads())
        new = sorted(there - self.workers.answers.keys())
        answers = self.client.run(self.fitness, workers=new, on_error="return") if new else {}
        with self.lock:
            known: Mapping[str, str] = self.workers.answers
            self.workers.answers = {address: known[address] for address in known if address in there} | {
                address: answer if isinstance(answer, str) else f"{type(answer).__name__}: {answer}"
                for address, answer in answers.items()
            }
            if self.workers.fit:
                self.workers.fit_since = time.monotonic()

    def _send_again(self) -> None:
        """Give to others what nobody who is there may do."""
        lonely = [sent for sent in self.under_way if not sent.allowed & self.workers.fit]
        given_up = time.monotonic() - self.workers.fit_since > PATIENCE
        for sent in lonely:
            if sent.future is not None:
                future, sent.future = sent.future, None
                future.cancel()
            if given_up:
                self.under_way.discard(sent)
                sent.result.set_exception(GraderError("no worker of the cluster is left that can grade"))
            else:
                self._send(sent)
