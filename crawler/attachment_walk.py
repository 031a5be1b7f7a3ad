"""Which files of articles and lists a crawl asks for: each once, and no more than it may."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.address_guard import AddressPolicy, ForbiddenAddress
from facts.article import title_of
from facts.attachment_links import LinkedFile, linked_files, mentions_files
from facts.document import Document
from inspection.visit import Role, Target

_LONGEST_TITLE = 60


class AttachmentWalk:
    """Plans attachments and remembers which of them are to be named only.

    ``most``: files asked for in one crawl. What is left out is a target too, with a refusal: UNKNOWN, never overlooked.
    """

    def __init__(self, policy: AddressPolicy, most: int) -> None:
        self._policy = policy
        self._most = most
        self._seen: set[str] = set()
        self._asked = 0
        self._refusals: dict[str, str] = {}

    def of_article(self, target: Target, document: Document) -> Iterator[Target]:
        """The files that article ``target`` links to. A page without such links is not even parsed."""
        if not mentions_files(document.page.body):
            return
        title = title_of(document) or target.listed_title
        for file in linked_files(document):
            yield from self.planned(file, target, title, target.listed_date)

    def planned(self, file: LinkedFile, origin: Target, title: str, day: str) -> Iterator[Target]:
        """``file`` as a target of ``origin``'s column, unless it is known already or stands elsewhere."""
        try:
            self._policy.check(file.url)
        except ForbiddenAddress:
            return
        if file.url in self._seen:
            return
        self._seen.add(file.url)
        reason = self._refused(file)
        if reason:
            self._refusals[file.url] = reason
        shown = f"{file.name}（附于《{title[:_LONGEST_TITLE]}》）" if title else file.name
        yield Target(
            file.url,
            Role.ATTACHMENT,
            site_id=origin.site_id,
            column_id=origin.column_id,
            listed_title=shown,
            listed_date=day,
        )

    def refusal(self, target: Target) -> str:
        """Why the file of ``target`` is not asked for (Chinese); ``""`` for all that is."""
        return self._refusals.get(target.url, "") if target.role is Role.ATTACHMENT else ""

    def _refused(self, file: LinkedFile) -> str:
        if not file.readable:
            return f"不能读取 .{file.suffix} 格式的附件"
        if self._asked >= self._most:
            return f"附件数量已达一次扫描的上限（{self._most}个）"
        self._asked += 1
        return ""
