"""Error pages in Chinese, and problem documents (RFC 9457) for the API."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from db.engine import StorageError
from web.frame.access import Forbidden, NotSignedIn, PasswordDue, StaleForm
from web.frame.rendering import page

API = "/api/"

#: Title and advice by status.
WORDS = {
    400: ("请求有误", "请返回上一页检查所填内容。"),
    401: ("请先登录", "登录后再访问这个地址。"),
    403: ("没有权限", "您的账号不能查看或办理此项，请联系管理员。"),
    404: ("没有这一页", "地址可能写错，或内容已不存在。"),
    405: ("不支持这种访问方式", "请从页面上的按钮操作。"),
    413: ("内容太大", "请换较小的文件。"),
    422: ("所填内容有误", "请返回上一页检查所填内容。"),
    503: ("数据库暂时不可用", "请稍后再试；仍不行请联系管理员运行 xunjian doctor。"),
}
_STALE = "这一页已过期或不是从本系统打开的。请返回、刷新页面后再办理一次。"
_OTHER = ("出错了", "已记入日志，请稍后再试；仍不行请联系管理员。")


def answer_errors(app: FastAPI) -> None:
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(Forbidden, lambda request, _: error(request, 403))
    app.add_exception_handler(PasswordDue, _password_due)
    app.add_exception_handler(StaleForm, lambda request, _: error(request, 403, _STALE))
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StorageError, lambda request, _: error(request, 503))
    app.add_exception_handler(Exception, lambda request, _: error(request, 500))


def error(request: Request, status: int, detail: str = "") -> Response:
    """The error as a page or, under ``/api/``, as a problem document. ``detail`` (Chinese) says what to do."""
    title, advice = WORDS.get(status, _OTHER)
    if request.url.path.startswith(API):
        told = {"type": "about:blank", "title": title, "status": status, "detail": detail or advice}
        return JSONResponse(told, status, media_type="application/problem+json")
    return page(request, "error.html", status, title=title, advice=detail or advice, code=status)


def _not_signed_in(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API) or request.method not in ("GET", "HEAD"):
        return error(request, 401, "请先登录。")
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/login?next={quote(path, safe='')}", 303)


def _password_due(request: Request, _: Exception) -> Response:
    if request.url.path.startswith(API):
        return error(request, 403, "请先在网页上修改一次性密码。")
    return RedirectResponse("/me", 303)


def _http(request: Request, problem: Exception) -> Response:
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    detail = problem.detail if isinstance(problem, HTTPException) else ""
    told = detail if isinstance(detail, str) and not detail.isascii() else ""  # the framework's own words are English
    return error(request, status, told)


def _invalid(request: Request, problem: Exception) -> Response:
    named = ""
    if isinstance(problem, RequestValidationError):
        named = "、".join(str(one["loc"][-1]) for one in problem.errors()[:5])
    return error(request, 422, f"这些项目的值不对：{named}。" if named else "")
