"""Elements of 机构职能 by label and by shape."""

import pytest
from made_pages import article

from facts.functions_page import FunctionsElement, elements_of

E = FunctionsElement


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>办公地址：滨河路18号</p>", {E.ADDRESS}),
        ("<table><tr><td>上班时间</td><td>周一至周五</td></tr></table>", {E.HOURS}),
        ("<dl><dt>单位负责人</dt><dd>覃明山</dd></dl>", {E.HEAD}),
        ("<h3>内设机构</h3><p>办公室、财务科</p>", {E.ORGANISATION}),
        ("<p>贯彻执行水利法律法规并监督实施；负责全区水资源统一管理工作。</p>", {E.DUTIES}),
        ("<p>【联系电话】40001234</p>", {E.CONTACT}),
        ("<p>办公地址：待补充</p><p>联系电话：XXXX</p><p>负责人：</p>", set()),
        ("<p>本局办公地址近期不变，请放心。</p>", set()),
    ],
)
def test_elements(body: str, found: set[FunctionsElement]) -> None:
    assert set(elements_of(article(body, "机构职能"))) == found
