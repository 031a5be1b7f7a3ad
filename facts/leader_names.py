"""Names of office holders and their posts, as short lines of a page state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣邓郁"
    "单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁"
    "仇栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦"
    "雍璩桑桂濮牛寿通边扈燕冀浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越"
    "夔隆师巩聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关相查荆红游竺权盖益桓公肖闫付代覃涂兰邝佘佟仝苟揭原晋楚敬但豆先况税昂"
    "谌鄢漆岳亓缑逯郇佴帅麦牟粟矫冼仉笪苌庹"
)
_COMPOUND = re.compile(
    "欧阳|司马|上官|诸葛|夏侯|东方|皇甫|尉迟|公孙|令狐|司徒|长孙|慕容|端木|申屠|司空|鲜于|闾丘|漆雕|南宫|呼延|宇文|轩辕"
    "|钟离|赫连|澹台|公冶|濮阳|淳于|仲孙|司寇|颛孙|巫马|东郭|百里|梁丘|左丘|拓跋|独孤|纳兰"
)
#: No name: everyday words that begin with a surname.
_WORDS = re.compile(
    "主任|书记|局长|镇长|领导|信息|成员|分工|职务|姓名|工作|办公|党[委组]|委员|单位|负责|时间|电话|地址|简[历介体]"
    "|政务|公开|机构|职能|关于|首页|安全|应急|管理|文件|通知|公告|万元|服务|政府|中心|新闻|动态"
    "|任命|免去|同志|[兼现]任|不再"
)
_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff·]{1,10}")
#: Titles of a unit's head. A deputy's title has 副 before it and so never matches as a whole.
_TITLE = (
    "局长|主任|镇长|乡长|区长|部长|院长|校长|行长|总队长|支队长|大队长|站长|社长|馆长"
    "|总经理|董事长|主席|会长|理事长|书记"
)
_BODY = "党委|党组|党工委|党总支|党支部|工委|管委会|管理委员会|办事处|人民政府|政府|行政"
_HEAD_LABEL = re.compile("(?:主要|单位|部门|机构|行政)?负责人|法定代表人")
#: What ``head_title`` says for a label such as 负责人, which names no title.
ANY_HEAD = "负责人"
_POST = re.compile(
    r"[\u4e00-\u9fff、，,（）() ]{0,60}"
    r"(?:长|主任|书记|主席|委员|成员|调研员|科员|巡视员|经理|督办|工程师|负责人|法定代表人)(?:[（(][^）)]{1,12}[）)])?"
)
_BLANK = r"[ \t\u3000\xa0]"
#: Two-character names are often set apart to the width of three: 李　强.
_SPACED = rf"[\u4e00-\u9fff·]{{2,12}}|[\u4e00-\u9fff]{_BLANK}+[\u4e00-\u9fff]"
_TAIL = rf"(?:[（(][^）)]*[）)]|[，,；;]?{_BLANK}*(?:联系|办公)?电话.*)?"
_PAIRED = (
    re.compile(rf"(?P<post>[^：:]{{2,60}}?){_BLANK}*[：:]{_BLANK}*(?P<name>{_SPACED})(?:同志)?{_TAIL}[。；;]?"),
    re.compile(rf"(?P<name>{_SPACED})(?:同志)?(?:{_BLANK}|[：:，,（(])+(?P<post>.{{2,60}}?)[）)]?[。；;]?"),
    re.compile(rf"(?P<post>.{{2,60}}?){_BLANK}+(?P<name>{_SPACED})(?:同志)?"),
)
_NOW = re.compile(r"(?:现任|担任|职[ \u3000]*务[：:])(?P<post>[^。；;\n]{2,60})")
_NAMED = re.compile(rf"姓{_BLANK}*名{_BLANK}*[：:]?{_BLANK}*(?P<name>{_SPACED}){_BLANK}*$")
_BIOGRAPHY = re.compile(rf"(?P<name>{_SPACED})[，,]\s*(?:男|女)[，,]")


_ROSTER = re.compile(r"[\u4e00-\u9fff]{0,20}(?:领导|班子)(?:班子)?(?:成员)?(?:名单)?(?:为|有)?[：:]")
_POST_THEN_NAME = re.compile(
    rf"(?P<posts>[\u4e00-\u9fff、]{{2,40}}?(?:{_TITLE}))(?P<name>[\u4e00-\u9fff·]{{2,6}})(?:、[\u4e00-\u9fff·]{{2,6}})*"
)


#: A heading over people who left long ago: nothing below it is about today.
HISTORY = re.compile(r"(?:历任|历届|往届|前任)[\u4e00-\u9fff]{0,8}[：:]?")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person and one post as a page shows them; ``quote`` is the line. ``post`` is the bare words, brackets cut."""

    name: str
    post: str
    quote: str


def person_name(text: str) -> str | None:
    """``text`` as a name without inner blanks, or ``None`` when it cannot be one."""
    name = re.sub(r"[\s\u3000\xa0]", "", text)
    if not _NAME.fullmatch(name) or _WORDS.search(name):
        return None
    return name if "·" in name or name[0] in _SURNAMES or _COMPOUND.match(name) else None


def split_posts(text: str) -> tuple[str, ...]:
    """Single posts of "党委书记、局长（兼）", brackets cut."""
    bare = re.sub(r"[（(][^）)]*[）)]?", "", text)
    bare = spaced_title(bare) or bare
    return tuple(part for raw in re.split(r"[、，,；;/]|\s+", bare) if (part := raw.strip(" \u3000。.")))


def spaced_title(text: str) -> str | None:
    """局长 for 局　长, set apart to the width of three; ``None`` for anything else."""
    bare = re.sub(r"[\s\u3000\xa0]", "", text)
    return bare if bare != text and re.fullmatch(f"副?(?:{_TITLE})", bare) else None


def head_title(post: str, unit_names: tuple[str, ...]) -> str | None:
    """The head's title that ``post`` names for this very unit (局长, 书记 …), ``ANY_HEAD``, or ``None``.

    The whole post must be understood: "区某局执法支队支队长", "办公室主任" or another district's office is no head.
    """
    if _HEAD_LABEL.fullmatch(post):
        return ANY_HEAD
    bare = post.removeprefix("中共").removeprefix("兼任").removeprefix("兼")
    for unit in sorted(unit_names, key=len, reverse=True):
        if bare.startswith(unit[:-1]) and re.fullmatch(_TITLE, bare[len(unit) - 1 :]):
            return bare[len(unit) - 1 :]  # 区某局长 for 区某局局长
        if bare.startswith(unit):
            bare = bare.removeprefix(unit)
            break
    found = re.fullmatch(f"(?:{_BODY})?({_TITLE})", bare)
    return found[1] if found else None


def names_unit(post: str, unit_names: tuple[str, ...]) -> bool:
    """Whether ``post`` begins with one of the unit's names (a name in the middle belongs to somebody else)."""
    bare = post.removeprefix("中共")
    return any(bare.startswith(unit) for unit in unit_names)


def read_holders(text: str, title: str | None = None) -> tuple[Holder, ...]:
    """All people with posts that whole lines of ``text`` state, in reading order; headlines and sentences are not.

    Reads "局长：X", "X　局长", "X，局长", name and post as neighbouring cells, and a biography ("X，男，…现任…").
    """
    lines = [line for raw in text.splitlines() if (line := raw.strip(" \t\u3000\xa0"))]
    lines = list(takewhile(lambda line: not HISTORY.fullmatch(line), lines))
    found = [holder for line in lines for holder in _from_line(line)]
    found += _from_cells(lines)
    found += _from_biography(lines, title)
    found += _from_roster(lines)
    return tuple(dict.fromkeys(found))


def _from_line(line: str) -> Iterator[Holder]:
    for pattern in _PAIRED:
        match = pattern.fullmatch(line)
        name = person_name(match["name"]) if match else None
        if match and name and is_post(match["post"]):
            yield from (Holder(name, post, line) for post in split_posts(match["post"]))
            return


def is_post(text: str) -> bool:
    """Whether ``text`` as a whole names posts, by how they end."""
    return bool(_POST.fullmatch(text.strip())) and len(text) <= 60


def _from_cells(lines: list[str]) -> Iterator[Holder]:
    """Neighbouring lines "X" / "局长", whichever comes first on the page comes first in every pair."""
    kinds = ["name" if person_name(line) else "post" if is_post(line) and len(line) < 40 else "" for line in lines]
    order = next((kind for kind, after in pairwise(kinds) if kind and after and kind != after), "")
    other = {"name": "post", "post": "name"}.get(order)
    place = 0
    while other and place < len(lines) - 1:
        if (kinds[place], kinds[place + 1]) != (order, other):
            place += 1
            continue
        pair = lines[place : place + 2]
        name, posts = pair if order == "name" else pair[::-1]
        yield from (Holder(person_name(name) or name, post, " ".join(pair)) for post in split_posts(posts))
        place += 2


def _from_roster(lines: list[str]) -> Iterator[Holder]:
    """A sentence such as "领导班子成员：党组书记、局长X，副局长Y。": each post goes to the name behind it."""
    for line in lines:
        roster = _ROSTER.match(line)
        for part in re.split(r"[，,；;。]", line[roster.end() :]) if roster else ():
            listed = _POST_THEN_NAME.fullmatch(part.strip())
            name = person_name(listed["name"]) if listed else None
            if listed and name:
                yield from (Holder(name, post, line) for post in split_posts(listed["posts"]))


def _from_biography(lines: list[str], title: str | None) -> Iterator[Holder]:
    """The person of a page about one person: named by 姓名, by "X，男，" or by the title."""
    named = [match["name"] for line in lines for match in (_NAMED.match(line), _BIOGRAPHY.match(line)) if match]
    names = {name for raw in named or [title or ""] if (name := person_name(raw))}
    posts = [(match["post"], line) for line in lines if (match := _NOW.search(line))]
    if len(names) > 1:  # one line a person
        for line in lines:
            about, now = _BIOGRAPHY.match(line), _NOW.search(line)
            name = person_name(about["name"]) if about else None
            yield from (Holder(name, post, line) for post in split_posts(now["post"])) if name and now else ()
    if len(names) == 1:
        name = names.pop()
        yield from (Holder(name, post, line) for text, line in posts for post in split_posts(text))
