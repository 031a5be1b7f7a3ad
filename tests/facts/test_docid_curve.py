"""A docid implies a creation day; a few liars among the articles must not bend that."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from time import process_time

import pytest

from facts.docid_curve import DocidCurve

FIRST_DAY, FIRST_DOCID, PER_DAY = date(2020, 6, 1), 8_000_000, 5_000
Pairs = list[tuple[int, date]]


def honest(count: int, days: int = 300, seed: int = 1) -> Pairs:
    """Articles shown on the day they were created, give or take a day."""
    rng = Random(seed)
    made = ((rng.randrange(days), rng.randrange(PER_DAY), rng.choice((-1, 0, 0, 0, 1))) for _ in range(count))
    return [(docid_on(day) + docid, FIRST_DAY + timedelta(day + off)) for day, docid, off in made]


def docid_on(day: int) -> int:
    return FIRST_DOCID + day * PER_DAY


@pytest.mark.parametrize("count", [60, 600, 5000])
@pytest.mark.parametrize("day", [30, 150, 280])
def test_the_true_day_lies_in_a_narrow_interval(count: int, day: int) -> None:
    expected = DocidCurve.fit(honest(count)).expected(docid_on(day))
    assert expected is not None
    assert expected[0] <= FIRST_DAY + timedelta(day) <= expected[1]
    assert (expected[1] - expected[0]).days <= (24 if count == 60 else 12)


@pytest.mark.parametrize("back", [30, 113, 400])
def test_back_dated_articles_do_not_bend_the_curve(back: int) -> None:
    forged = [(docid_on(day) + 1, FIRST_DAY + timedelta(day - back)) for day in (40, 120, 200, 280)]
    bent = DocidCurve.fit(honest(600) + forged)
    for docid, shown in forged:
        expected = bent.expected(docid)
        assert expected is not None
        assert (expected[0] - shown).days >= back - 7


def test_the_newest_article_can_be_the_forged_one() -> None:
    newest = docid_on(300) + 10
    expected = DocidCurve.fit([*honest(600), (newest, FIRST_DAY + timedelta(240))]).expected(newest)
    assert expected is not None
    assert expected[0] >= FIRST_DAY + timedelta(293)


def test_a_column_moved_in_bulk_is_neither_evidence_nor_accused() -> None:
    moved = [(docid_on(250) + place, FIRST_DAY + timedelta(5 * place)) for place in range(40)]
    curve = DocidCurve.fit(honest(2000) + moved)
    assert curve.expected(moved[7][0]) is None
    beside = curve.expected(docid_on(251))
    assert beside is not None
    assert beside[0] <= FIRST_DAY + timedelta(251) <= beside[1]


ANCHORS = [(7_276_551, date(2020, 4, 28)), (8_916_092, date(2021, 2, 22)), (8_939_081, date(2021, 2, 25))]


@pytest.mark.parametrize(
    ("docid", "earliest", "latest"),
    [
        (7_276_551, date(2020, 4, 28), date(2020, 4, 28)),
        (8_916_092, date(2021, 2, 22), date(2021, 2, 22)),
        (8_927_000, date(2021, 2, 22), date(2021, 2, 25)),
        (8_100_000, date(2020, 7, 10), date(2020, 12, 10)),  # half-way: wide, but not the whole ten months
    ],
)
def test_between_anchors_the_day_is_interpolated(docid: int, earliest: date, latest: date) -> None:
    expected = DocidCurve.fit([], ANCHORS).expected(docid)
    assert expected is not None
    assert expected[0] <= earliest and latest <= expected[1]
    assert (expected[1] - expected[0]).days <= 180


def test_anchors_outweigh_articles_that_contradict_them() -> None:
    wrong = [(8_000_000 + place, date(2019, 1, 1) + timedelta(place)) for place in range(50)]
    expected = DocidCurve.fit(wrong, ANCHORS).expected(8_916_092)
    assert expected is not None
    assert abs((expected[0] - date(2021, 2, 22)).days) <= 80


@pytest.mark.parametrize(
    ("pairs", "anchors", "docid"),
    [
        ([], [], 8_000_000),
        ([(8_000_000, date(2020, 6, 1))], [], 8_000_000),
        ([(8_000_000, date(2020, 6, 1)), (8_100_000, date(2020, 6, 20))], [], 8_050_000),
        ([], ANCHORS, 7_000_000),
        ([], ANCHORS, 9_000_000),
        (honest(600), [], FIRST_DOCID - 1),
        (honest(600), [], docid_on(400)),
    ],
)
def test_nothing_is_said_without_support(pairs: Pairs, anchors: Pairs, docid: int) -> None:
    assert DocidCurve.fit(pairs, anchors).expected(docid) is None


def test_the_interval_never_goes_back_as_docids_rise() -> None:
    curve = DocidCurve.fit(honest(800), [(docid_on(100), FIRST_DAY + timedelta(100))])
    earliest = [expected[0] for docid in range(docid_on(1), docid_on(299), 977) if (expected := curve.expected(docid))]
    assert len(earliest) > 1000
    assert all((later - before).days >= -3 for before, later in pairwise(earliest))


def test_five_thousand_articles_fit_quickly() -> None:
    pairs = honest(5000)
    started = process_time()
    DocidCurve.fit(pairs)
    assert process_time() - started < 0.5  # 24 ms on a quiet core


def test_the_clock_knows_when_a_moved_article_got_its_number() -> None:
    old = [(docid_on(200) + n, FIRST_DAY + timedelta(20 * n)) for n in range(1, 10)]
    curve = DocidCurve.fit(honest(600) + old)
    docid = old[2][0]
    clock = curve.clock(docid)
    assert curve.expected(docid) is None
    assert clock is not None and clock[0] <= FIRST_DAY + timedelta(200) <= clock[1]
    assert curve.clock(docid_on(900)) is None
