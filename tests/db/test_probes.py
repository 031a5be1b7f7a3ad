"""What is remembered of probes, and of which stretch of time."""

from __future__ import annotations

from datetime import timedelta

from db_world import day

from db import probes
from db.engine import Database
from inspection.fetched import FetchFailure
from inspection.probe import Probe

OPENED = Probe("office", "http://office.example/", day(1), 180, 200, None)
LATE = Probe("office", "http://office.example/", day(2), 15_003, 0, FetchFailure.TIMEOUT, "", "")
OURS = Probe("town", "http://town.example/", day(2), 12, 0, FetchFailure.DNS, "域名服务器没有应答", "本机解析不了域名")


def test_probes_come_back_as_they_were_by_site_and_time(database: Database) -> None:
    with database.writing() as cx:
        probes.record(cx, "river", [LATE, OURS])
        probes.record(cx, "river", [OPENED])
        probes.record(cx, "lake", [OPENED])
    with database.reading() as cx:
        assert probes.between(cx, "river", day(0), day(7)) == {"office": (OPENED, LATE), "town": (OURS,)}
        assert probes.between(cx, "sea", day(0), day(7)) == {}


def test_a_stretch_begins_after_its_first_moment_and_holds_its_last(database: Database) -> None:
    with database.writing() as cx:
        probes.record(cx, "river", [OPENED, LATE])
    moment = timedelta(microseconds=1)
    with database.reading() as cx:
        assert probes.between(cx, "river", day(1), day(2)) == {"office": (LATE,)}
        assert probes.between(cx, "river", day(1) - moment, day(2) - moment) == {"office": (OPENED,)}
