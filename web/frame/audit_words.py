"""What the actions of the audit log are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from inspection.ledger import Step

ACTIONS: Mapping[str, str] = {
    "login": "登录",
    "login.failed": "登录失败",
    "logout": "退出",
    "session.end": "结束一次登录",
    "token.add": "新建令牌",
    "token.revoke": "作废令牌",
    "user.add": "增加用户",
    "user.change": "修改用户",
    "user.password": "修改自己的密码",
    "user.reset": "重置密码",
    **{f"finding.{step}": f"问题：{step.label}" for step in Step},
    "evidence.unmask": "查看受限证据",
    "evidence.export": "导出证据",
    "week.sign": "签认周扫描记录",
    "quarter.close": "季度关账",
    "circular.edit": "修改通报正文",
    "circular.draft": "重新生成通报正文",
    "entry.add": "登记人工发现的问题",
    "registry.change": "修改登记册",
    "channel.test": "发送测试消息",
    "task.start": "发起任务",
    "task.stop": "停止任务",
}


def action_words(action: str) -> str:
    """The Chinese words for an action; the action itself where there are none yet."""
    return ACTIONS.get(action, action)
