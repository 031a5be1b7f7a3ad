"""What a template or a trial left on a page: sample words in metas, 测试 as a title, XXX where a name should stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from facts.article import main_text, title_of
from facts.document import Document
from facts.page_kind import Kind, classify
from facts.page_wording import Passage, passage
from facts.sources import PageSource
from facts.usable_page import usable
from inspection.outcome import Missing

_METAS = (
    *("sitename", "columnname", "columntype", "columndescription", "columnkeywords"),
    *("articletitle", "contentsource", "keywords", "description"),
)
_SAMPLE_META = re.compile(
    r"(?:网站|站点|栏目|文章|信息|稿件)(?:名称|标题|类别|类型|描述|关键词|来源|简介)|(?:这里|此处)(?:填写|输入|是).{0,12}"
    r"|请(?:填写|输入|在此).{0,12}|标题|关键词|undefined|null|NaN|[{$%]{1,2}\w+[%}]{1,2}|[Tt]est\d*|测试\d*"
)
_TRIAL = re.compile(
    r"(?:这是|此为)?(?:一[条篇个则])?测试"
    r"(?:标题|内容|正文|文章|数据|信息|新闻|稿件|文档|页面|栏目|一下|测试)?[\d一二三]{0,4}[。.！!]?"
    r"|(?:测试){2,}\d{0,4}|测试(?:标题|内容|文章|信息|新闻|稿件|页面)?[，,]?请(?:忽略|勿[^，。]{1,4})[。！!]?"
    r"|[Tt]est(?:[ _-]?(?:page|title|article))?\d{0,4}|asdf\w*"
    r"|(?:标题){2,}|(?:内容){2,}|新建(?:文档|文章|页面)\d*"
)
_SAMPLE_WORDS = re.compile(
    r"lorem ipsum|dolor sit amet|(?:此处|这里|在此)(?:填写|输入|插入|添加|放置|替换)"
    r"(?:(?:您的|单位|栏目|文章)?(?:正文|文字|内容|标题|图片|名称|链接|文本|描述|单位|信息)|(?=[。.！!…\s]|$))"
    r"|\$\{\w[\w.]*\}|\{\{\s*\w[\w.]*\s*\}\}"
    r"|(?:内容|简介|简历|资料|正文)(?:正在)?待(?:更新|补充|完善|录入)(?![的：:])"
    r"|(?:内容|栏目|页面|网站|网页|板块)(?:正在)?建设中|(?:点击|双击)(?:此处)?(?:添加|输入)(?:标题|正文|文本|文字|内容)"
    r"|(?:标题){2,}|(?:正文内容){2,}|(?:文字内容){2,}"
    r"|[（(【\[](?:待补充|待完善|待填|待核实后补|此处略去|正文待补)[）)】\]]",
    re.IGNORECASE,
)
#: One of these stands in every text that ``_SAMPLE_WORDS`` finds; looking for them first takes a tenth of the time.
_SAMPLE_HINTS = (
    *("此处", "这里", "在此", "${", "{{", "待更新", "待补充", "待完善", "待录入", "建设中", "点击", "双击", "标题标题"),
    *("正文内容", "文字内容", "待填", "待核实", "正文待补", "lorem ipsum", "dolor sit amet"),
)
_CROSS_MARKS = "XxＸ×"
_CROSSES = re.compile(
    r"(?<![A-Za-z0-9xX×＊*])(?:[XxＸ]{2,4}|×{2,4})(?=(?:区委|县委|区政府|书记|区长|副区长|局长|主任出席|领导|记者|通讯员|单位名称|年(?:[XxＸ×]{1,2})月))"
    r"|(?<=\d年)[XxＸ×]{1,2}月[XxＸ×]{1,2}日|(?<=电话[:：])[XxＸ×]{5,}"
)
#: Pages that are meant to be filled in, and texts that hide names as the law demands.
_FORM = re.compile(
    r"样[表式本]|模板|模版|范[本文例]|示例|格式|填[写表报]|申请[表书]|申报表|承诺书|委托书|协议|合同|表格|参考文本|示范文本|填空"
)
_HIDDEN_NAMES = re.compile(r"案例|以案|通报|判决|裁定|处罚|诈骗|嫌疑|被告|原告|案件|案情|举报|信访|答复|来信|隐去|化名")
_ABOUT_FIELDS = re.compile(r"点击|选择|界面|页面上|系统|登录|操作|步骤|栏中|框|按钮|提示")
_QUOTE_MARKS = frozenset("“「‘\"'【[《")
_TRIAL_PAGE_CHARS = 60


@dataclass(frozen=True, slots=True)
class Leftover:
    """``text`` that a template or a trial left; ``place`` says where in Chinese (a meta's name, 标题, 正文)."""

    text: str
    place: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Placeholders:
    """``leftovers``: metas, title, then body, each text once; ``doubtful``: crosses that may hide a name lawfully."""

    leftovers: tuple[Leftover, ...]
    doubtful: tuple[Leftover, ...]

    @classmethod
    def extract(cls, source: PageSource) -> Self | Missing:
        document = usable(source.read)
        if isinstance(document, Missing):
            return document
        found = {(one.place, one.text): one for one in (*_in_metas(document), *_in_title(document))}
        doubtful: tuple[Leftover, ...] = ()
        if classify(document).kind is Kind.ARTICLE:
            text = main_text(document)
            for one in _in_body(text):
                found.setdefault((one.place, one.text), one)
            crosses = tuple(_crosses(f"{title_of(document)}\n{text}"))
            if not crosses:
                return cls(tuple(found.values()), ())
            if _HIDDEN_NAMES.search(title_of(document)) or _HIDDEN_NAMES.search(text):
                doubtful = crosses
            elif not _FORM.search(title_of(document)) and not _FORM.search(text):
                found.update(((one.place, one.text), one) for one in crosses)
        return cls(tuple(found.values()), doubtful)


def _in_metas(document: Document) -> Iterator[Leftover]:
    for name in _METAS:
        for content in document.metas.get(name, ()):
            if _SAMPLE_META.fullmatch(content) and not (name == "keywords" and content == "标题"):
                yield Leftover(content, f"meta {name}", Passage(content, 0, len(content)))


def _in_title(document: Document) -> Iterator[Leftover]:
    title = title_of(document)
    if _TRIAL.fullmatch(title):
        yield Leftover(title, "标题", Passage(title, 0, len(title)))


def _in_body(text: str) -> Iterator[Leftover]:
    short = len(text) <= _TRIAL_PAGE_CHARS
    for line in text.split("\n") if short else ():
        if _TRIAL.fullmatch(line.strip()):
            yield Leftover(line.strip(), "正文", Passage(line, 0, len(line)))
    lower = text.lower()
    if not any(hint in lower for hint in _SAMPLE_HINTS):
        return
    for found in _SAMPLE_WORDS.finditer(text):
        around = passage(text, *found.span())
        quoted = around.before[-1:] in _QUOTE_MARKS and not found[0].startswith(tuple("（(【["))
        if (
            not quoted
            and not _ABOUT_FIELDS.search(around.before)
            and not _FORM.search(around.sentence.replace(found[0], ""))
        ):
            yield Leftover(found[0], "正文", around)


def _crosses(text: str) -> Iterator[Leftover]:
    if not any(mark in text for mark in _CROSS_MARKS):
        return
    for found in _CROSSES.finditer(text):
        yield Leftover(found[0], "正文", passage(text, *found.span()))
