"""What stands inside an article: paragraphs, tables and attachments as HTML."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from random import Random

from demo.articles import Article, Form
from demo.attachments import Attachment, attachments_of
from demo.places import Place
from demo.wording import Writer, phrases
from inspection.registry import ColumnKind


def body_of(article: Article, place: Place, moment: datetime) -> str:
    """The HTML of ``article``'s body as the site shows it at ``moment``."""
    writer = Writer.of(article.seed, place.name, article.shown.date())
    match article.form:
        case Form.PLANNED:
            parts = list(article.paragraphs)
        case Form.FUNCTIONS:
            parts = _functions(writer, place, moment)
        case Form.OFFICES:
            parts = [
                _table(
                    [
                        ("内设机构", "联系电话"),
                        *((office, "023-437" + _tail(writer)) for office in phrases()["offices"]),
                    ]
                )
            ]
        case Form.GUIDE:
            return _guide(article, place)
        case Form.LETTER:
            parts = _letter(writer, article)
        case Form.REPORT:
            parts = [writer.fill(text) for text in phrases()["report"]] + [place.name]
        case Form.TEXT:
            parts = _text(writer, article, place)
    return "".join(_block(part) for part in parts) + "".join(map(_link, attachments_of(article)))


def _block(part: str) -> str:
    return part if part.startswith("<") else f'<p style="text-indent: 2em; line-height: 2">{part}</p>\n'


def _text(writer: Writer, article: Article, place: Place) -> list[str]:
    kind = article.column.kind
    if kind is ColumnKind.NEWS:
        parts = [writer.one("news", "leads"), *writer.some(writer.rng.randint(4, 7), "news", "sentences")]
        return [*parts, _picture(article)] if article.seed % 3 == 0 else parts
    addressee = [] if kind is ColumnKind.INTERPRETATION else ["各镇街，各有关单位："]
    written = article.shown - timedelta(days=article.seed % 4)
    return [
        *addressee,
        *writer.some(5, kind.value, "sentences"),
        place.name,
        f"{written.year}年{written.month}月{written.day}日",
    ]


def _picture(article: Article) -> str:
    name = f"W0{article.shown:%Y%m%d}{article.docid % 1000000:06d}.jpg"
    return f'<p align="center"><img src="./{name}" alt="活动现场" width="600" height="400"></p>\n'


def _functions(writer: Writer, place: Place, moment: datetime) -> list[str]:
    duties = "".join(
        f"（{sign}）{writer.fill(text)}" for sign, text in zip("一二三四五", phrases()["duties"], strict=True)
    )
    return [
        f"单位名称：重庆市大足区{place.formal_name.removeprefix('区')}",
        f"负责人：{place.head(moment)}",
        f"办公地址：大足区{writer.place}{writer.rng.randint(1, 99)}号",
        "办公时间：工作日 9:00-12:00，14:00-18:00",
        f"联系方式：023-437{_tail(writer)}",
        f"主要职责：{duties}",
    ]


def _letter(writer: Writer, article: Article) -> list[str]:
    asked = article.shown - timedelta(days=2 + article.seed % 4)
    rows = [
        ("来信标题", article.title),
        ("来信时间", f"{asked:%Y-%m-%d}"),
        ("来信内容", writer.one("letters", "questions")),
        ("办理状态", "已办结"),
        ("答复时间", f"{article.shown:%Y-%m-%d}"),
        ("答复内容", writer.one("letters", "answers")),
    ]
    return [_table(rows)]


def _guide(article: Article, place: Place) -> str:
    rng, name = Random(article.seed), article.title.removesuffix("办事指南")
    elements = {
        "事项名称": name,
        "设定依据": f"《重庆市{name}管理办法》及有关规定",
        "申请条件": f"在大足区内居住或者经营，符合{name}规定条件的个人和单位。",
        "办理材料": f"1.申请表；2.申请人身份证复印件；3.{name}相关证明材料。",
        "办理地点": f"大足区政务服务中心{rng.randint(1, 4)}楼{place.name}窗口",
        "办理时间": "工作日 9:00-12:00，13:30-17:30",
        "联系电话": f"023-437{rng.randint(10000, 99999)}",
        "办理流程": "申请—受理—审核—决定—送达",
    }
    rows = [(label, text) for label, text in elements.items() if label != article.lacks]
    if place.style == 1:  # some sites write headings instead of a table
        return "".join(f"<h4>{label}</h4>\n<p>{text}</p>\n" for label, text in rows)
    return _table(rows)


def _table(rows: list[tuple[str, str]]) -> str:
    lines = "".join(f"<tr><th>{label}</th><td>{text}</td></tr>\n" for label, text in rows)
    return f'<table class="bszn" border="1" cellspacing="0">\n{lines}</table>\n'


def _link(attachment: Attachment) -> str:
    return f'<p class="fj">附件：<a href="./{attachment.name}" target="_blank">{escape(attachment.title)}</a></p>\n'


def _tail(writer: Writer) -> str:
    return str(writer.rng.randint(10000, 99999))
