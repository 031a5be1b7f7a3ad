"""What the states of a letter to a public mailbox mean, and which words label its dates."""

from __future__ import annotations

import re
from enum import StrEnum


class LetterState(StrEnum):
    """``REFUSED`` letters (不予受理, 重复来信, 已撤销) need no answer."""

    OPEN = "未办结"
    ANSWERED = "已回复"
    REFUSED = "不予受理"


_REFUSED = re.compile(
    r"不予?受理|不予(?:回复|办理|公开)|无需(?:回复|办理|答复)|重复(?:来信|信件|提交|件)?|无效(?:信件|来信|件)?|已?(?:撤销|撤回|撤件|作废)"
    r"|(?:已)?退[回件信]|测试(?:信件|件)?|非受理范围|不属于受理范围|已屏蔽|已归并|已合并"
)
_OPEN = re.compile(
    r"(?:待|未|等待)(?:办理?|处理|受理|回复|答复|反馈|办结|审核|转办|交办|签收|分办|接收|处置|批示)(?:中)?"
    r"|(?:正在)?(?:办理|处理|受理|审核|转办|交办|核实|调查|流转|处置|承办)(?:之)?中|正在(?:办理|处理|受理|审核|核实|调查)"
    r"|已(?:受理|转办|交办|转交|转送|签收|分办|接收|收到|提交|接件|登记|派单|分派)"
    r"|(?:申请)?延期(?:办理|回复)?|新(?:来信|信件)|尚未(?:回复|答复|办结|处理)"
)
_ANSWERED = re.compile(
    r"已(?:经)?(?:回复|答复|办结|反馈|处理|办理|结案|完成|解决|评价|归档|办毕|解答|处置|回信)(?:完毕|完成)?|(?:办理|处理|回复|答复|办结)(?:完毕|完成|完结)"
    r"|办结|办毕|结案|待评价|(?:非常)?满意|基本满意|不满意|未评价|已公开|完结|完成|解决"
)
_FRAME = re.compile(
    r"[\[【（(<《\s\u3000]+|[\]】）)>》\s\u3000。.!！]+|^(?:信件|办理|处理|当前|来信|回复|答复)?(?:状态|情况|进度)[：:]?"
)

STATE_LABEL = r"(?:信件|办理|处理|当前|来信|回复|答复|办件|受理)?(?:状态|情况|进度|结果)"
RECEIVED_LABEL = (
    r"(?:来信|提交|写信|提问|咨询|留言|投诉|提出|受理|登记|发布|发信|反映|收信|建议|诉求|发表|递交)"
    r"(?:时间|日期)|时间|日期"
)
REPLIED_LABEL = r"(?:回复|答复|办结|反馈|处理|回信|办理|办复|解答)(?:时间|日期)"


def letter_state(text: str) -> LetterState | None:
    """The state that ``text`` as a whole names; ``None`` for anything else, sentences and titles included."""
    bare = _FRAME.sub("", text)
    if not bare or len(bare) > 12:
        return None
    for state, pattern in (
        (LetterState.REFUSED, _REFUSED),
        (LetterState.ANSWERED, _ANSWERED),
        (LetterState.OPEN, _OPEN),
    ):
        if pattern.fullmatch(bare):
            return state
    return None
