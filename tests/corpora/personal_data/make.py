"""Writes the corpus of personal data anew, the same bytes each time: ``python tests/corpora/personal_data/make.py``."""

from __future__ import annotations

import random
from pathlib import Path

import carriers
import yaml
from values import render

HERE = Path(__file__).parent
COPIES = 4
#: 某 in an address would be a mask: places get invented names instead.
PLACES = dict(
    pair.split()
    for pair in (
        "某某路 桃源路", "某某街 书院街", "某某花园 云锦花园", "某某小区 梧桐小区", "某区 南湾区",
        "某街道 清溪街道", "某路 松柏路", "某镇 青石镇", "某村 柳树村", "某巷 井水巷", "某街 书院街",
    )
)  # fmt: skip
FILLER = "<p>　　经村（社区）评议、镇街审核，现将有关情况予以公布，如有异议请在公示期内提出。</p>"


def snippets(split: str) -> list[dict[str, object]]:
    """Rendered templates of ``split``: id, monitor, fault, reason, title, body."""
    chosen: list[dict[str, object]] = []
    for place, template in enumerate(yaml.safe_load((HERE / "templates.yaml").read_text("utf-8"))):
        if template.pop("split") != split:
            continue
        body = template.pop("body")
        for unnamed, named in PLACES.items():
            body = body.replace(unnamed, named)
        for copy in range(COPIES):
            text = render(body, random.Random(f"{split} {place} {copy}"))
            chosen.append({"id": f"s{place:03}-{copy}", **template, "body": (FILLER if copy % 2 else "") + text})
    return chosen


def files(split: str) -> dict[str, tuple[bytes, dict[str, object]]]:
    """Every list of ``split`` in every format: body and label by file name."""
    made: dict[str, tuple[bytes, dict[str, object]]] = {}
    for place, given in enumerate(yaml.safe_load((HERE / "lists.yaml").read_text("utf-8"))):
        if given["split"] != split:
            continue
        label = {key: given[key] for key in ("name", "monitor", "fault", "reason")}
        for kind, write in _CARRIERS.items():
            rows = render("\n".join(given["rows"]), random.Random(f"{split} {place} {kind}"))
            body = write([row.split("|") for row in rows.split("\n")], given["secret"])
            made[f"f{place:02}-{kind.replace(' ', '-')}.{kind.split()[0]}"] = (body, label)
    return made


_CARRIERS = {
    "xlsx": lambda rows, _: carriers.xlsx(rows),
    "xlsx hidden column": lambda rows, secret: carriers.xlsx(rows, hidden_column=secret),
    "xlsx hidden sheet": lambda rows, _: carriers.xlsx(rows, hidden_sheet=True),
    "xls": lambda rows, secret: carriers.xls(rows, hidden_column=secret),
    "docx": lambda rows, _: carriers.docx(rows),
    "doc": lambda rows, _: carriers.doc(rows),
    "pdf": lambda rows, _: carriers.pdf(rows),
    "csv": lambda rows, _: carriers.csv_file(rows),
    "zip": lambda rows, _: carriers.zipped({"说明.txt": "见附表。".encode(), "名单.xlsx": carriers.xlsx(rows)}),
}


def main() -> None:
    for split in ("dev", "heldout"):
        folder = HERE / split
        folder.mkdir(exist_ok=True)
        text = yaml.safe_dump(snippets(split), allow_unicode=True, sort_keys=False, width=1000)
        (folder / "snippets.yaml").write_text(text, "utf-8")
        made = files(split)
        (folder / "files").mkdir(exist_ok=True)
        for name, (body, _) in made.items():
            (folder / "files" / name).write_bytes(body)
        labels = [{"file": name, **label} for name, (_, label) in made.items()]
        (folder / "files.yaml").write_text(
            yaml.safe_dump(labels, allow_unicode=True, sort_keys=False, width=1000), "utf-8"
        )


if __name__ == "__main__":
    main()
