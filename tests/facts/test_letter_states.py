"""What a mailbox's state words mean."""

import pytest

from facts.letter_states import LetterState, letter_state


@pytest.mark.parametrize(
    ("words", "state"),
    [
        *(
            (words, LetterState.OPEN)
            for words in ("待办", "办理中", "[处理中]", "已受理", "已转办", "未回复", "正在办理", "延期办理")
        ),
        *(
            (words, LetterState.ANSWERED)
            for words in ("已回复", "【已办结】", "办结", "办理完毕", "已答复", "待评价", "满意")
        ),
        *((words, LetterState.REFUSED) for words in ("不予受理", "重复来信", "已撤回", "无效信件", "无需回复")),
        *(
            (words, None)
            for words in ("", "上次来信一直未回复，请尽快答复", "三级流转", "关于办理中的问题", "2021-01-02", "公开")
        ),
    ],
)
def test_a_state_is_known_only_as_a_whole(words: str, state: LetterState | None) -> None:
    assert letter_state(words) is state
