"""Two small sites that nobody configured, built unlike each other, the big portal and the village."""

from __future__ import annotations

from village_portal import VillagePortal

#: Invented: the check digit fits, the owner would be 118 years old in 2026.
CITIZEN_NUMBER = "500225190803170019"


def article(title: str, day: str) -> str:
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class='xx'>发布时间：{day}　来源：本局</div>"
        f"<div class='zw'><p>{'各项工作按计划有序推进。' * 20}</p></div>"
        "</body></html>"
    )


def bureau(portal: VillagePortal) -> None:
    """``/wj/``: a site in a folder, columns a level down, ``dl`` lists, pages by links; much that goes wrong."""
    head = (
        "<html><head><meta charset='utf-8'><title>{0}</title></head><body><div class='nav'>{1}</div>{2}</body></html>"
    )
    nav = "".join(
        f"<a href='/wj/{path}'>{name}</a>"
        for path, name in (
            ("", "首页"), ("gk.jsp", "信息公开"), ("tz/", "通知公告"), ("xw/", "本局动态"), ("hd/", "互动信箱"),
            ("zc/", "政策文件"), ("mm/", "内部政策"), ("jd/", "政策解读"), ("old/", "旧版公告"), ("kb/", "空白公示"),
        )
    ) + "<a href='http://other.example/x/'>上级要闻</a><a href='/wj/a.pdf'>年度报告</a>"  # fmt: skip

    def rows(folder: str, titles: list[tuple[str, str]], start: int = 1) -> str:
        for number, (title, day) in enumerate(titles, start):
            portal.answers[f"/wj/{folder}/{number}.jsp"] = article(title, day)
        items = "".join(
            f"<dt><a href='/wj/{folder}/{number}.jsp'>{title}</a></dt><dd>{day.replace('-', '/')}</dd>"
            for number, (title, day) in enumerate(titles, start)
        )
        return f"<dl class='lb'>{items}</dl>"

    def page(name: str, body: str) -> str:
        return head.format(name, nav, f"<h3>{name}</h3>{body}")

    notices = [(f"关于第{number}批补助资金的公示", f"2026-0{5 - number}-11") for number in range(1, 5)] + [
        ("关于停水检修的通知", "2026-01-04")
    ]
    news = [(f"申请人{CITIZEN_NUMBER}的来访已答复", "2026-03-02"), ("本局召开季度工作会议部署任务", "2026-02-02")]
    portal.answers |= {
        "/robots.txt": "User-agent: *\nDisallow: /wj/mm/\n",
        "/wj/": page("首页", "<p>欢迎</p>"),
        "/wj/gk.jsp": page("信息公开", "<p><a href='gk/jg.jsp'>机构职能</a> <a href='gk/ld.jsp'>领导信息</a></p>"),
        "/wj/gk/jg.jsp": page("机构职能", f"<div class='zw'><p>{'负责全区有关工作的组织实施。' * 30}</p></div>"),
        "/wj/gk/ld.jsp": 403,
        "/wj/tz/": page("通知公告", rows("tz", notices[:3]) + "<a href='p2.jsp'>下一页</a>"),
        "/wj/tz/p2.jsp": page("通知公告", rows("tz", notices[3:], 4) + "<a href='./'>上一页</a>"),
        "/wj/xw/": page("本局动态", rows("xw", news)),
        "/wj/zc/": page("政策文件", "<div id='app'></div><script>axios.get('/api/list')</script>"),
        "/wj/hd/": page("互动信箱", "<form method='post'><textarea></textarea></form><p>来信须知</p>"),
        "/wj/kb/": page("空白公示", "<ul><li>暂无信息</li></ul>"),
        "/wj/old/": "<meta http-equiv='refresh' content='0;url=http://127.0.0.1:1/gone/'>",
    }  # fmt: skip


def town(portal: VillagePortal) -> None:
    """``/``: standard metas, GBK, a table with two days a row, pages that are posted, a day over its month."""
    nav = "<a href='/dt.htm'>镇里的事</a><a href='/wj.htm'>文件</a><a href='/xinxiang.htm'>书记镇长</a>"

    def page(name: str, kind: str, body: str) -> bytes:
        metas = f"<meta name='ColumnName' content='{name}'><meta name='ColumnType' content='{kind}'>" if name else ""
        return (
            f"<html><head><meta http-equiv='Content-Type' content='text/html; charset=gbk'>{metas}<title>柳河镇</title>"
            f"</head><body><div id='top'>{nav}</div>{body}</body></html>"
        ).encode("gb18030")

    news = "".join(
        f"<div class='one'><div class='rq'><b>{20 - number}</b><i>2026-03</i></div><a href='/info/1/{number}.htm'>"
        f"柳河镇开展第{number}次环境整治行动</a></div>"
        for number in range(5)
    )
    papers = "".join(
        f"<tr><td><a href='/info/2/{number}.htm'>柳河镇关于第{number}项工作的实施方案</a></td>"
        f"<td>柳府发〔2026〕{number}号</td>"
        f"<td>2026-01-0{number}</td><td>2026-02-1{number}</td></tr>"
        for number in range(1, 4)
    )
    table = f"<table><tr><th>名称</th><th>文号</th><th>成文日期</th><th>发布日期</th></tr>{papers}</table>"
    posted = "<form name='f' method='post'><a href='javascript:document.f.submit()'>下一页</a></form>"
    portal.answers |= {
        "/": page("", "", "<p>柳河镇欢迎您</p>"),
        "/dt.htm": page("镇里的事", "工作动态", f"<div>{news}</div>{posted}"),
        "/wj.htm": page("文件", "政策文件", f"<div>{table}</div>"),
        "/xinxiang.htm": page("书记镇长", "领导信息", f"<div class='zw'>{'镇党委书记，主持全面工作。' * 20}</div>"),
    }  # fmt: skip
    for number in range(5):
        portal.answers[f"/info/1/{number}.htm"] = article(
            f"柳河镇开展第{number}次环境整治行动", f"2026-03-{20 - number}"
        )
