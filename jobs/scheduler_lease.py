"""Exactly one scheduler works on a database: how a process becomes that one, stays it, and learns when it is not."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from db import leases
from db.engine import Database
from db.leases import Lease

#: The name of the lease.
LEASE = "scheduler"
#: Seconds between two signs of life.
BEAT_EVERY = 10.0
#: Seconds without a sign of life after which another scheduler takes over.
TAKE_OVER_AFTER = 90.0
#: Seconds after which a job ends itself when its scheduler gives no sign: early enough to be gone before a take-over.
ORPHANED_AFTER = 45.0
#: Seconds between two looks of a waiting scheduler, or of a job, at the lease.
LOOK_EVERY = 3.0


def new_holder(what: str) -> str:
    """A name for this process that no other ever has: ``WHAT:HOST:PID:RANDOM``."""
    return f"{what}:{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def process_of(holder: str) -> int:
    """The process, on its own host, that ``new_holder`` named."""
    return int(holder.split(":")[2])


@dataclass(slots=True)
class SchedulerLease:
    """This process's hold on the lease. ``steady`` is a clock that never steps; ``now`` is what is shown to people."""

    database: Database
    district: str
    now: Callable[[], datetime]
    steady: Callable[[], float] = time.monotonic
    take_over_after: float = TAKE_OVER_AFTER
    holder: str = field(default_factory=lambda: new_holder("scheduler"))
    name: str = LEASE
    _beaten: float = 0.0
    _seen: Lease | None = None
    _seen_since: float = 0.0

    def try_to_take(self) -> Lease | None:
        """``None`` when the lease is ours now, else who has it. Call it again and again: a dead holder is outwaited."""
        with self.database.writing() as connection:
            stale = self._seen if self.steady() - self._seen_since >= self.take_over_after else None
            if leases.take(connection, self.name, self.holder, self.district, self.now(), stale):
                self._beaten = self.steady()
                return None
            lease = leases.look(connection, self.name)
        if lease is None:
            raise LookupError("the lease vanished")
        if self._seen is None or (lease.holder, lease.beat) != (self._seen.holder, self._seen.beat):
            self._seen, self._seen_since = lease, self.steady()
        return lease

    def beat(self) -> bool:
        """Give a sign of life; false when another holds the lease. Raises ``StorageError``."""
        with self.database.writing() as connection:
            ours = leases.beat(connection, self.name, self.holder, self.now())
        if ours:
            self._beaten = self.steady()
        return ours

    @property
    def beat_due(self) -> bool:
        return self.steady() - self._beaten >= BEAT_EVERY

    @property
    def safe(self) -> bool:
        """Whether nobody else can have taken over since our last sign of life."""
        return self.steady() - self._beaten < ORPHANED_AFTER

    def give_back(self) -> None:
        """Let the next scheduler start at once."""
        with self.database.writing() as connection:
            leases.give_back(connection, self.name, self.holder)
