"""What the outbox promises: a message is told once, claimed by one, counted per channel, and never forgotten."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from db_world import day

from db import outbox
from db.engine import Database
from db.outbox import Claimed, NewMessage, StoredMessage

NOW = day(1)
LEASE = timedelta(minutes=2)
SECOND = timedelta(seconds=1)


def letter(key: str, channel: str = "ding", *items: str) -> NewMessage:
    return NewMessage(key, "river", "weekly", "office", channel, "周报", "一项问题", items)


def put(database: Database, *keys: str, channel: str = "ding") -> list[int | None]:
    with database.writing() as cx:
        return [outbox.queue(cx, letter(key, channel), NOW) for key in keys]


def take(database: Database, at: Any = NOW, **limits: int) -> Claimed | None:
    with database.writing() as cx:
        return outbox.claim(cx, at, LEASE, limits or {"ding": 20}, district="river")


def taken(database: Database, at: Any = NOW, **limits: int) -> Claimed:
    claimed = take(database, at, **limits)
    assert claimed is not None
    return claimed


def stored(database: Database, message_id: int = 1) -> StoredMessage:
    with database.reading() as cx:
        return outbox.get(cx, message_id)


def fail(database: Database, claimed: Claimed, at: Any, **values: Any) -> bool:
    usual: dict[str, Any] = {"outcome": "failed", "errcode": "-1", "detail": "系统繁忙", "next_try_at": at + SECOND}
    with database.writing() as cx:
        return outbox.not_sent(cx, claimed, at, **(usual | values))


def test_a_key_is_queued_once(database: Database) -> None:
    assert put(database, "a", "a", "b") == [1, None, 2]
    assert put(database, "a") == [None]
    assert (stored(database).state, stored(database).tries) == ("waiting", 0)


def test_what_a_message_tells_is_remembered(database: Database) -> None:
    with database.writing() as cx:
        outbox.queue(cx, letter("a", "ding", "confirmed:1", "confirmed:2"), NOW)
    with database.reading() as cx:
        assert outbox.told(cx, ["confirmed:2", "confirmed:3"]) == {"confirmed:2"}
        assert outbox.told(cx, []) == frozenset()


def test_the_longest_due_is_claimed_first_and_by_one_only(database: Database) -> None:
    with database.writing() as cx:
        outbox.queue(cx, letter("later"), NOW, not_before=NOW + SECOND)
        outbox.queue(cx, letter("now"), NOW)
        outbox.queue(cx, letter("tomorrow"), NOW, not_before=day(2))
    assert [taken(database, NOW + SECOND).message.key for _ in range(2)] == ["now", "later"]
    assert take(database, NOW + SECOND) is None


def test_another_district_is_left_alone(database: Database) -> None:
    put(database, "a")
    with database.writing() as cx:
        assert outbox.claim(cx, NOW, LEASE, {}, district="lake") is None


def test_only_one_message_can_be_asked_for(database: Database) -> None:
    put(database, "a", "b")
    with database.writing() as cx:
        claimed = outbox.claim(cx, NOW, LEASE, {}, district="river", only=2)
    assert claimed is not None
    assert claimed.message.key == "b"


def test_a_claim_that_nobody_finished_runs_out_and_keeps_its_key(database: Database) -> None:
    put(database, "a")
    first = taken(database)
    assert stored(database).state == "sending"
    assert take(database, NOW + LEASE - SECOND) is None
    second = taken(database, NOW + LEASE)
    assert (second.message.key, second.message.tries) == ("a", 2)
    assert not fail(database, first, NOW + LEASE + SECOND)  # too late: the second sender has it
    assert stored(database).state == "sending"
    with database.writing() as cx:
        outbox.sent(cx, second, NOW + LEASE + SECOND)
    assert (stored(database).state, take(database, day(3))) == ("sent", None)


def test_what_lost_its_sender_keeps_nobody_else_waiting(database: Database) -> None:
    put(database, "a", "b")
    assert taken(database).message.key == "a"
    assert [taken(database, NOW + LEASE).message.key for _ in range(2)] == ["b", "a"]


def test_a_late_success_ends_the_matter_all_the_same(database: Database) -> None:
    put(database, "a")
    first = taken(database)
    second = taken(database, NOW + LEASE)
    with database.writing() as cx:
        outbox.sent(cx, first, NOW + LEASE + SECOND)
    assert not fail(database, second, NOW + LEASE + SECOND)
    assert (stored(database).state, take(database, day(3))) == ("sent", None)


def test_a_failed_one_waits_for_its_next_try(database: Database) -> None:
    put(database, "a")
    assert fail(database, taken(database), NOW)
    assert (stored(database).state, stored(database).errcode, stored(database).detail) == ("failed", "-1", "系统繁忙")
    assert take(database, NOW) is None
    assert taken(database, NOW + SECOND).message.tries == 2


def test_a_fallback_begins_to_count_anew(database: Database) -> None:
    put(database, "a")
    fail(database, taken(database), NOW, channel="mail")
    moved = stored(database)
    assert (moved.channel, moved.state, moved.tries) == ("mail", "waiting", 0)


def test_given_up_stays_until_a_person_asks_again(database: Database) -> None:
    put(database, "a")
    fail(database, taken(database), NOW, next_try_at=None, outcome="refused")
    assert (stored(database).state, stored(database).ended_at, take(database, day(9))) == ("given-up", NOW, None)
    with database.writing() as cx:
        assert outbox.send_again(cx, 1, "mail", day(9))
        assert not outbox.send_again(cx, 1, "mail", day(9))
    assert taken(database, day(9)).message.channel == "mail"


def test_a_channel_speaks_only_so_often_in_sixty_seconds(database: Database) -> None:
    put(database, *"abc")
    put(database, "mail", channel="mail")
    assert [taken(database, NOW + n * SECOND, ding=2, mail=2).message.key for n in range(3)] == ["a", "b", "mail"]
    assert take(database, NOW + 59 * SECOND, ding=2, mail=2) is None
    assert taken(database, NOW + 60 * SECOND, ding=2, mail=2).message.key == "c"


def test_the_minute_is_counted_from_when_a_try_ended(database: Database) -> None:
    """A slow receiver counts from when the message came in, not from when we began."""
    put(database, "a", "b")
    fail(database, taken(database, ding=1), NOW + 30 * SECOND, next_try_at=day(5))
    assert take(database, NOW + 89 * SECOND, ding=1) is None
    assert taken(database, NOW + 90 * SECOND, ding=1).message.key == "b"


def test_a_channel_that_asked_for_silence_gets_it_and_the_try_does_not_count(database: Database) -> None:
    put(database, "a", "b")
    pause = NOW + timedelta(minutes=10)
    throttled = {"outcome": "throttled", "errcode": "130101", "next_try_at": pause, "pause_until": pause}
    fail(database, taken(database), NOW, **throttled)
    assert stored(database).tries == 0
    assert take(database, pause - SECOND) is None
    assert {taken(database, pause).message.key, taken(database, pause).message.key} == {"a", "b"}


def test_listing_and_tally(database: Database) -> None:
    put(database, "a", "b")
    fail(database, taken(database), NOW)
    with database.reading() as cx:
        assert [one.key for one in outbox.listing(cx, "river")] == ["b", "a"]
        assert [one.key for one in outbox.listing(cx, "river", "failed")] == ["a"]
        assert outbox.tally(cx, "river") == {"failed": 1, "waiting": 1}
        assert outbox.tally(cx, "lake") == {}
        with pytest.raises(LookupError):
            outbox.get(cx, 99)


def test_senders_side_by_side_never_share_a_message(database: Database) -> None:
    keys = [f"m{n}" for n in range(24)]
    put(database, *keys)
    got: list[str] = []
    start = Barrier(4)

    def work() -> None:
        start.wait()
        while (claimed := take(database, ding=100)) is not None:
            got.append(claimed.message.key)

    senders = [Thread(target=work) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(got) == sorted(keys)
