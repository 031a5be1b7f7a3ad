"""A scheduler in a process of its own that takes over from a dead one at once: ``python scheduler_nursery.py``.

The real one watches a silent holder for a minute and a half first, in which whatever that one left has ended itself;
here the test makes sure of that.
"""

from __future__ import annotations

import signal
import sys
from threading import Event

from config.settings import load_settings
from jobs.daily_run import DailyRun
from jobs.launch_job import JobLauncher
from jobs.schedule_status import now, opened_schedule
from jobs.scheduler import Scheduler
from jobs.scheduler_lease import SchedulerLease


def main() -> None:
    settings, stop = load_settings(), Event()
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stop.set())
    with opened_schedule(settings, busy_timeout=30.0) as opened:
        lease = SchedulerLease(opened.database, opened.district.id, now, take_over_after=0.1)
        launch = JobLauncher(settings, lambda: stop.is_set() or not lease.safe, lease.holder)
        daily = DailyRun(
            opened.database, opened.district.id, opened.entries, opened.district.quarters, lease.holder, launch, now,
            settings.max_unknown_share,
        )  # fmt: skip
        Scheduler(daily, lease, lambda text: print(text, file=sys.stderr)).serve(stop)


if __name__ == "__main__":
    main()
