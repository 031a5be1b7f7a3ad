"""How a crawl tells what is complete: lists first, then site by site."""

from __future__ import annotations

from dataclasses import dataclass, field

from crawler.milestones import Course
from inspection.visit import Role, Target


@dataclass
class Heard:
    told: list[str] = field(default_factory=list)

    def lists_read(self, articles: object) -> None:
        self.told.append(f"lists: {' '.join(target.url for target in articles)}")  # type: ignore[attr-defined]

    def site_complete(self, site_id: str) -> None:
        self.told.append(site_id)


def page(url: str, role: Role = Role.ARTICLE) -> Target:
    return Target(url, role, site_id=url[0])


def test_sites_are_complete_only_when_all_lists_are_read_and_their_own_articles_ended() -> None:
    heard = Heard()
    course = Course(heard)
    lists = [page("a/", Role.LIST), page("b/", Role.LIST), page("c/", Role.HOME)]
    for target in lists:
        course.planned(target)
    course.ended(lists[0])
    course.planned(page("a/1"))
    course.tell()
    course.ended(page("a/1"))
    course.tell()
    assert heard.told == []  # b's list may still lead anywhere
    course.started = True
    course.ended(lists[1])
    course.planned(page("b/1"))
    course.ended(lists[2])
    course.tell()
    assert heard.told[0] == "lists: a/1 b/1"
    assert sorted(heard.told[1:]) == ["a", "c"]
    course.ended(page("b/1"))
    course.tell()
    course.tell()
    assert heard.told[3:] == ["b"]


def test_nothing_is_told_while_starting_points_are_still_being_planned() -> None:
    heard = Heard()
    course = Course(heard)
    course.planned(page("a/", Role.LIST))
    course.ended(page("a/", Role.LIST))
    course.tell()
    assert heard.told == []


def test_a_site_waits_for_the_files_that_its_last_article_names() -> None:
    heard = Heard()
    course = Course(heard)
    course.started = True
    for target in (listed := page("a/", Role.LIST), article := page("a/1")):
        course.planned(target)
    course.ended(listed)
    course.tell()
    course.ended(article)
    course.planned(file := page("a/1.pdf", Role.ATTACHMENT))
    course.tell()
    assert heard.told == ["lists: a/1"]
    course.ended(file)
    course.tell()
    assert heard.told == ["lists: a/1", "a"]
