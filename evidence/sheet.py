"""A plain page of our own for what has no page: the window of a feed, a probe's week, a file that is no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from facts.masking import mask_personal

_STYLE = (
    "body{margin:24px;font:16px/1.8 'Noto Sans CJK SC','WenQuanYi Micro Hei',sans-serif;color:#222;background:#fff}"
    "h1{font-size:22px}table{border-collapse:collapse;margin:12px 0;width:100%}"
    "td,th{border:1px solid #bbb;padding:4px 12px;text-align:left;vertical-align:top}th{background:#f2f2f2}"
    ".facts th{width:160px;white-space:nowrap}p{color:#666}"
    ".rows th,.rows td:first-child,.rows td:nth-child(2),.rows td:last-child{white-space:nowrap}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"


def sheet(
    heading: str,
    facts: Iterable[tuple[str, str]],
    header: Sequence[str] = (),
    rows: Iterable[Sequence[str]] = (),
    note: str = "",
) -> bytes:
    """A UTF-8 page: ``facts`` as pairs, then a table. Personal numbers are masked, everything is escaped."""
    pairs = "".join(f"<tr><th>{_shown(name)}</th><td>{_shown(value)}</td></tr>" for name, value in facts if value)
    lines = "".join("<tr>" + "".join(f"<td>{_shown(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    heads = "".join(f"<th>{_shown(name)}</th>" for name in header)
    table = f'<table class="rows"><tr>{heads}</tr>{lines}</table>' if header else ""
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f"<title>{_shown(heading)}</title><style>{_STYLE}</style></head><body><h1>{_shown(heading)}</h1>"
        f'<table class="facts">{pairs}</table>{table}<p>{_shown(note)}</p></body></html>'
    ).encode("utf-8", "replace")


def _shown(text: str) -> str:
    return escape(mask_personal(text))
