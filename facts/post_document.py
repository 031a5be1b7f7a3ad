"""A new-media post as a document, so that every monitor of page texts reads posts too."""

from __future__ import annotations

from datetime import datetime
from html import escape

from facts.document import Document
from inspection.fetched import Page
from inspection.moment import BEIJING
from inspection.post import Post


def post_document(post: Post, as_of: datetime) -> Document:
    """``post`` in plain markup: title, date and text, all escaped. A post without an address gets none."""
    shown = post.published_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M") if post.published_at else ""
    text = post.text if post.text.startswith(post.title) else f"{post.title}\n{post.text}"
    html = (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta name="ArticleTitle" content="{escape(post.title)}"><meta name="PubDate" content="{shown}">'
        f"<title>{escape(post.title)}</title></head><body><h1>{escape(post.title)}</h1>"
        f'<div class="view">{"".join(f"<p>{escape(line)}</p>" for line in text.splitlines())}</div></body></html>'
    )
    return Document(Page(post.url, post.url, 200, (), html.encode(), as_of))
