"""One scheduled job in a process of its own: ``python -m jobs.scheduled_child JOB MOMENT [HOLDER]``.

Prints one JSON line about what came of it. With ``HOLDER`` it ends itself when that scheduler holds the lease no more,
or stands still: before another scheduler may take over and start the same job.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from types import FrameType

from config.problem import ConfigError
from config.settings import load_settings
from db import leases
from db.engine import Database, StorageError
from jobs.child_process import end_with_parent
from jobs.fetch import FetchFailed, Interrupted
from jobs.scan import ScanRefused
from jobs.scheduled import SCHEDULED
from jobs.scheduler_lease import LEASE, LOOK_EVERY, ORPHANED_AFTER, process_of
from jobs.workspace import workspace

#: Exit codes, as ``cli.exit_codes`` has them.
_FAILED, _INTERRUPTED = 4, 11


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    job, at, *holder = arguments
    try:
        end_with_parent(signal.SIGTERM, process_of(holder[0]) if holder else None)
        with workspace(load_settings()) as work:
            if holder:
                threading.Thread(target=_watch, args=(work.database, holder[0]), daemon=True).start()
            done = SCHEDULED[job](work, datetime.fromisoformat(at))
    except (ConfigError, StorageError, FetchFailed, ScanRefused) as problem:
        sys.stderr.write(f"{problem}\n")
        return _FAILED
    except (Interrupted, KeyboardInterrupt):
        return _INTERRUPTED
    sys.stdout.write(json.dumps(asdict(done), ensure_ascii=False) + "\n")
    return 0


def _watch(database: Database, holder: str) -> None:
    seen, changed = -1, time.monotonic()
    while True:
        try:
            with database.reading() as connection:
                lease = leases.look(connection, LEASE)
            if lease is None or lease.holder != holder:
                break
            if lease.beat != seen:
                seen, changed = lease.beat, time.monotonic()
        except StorageError:
            pass  # as good as a scheduler that stands still
        if time.monotonic() - changed > ORPHANED_AFTER:
            break
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
