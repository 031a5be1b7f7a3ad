"""``xunjian circular``, ``notice``, ``overview`` and ``weekly docx``: the official documents."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, UsageProblem
from cli.output import print_json, remark, say
from config.settings import load_settings
from jobs.workspace import workspace

Quarter = Annotated[str, typer.Argument(help="季度编号，如 2021Q1", metavar="季度")]
Out = Annotated[Path, typer.Option("--out", help="写到哪个文件夹（其中建一个以季度命名的子文件夹）")]

CIRCULAR, TEXT = "通报.docx", "通报正文.txt"


def circular(quarter: Quarter, out: Out = Path("out"), json: Json = False) -> None:
    """写出一个季度的通报（公文格式，附件1—3）和可修改的正文；正文改过的，印出改过的文字。"""
    # They load the document writers, which no other command needs.
    from jobs.documents_circular import circular_document, circular_facts  # noqa: PLC0415
    from reports.whole_file import write_bytes  # noqa: PLC0415

    folder = _folder(out) / quarter
    text = folder / TEXT
    with workspace(load_settings()) as work:
        facts = circular_facts(work, quarter)
    try:
        made = circular_document(facts, text.read_bytes() if text.exists() else None)
    except ValueError as problem:
        raise UsageProblem(f"{text}：{problem}") from None
    if not made.edited:
        write_bytes(text, made.text.encode())
    write_bytes(folder / CIRCULAR, made.body)
    if json:
        print_json({"files": [str(folder / CIRCULAR), str(text)], "edited": made.edited, "warnings": made.warnings})
        return
    say(f"已写出 {folder / CIRCULAR}（{'按改过的正文' if made.edited else '按数据生成的正文'}）")
    say(f"正文可修改：{text}")
    for warning in made.warnings:
        remark(f"注意：{warning}")


def _folder(out: Path) -> Path:
    if out.exists() and not out.is_dir():
        raise UsageProblem(f"“{out}”不是文件夹，请换一个 --out")
    return out
