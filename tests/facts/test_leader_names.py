"""Names with posts, as lines of a page give them."""

import pytest

from facts.leader_names import ANY_HEAD, head_title, person_name, read_holders

UNIT = ("某某区应急管理局", "区应急管理局", "区应急局")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("局长：张明远", [("张明远", "局长")]),
        ("党委书记、局长：张明远（023-40000000）", [("张明远", "党委书记"), ("张明远", "局长")]),
        ("负责人：李　强，电话：023-40000000", [("李强", "负责人")]),
        ("李　强 副局长", [("李强", "副局长")]),
        ("李强（区应急局局长）", [("李强", "区应急局局长")]),
        ("党组书记、局长 欧阳明", [("欧阳明", "党组书记"), ("欧阳明", "局长")]),
        ("姓名\n职务\n李强\n局长\n王一\n副局长", [("李强", "局长"), ("王一", "副局长")]),
        ("局长\n李强\n副局长\n王一", [("李强", "局长"), ("王一", "副局长")]),
        ("李强，男，汉族，1970年3月生。\n现任区应急局局长。", [("李强", "区应急局局长")]),
        ("区应急局局长李强调研安全生产", []),
        ("李强，区应急局原局长的回忆", []),
        ("工作时间：上午\n领导信息：公开", []),
    ],
)
def test_holders(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [(holder.name, holder.post) for holder in read_holders(text)] == pairs


@pytest.mark.parametrize(
    ("post", "title"),
    [
        ("局长", "局长"),
        ("区应急局局长", "局长"),
        ("区应急管理局党委书记", "书记"),
        ("某某区应急管理局局长", "局长"),
        ("区应急局长", "局长"),
        ("主要负责人", ANY_HEAD),
        ("副局长", None),
        ("党委副书记", None),
        ("纪委书记", None),
        ("办公室主任", None),
        ("远方区应急管理局局长", None),
        ("区应急管理局执法支队支队长", None),
        ("二级调研员", None),
    ],
)
def test_what_is_the_head_of_this_unit(post: str, title: str | None) -> None:
    assert head_title(post, UNIT) == title


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张明远", "张明远"),
        ("李 强", "李强"),
        ("买买提·艾力", "买买提·艾力"),
        ("任命晏芳", None),
        ("局长", None),
        ("安全监管", None),
    ],
)
def test_what_can_be_a_name(text: str, name: str | None) -> None:
    assert person_name(text) == name
