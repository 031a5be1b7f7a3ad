"""配置: where everything that can be set is found."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.frame.access import Administrator
from web.frame.rendering import page

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Part:
    path: str
    title: str
    told: str


PARTS = (
    Part("/settings/registry", "登记册", "单位、专栏、栏目、账号：查看、导出、用表格修改"),
    Part("/discovery", "发现栏目", "给出专栏首页网址，找出栏目，勾选登记"),
    Part("/settings/indicators", "考核指标", "每条规则查什么、扣几分、依据是什么（只读）"),
    Part("/settings/lexicons", "错别字词表", "查看词条，试查一个词会在哪些文章里命中"),
    Part("/settings/schedule", "运行计划", "定时任务的时间，近7天应运行和实际运行"),
    Part("/settings/channels", "通知渠道", "消息发到哪里，发测试消息，看发送情况"),
    Part("/tasks", "任务", "从网页上发起的复检、扫描、取证和生成材料"),
    Part("/settings/users", "用户", "增加、停用用户，重置密码"),
    Part("/settings/audit", "操作记录", "谁在什么时候做了什么"),
)


@router.get("/settings")
def index(request: Request, viewer: Administrator) -> Response:
    return page(request, "settings/index.html", parts_of=PARTS)
