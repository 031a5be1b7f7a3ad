"""Forks senders that a test may kill: one for each line it reads, its process id on a line of its own."""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta

from config.settings import load_settings
from db import outbox
from jobs.send_messages import send_due
from jobs.workspace import workspace


def run() -> None:
    """Send until nothing is left, with a lease that runs out at once: a killed sender's message is soon due again."""
    with workspace(load_settings()) as work:
        while True:
            send_due(work, lease=timedelta(seconds=0.2))
            with work.database.reading() as cx:
                left = outbox.tally(cx, work.district.id)
            if set(left) <= {"sent", "given-up"}:
                return
            time.sleep(0.02)


for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        run()
        os._exit(0)
    print(child, flush=True)
    os.waitpid(child, 0)
    print("ended", flush=True)
