"""The inert copy: what a page says stays, what could run, load, send or identify somebody does not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evidence.inert import Inert, inert
from facts.document import Document
from inspection.fetched import Page

#: Invented: the check digit fits, the owner would be 118 years old in 2026.
NUMBER = "500225190803170019"


ACTIVE = frozenset(
    ("script", "iframe", "frame", "object", "embed", "svg", "math", "img", "form", "base", "link", "video", "audio")
)


def copied(body: str, head: str = "", **how: object) -> Inert:
    html = f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    page = Page("http://a.example/", "http://a.example/x/", 200, (), html.encode(), datetime.now(UTC))
    return inert(Document(page), **how)  # type: ignore[arg-type]


def shown(body: str, head: str = "", **how: object) -> str:
    return copied(body, head, **how).html.decode().partition("<body>")[2].removesuffix("</body></html>")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><script>alert(1)</script></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<iframe src='javascript:alert(1)' srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data='data:text/html,<script>alert(1)</script>'></object><embed src=x>",
        "<a href='javascript:alert(1)'>甲</a><a href=' java\nscript:alert(1)'>乙</a>",
        "<a href='data:text/html,alert(1)'>丙</a><a href='vbscript:alert(1)'>丁</a>",
        "<form action=//evil.example><input name=q onfocus=alert(1) autofocus><button formaction=//evil.example>",
        "<div style='background:url(http://evil.example/a.png)'>甲</div>",
        "<div style='background:\\75rl(http://evil.example/a.png)'>甲</div>",
        "<div style='width:expression(alert(1))' onclick=alert(1)>甲</div>",
        "<p title='\"><script>alert(1)</script>'>甲</p>",
        "<table background=http://evil.example/a.png><tr><td>甲</table>",
        "<x-widget onclick=alert(1)>甲</x-widget>",
        "<video src=http://evil.example/v poster=http://evil.example/p></video><audio src=http://evil.example/a>",
        "<meta http-equiv=refresh content='0;URL=http://evil.example/'><base href=http://evil.example/>",
        "<link rel=stylesheet href=http://evil.example/a.css><link rel=prefetch href=http://evil.example/b>",
        "<!--[if IE]><script>alert(1)</script><![endif]-->",
        "<template><script>alert(1)</script></template>",
        "<textarea></textarea><script>alert(1)</script>",
        "<div><div onmouseover=alert(1)" * 50,
    ],
)
def test_nothing_that_runs_or_loads_gets_in(hostile: str) -> None:
    out = copied(hostile, head=hostile).html.decode()
    parsed = Document(Page("", "http://a.example/", 200, (), out.encode(), datetime.now(UTC))).tree
    for node in parsed.css("*"):
        assert node.tag not in ACTIVE
        for name, value in node.attributes.items():
            assert not name.startswith("on"), out
            assert name not in {"src", "srcdoc", "action", "formaction", "background", "poster", "data"}, out
            if name in ("href", "style"):
                assert not (value or "").lower().startswith(("javascript", "data")), out
                assert "evil" not in (value or ""), out
    assert [one.attributes.get("http-equiv") for one in parsed.css("meta[http-equiv]")] == ["Content-Security-Policy"]


def test_styles_of_the_page_stay_without_their_loads() -> None:
    css = "@import url(//evil.example/a.css);p{color:red;background:url(//evil.example/b.png)}"
    out = copied("<p>甲", head=f"<style>{css}</style>").html.decode()
    assert "p{color:red;background:none}" in out
    assert "evil" not in out


def test_what_the_page_says_stays() -> None:
    assert shown("<h1>标题</h1><p class=a>甲<b>乙</b></p><ul><li><a href='../y.html'>丙</a>2026-02-18</ul>").replace(
        "\n", ""
    ) == (
        '<h1>标题</h1><p class="a">甲<b>乙</b></p><ul><li>'
        '<a href="http://a.example/y.html" rel="noopener noreferrer nofollow">丙</a>2026-02-18</li></ul>'
    )
    assert "［图片：全家福］" in shown("<img src=a.jpg alt=全家福>")
    assert shown("1 < 2 &lt;script&gt;").strip() == "1 &lt; 2 &lt;script&gt;"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (f"<p>号码{NUMBER}</p>", "<p>号码500*************19</p>"),
        ("<p>号码500225<b>19080317</b>0019</p>", "<p>号码500***<b>********</b>**19</p>"),
        ("<p>号码500225 19080317 0019</p>", "<p>号码500*** ******** **19</p>"),
        ("<p>电话13800001234</p>", "<p>电话138****1234</p>"),
        (f"<p title={NUMBER}>甲</p>", '<p title="500*************19">甲</p>'),
        (f"<input value={NUMBER}>", "<xj-media>500*************19</xj-media>"),
        (f"<img alt={NUMBER}>", "<xj-media>［图片：500*************19］</xj-media>"),
        (f"<input type=hidden value={NUMBER}>", ""),
    ],
)
def test_personal_numbers_are_starred_wherever_they_stand(body: str, said: str) -> None:
    assert shown(body).strip() == said
    assert NUMBER not in copied(body, head=f"<title>{NUMBER}</title>").html.decode()
    assert copied(body, mask=False).masked == 0


def test_whatever_a_masked_quote_hides_is_hidden_on_the_page() -> None:
    body = "<table><tr><td>张小花</td><td>柳溪乡 团结村3组12号</td></tr></table>"
    out = copied(body, quotes=["张** 柳溪乡团结村*****"])
    text = out.html.decode()
    assert "小花" not in text and "3组12号" not in text
    assert "张**" in text and out.masked == 7


def test_deep_and_long_pages_are_written_in_time() -> None:
    assert "底" in shown("<div>" * 30_000 + "底")
    assert shown("<p>甲" * 20_000).count("甲") == 20_000
    assert copied("5 0 0 2 2 5 " * 20_000, quotes=["5****5" * 20]).html
