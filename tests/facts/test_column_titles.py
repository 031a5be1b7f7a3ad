"""Titles that announce a kind of document, and titles that only speak about one."""

import pytest

from facts.column_titles import announced


@pytest.mark.parametrize(
    ("title", "announces"),
    [
        ("青溪区水务局2021年公开招聘工作人员公告", "招聘信息"),
        ("2021年公开遴选公务员简章（第二号）", "招聘信息"),
        ("青溪河综合整治工程施工招标公告", "招标采购信息"),
        ("办公设备采购项目成交结果公告", "招标采购信息"),
        ("《青溪区农村供水管理办法》政策解读", "政策解读"),
        ("一图读懂青溪区十四五规划", "政策解读"),
        ("关于先进个人推荐对象的公示", "公示"),
        ("2020年政府信息公开工作年度报告", "年度报告"),
        ("青溪区人民政府关于印发农村供水管理办法的通知", "印发文件的通知"),
        ("青溪区召开2021年防汛抗旱工作会议", "会议活动报道"),
        ("青溪区招标公告发布管理办法", ""),
        ("区水务局召开《青溪区农村供水管理办法》政策解读会", "会议活动报道"),
        ("青溪镇开展低保对象入户核查和公示", ""),
        ("关于召开2021年防汛抗旱工作会议", ""),
        ("我区规范招标公告", ""),
        ("青溪区举办春风行动，提供岗位两千个", ""),
    ],
)
def test_only_words_that_leave_no_doubt(title: str, announces: str) -> None:
    assert announced(title)[0] == announces
