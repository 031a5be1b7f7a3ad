"""One moment of the world, as HTTP answers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zlib import crc32

from demo.answers import HTML, TROUBLE, Answer, fixed, not_found, refresh
from demo.articles import Article
from demo.feeds import render_feed
from demo.layout import TEMPLATES
from demo.pages import (
    PER_PAGE,
    article_page,
    home_page,
    leaders_page,
    list_page,
    overview_page,
    row_of,
    side_bar,
)
from demo.places import Place
from demo.world import BODIES, World, appeared, key_of
from inspection.moment import BEIJING
from inspection.registry import Column, ColumnKind

_LIST_NAME = re.compile(r"index(?:_([1-9]\d{0,3}))?\.html")
_PICTURE = re.compile(r"/W0\d{8}\d{6}\.jpg$")
#: The smallest valid GIF: pictures are not what the inspection looks at.
_PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
_HOME_KINDS = (ColumnKind.NEWS, ColumnKind.NOTICE, ColumnKind.POLICY, ColumnKind.INTERPRETATION, ColumnKind.GUIDE)


class Scene:
    """The world at ``moment`` (aware). ``answer(key)`` is a pure function of both; answers are remembered."""

    def __init__(self, world: World, moment: datetime) -> None:
        self.world = world
        self.moment = moment.astimezone(BEIJING)
        self._known: dict[str, Answer] = {}
        self._trouble = [
            (key_of(outage.prefix), TROUBLE[outage.answer])
            for outage in world.plan.outages
            if outage.since <= moment < outage.until
        ]

    def answer(self, key: str) -> Answer:
        """The answer for ``key`` (host, path and query; see ``world.key_of``)."""
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(key)
        return known

    def _find(self, key: str) -> Answer:
        for prefix, trouble in self._trouble:
            if key.startswith(prefix):
                return trouble
        world = self.world
        if key in world.accounts:
            return self._feed(key)
        if key.removesuffix("index.html") in world.homes:
            return self._home(world.homes[key.removesuffix("index.html")])
        folder, _, name = key.rpartition("/")
        if folder + "/" in world.columns:
            return self._column(folder + "/", name)
        if key in world.articles_by_key:
            return self._article(world.articles_by_key[key])
        return self._other(key)

    def _column(self, folder: str, name: str) -> Answer:
        found = _LIST_NAME.fullmatch(name or "index.html")
        if not found:
            return not_found()
        column, page = self.world.columns[folder], int(found[1] or 0)
        odd = self.world.odd.get(column.id)
        moved = odd is not None and odd.moved_to is not None and odd.since is not None and self.moment >= odd.since
        if moved != (folder == key_of(self.world.folder(column))) and odd and odd.moved_to:
            return refresh(odd.moved_to) if moved and page == 0 else not_found()
        place = self.world.places[column.site_id]
        shell = self.world.shells[column.site_id]
        if column.kind is ColumnKind.LEADERS:
            return self._page(
                folder, self._since_change(place), lambda: leaders_page(shell, place, column, self.moment)
            )
        if column.kind is ColumnKind.OVERVIEW:
            return self._page(folder, self.world.beginning, lambda: overview_page(shell, place, column))
        return self._list(folder, column, place, page)

    def _list(self, folder: str, column: Column, place: Place, page: int) -> Answer:
        rows = self.world.listed(column.id, self.moment)
        count = max(-(-len(rows) // PER_PAGE), 1)
        if page >= count:
            return not_found()
        odd = self.world.odd.get(column.id)
        changed = max((one.at for one in rows), default=self.world.beginning)
        if odd and odd.stamped:
            changed = max(changed, _last_night(self.moment))
        if odd and odd.since:
            changed = max(changed, odd.since.astimezone(BEIJING)) if self.moment >= odd.since else changed
        shown = rows[page * PER_PAGE : (page + 1) * PER_PAGE]

        def render() -> str:
            lines = [row_of(one, _relative(one.url, folder), index, odd) for index, one in enumerate(shown)]
            side = side_bar("相关信息", self._others(column, changed))
            shell = self.world.shells[column.site_id]
            return list_page(shell, place, column, lines, (count, page), side, changed)

        return self._page(f"{folder}{page}", changed, render, gbk=bool(odd and odd.gbk))

    def _others(self, column: Column, moment: datetime) -> list[Article]:
        """The newest items of the site's other columns at ``moment``, newest first."""
        rest = [one for one in appeared(self.world.by_site[column.site_id], moment) if one.column != column]
        return rest[:-11:-1]

    def _home(self, place: Place) -> Answer:
        world, site_id = self.world, place.site.id
        seen = appeared(world.by_site.get(site_id, ()), self.moment)
        changed = seen[-1].at if seen else world.beginning

        def render() -> str:
            columns = [column for column in place.columns if column.kind in _HOME_KINDS]
            newest = {
                column.id: sorted(world.listed(column.id, self.moment), key=lambda one: one.shown, reverse=True)[:7]
                for column in columns
            }
            return home_page(world.shells[site_id], place, [(column, newest[column.id]) for column in columns])

        return self._page(f"home:{site_id}", changed, render)

    def _article(self, index: int) -> Answer:
        article = self.world.articles[index]
        if article.at > self.moment:
            return not_found()
        if article.gone and article.gone <= self.moment:
            return refresh("../")
        place = self.world.places[article.column.site_id]
        changed = article.at
        if article.column.kind is ColumnKind.FUNCTIONS:
            changed = max(changed, self._since_change(place))
        odd = self.world.odd.get(article.column.id)

        def render() -> str:
            before = self.world.articles[max(index - 12, 0) : index]
            side = side_bar("相关阅读", before[::-1])
            return article_page(self.world.shells[place.site.id], place, article, side, self.moment)

        return self._page(str(article.docid), changed, render, gbk=bool(odd and odd.gbk))

    def _since_change(self, place: Place) -> datetime:
        """When the pages that name the head last changed."""
        shown = place.change.shown if place.change else None
        return shown.astimezone(BEIJING) if shown and shown <= self.moment else self.world.beginning

    def _feed(self, key: str) -> Answer:
        account = self.world.accounts[key]
        posts = self.world.feed(account.id, self.moment)
        content_type, body = render_feed(account, posts)
        newest = max((post.published_at for post in posts if post.published_at), default=self.world.beginning)
        return Answer(200, content_type, lambda: body, _etag(key, newest), newest)

    def _other(self, key: str) -> Answer:
        if key in self.world.attachments:
            article, attachment = self.world.attachments[key]
            if article.at <= self.moment:
                return Answer(200, attachment.content_type, lambda: attachment.body, _etag(key, article.at), article.at)
        path = "/" + key.partition("/")[2]
        if path == "/robots.txt":
            return fixed(200, b"User-agent: *\nDisallow: /search\n", "text/plain; charset=utf-8")
        if path == "/images/zw.css":
            return fixed(200, (TEMPLATES / "zw.css").read_bytes(), "text/css; charset=utf-8")
        if _PICTURE.search(path):
            return fixed(200, _PIXEL, "image/gif")
        host = key.partition("/")[0]
        if path == "/" and any(home.startswith(host + "/") for home in self.world.homes):
            place = next(iter(self.world.places.values()))
            shell = self.world.shells[place.site.id]
            return self._page("portal", self.world.beginning, lambda: home_page(shell, place, ()))
        return not_found()

    def _page(self, name: str, changed: datetime, render: Callable[[], str], *, gbk: bool = False) -> Answer:
        etag, bodies = _etag(name, changed), self.world.bodies

        def body() -> bytes:
            known = bodies.get(etag)
            if known is None:
                known = bodies[etag] = render().encode("gbk" if gbk else "utf-8", "xmlcharrefreplace")
                if len(bodies) > BODIES:
                    bodies.popitem(last=False)
            else:
                bodies.move_to_end(etag)
            return known

        return Answer(200, HTML, body, etag, changed)


def _etag(name: str, changed: datetime) -> str:
    return f'"{crc32(name.encode()):08x}-{len(name):x}-{int(changed.timestamp()):x}"'


def _relative(url: str, folder: str) -> str:
    """Link to ``url`` from a list in ``folder`` (a key), as TRS writes it: ``./202102/t….html``."""
    path = posixpath.relpath("/" + key_of(url), "/" + folder)
    return path if path.startswith("../") else "./" + path


def _last_night(moment: datetime) -> datetime:
    """Two o'clock in the last night before ``moment``."""
    today = datetime.combine(moment.date(), time(2), BEIJING)
    return today if today <= moment else today - timedelta(days=1)
