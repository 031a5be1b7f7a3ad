"""``python -m quality``: precision and recall of every monitor, and beside ours what one would use instead."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from quality.catalogue import catalogue
from quality.floors import below_floor
from quality.score import Score, mistakes, scores
from quality.topic import Judged, Split, Topic


def main() -> int:
    """0 when every floor holds on the held-out half that was asked, else 1."""
    parser = argparse.ArgumentParser(prog="python -m quality", description=__doc__)
    parser.add_argument("--split", type=Split, choices=list(Split), default=Split.HELDOUT)
    parser.add_argument("--topic", action="append", help="only this topic (may be repeated)")
    parser.add_argument("--mistakes", action="store_true", help="list every wrong answer (never of heldout)")
    options = parser.parse_args()
    if options.mistakes and options.split is Split.HELDOUT:
        parser.error("--mistakes goes with --split dev or heldout2: the first held-out half is only scored")
    asked = [topic for topic in catalogue() if not options.topic or topic.name in options.topic]
    topics = [topic for topic in asked if options.split in topic.splits]
    answers = {topic.name: list(topic.run(options.split)) for topic in topics}
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(_table(topics, answers, options.split))
    if options.mistakes:
        for wrong in (one for judged in answers.values() for one in mistakes(judged)):
            console.print(f"{wrong.monitor} {wrong.id}: label {'fault' if wrong.fault else 'clean'} ({wrong.reason}), "
                          f"said {wrong.said}", markup=False)  # fmt: skip
    low = [line for topic in topics for line in below_floor(topic, answers[topic.name])]
    for line in low:
        console.print(line, markup=False)
    return 1 if low and options.split is not Split.DEV else 0


def _table(topics: list[Topic], answers: dict[str, list[Judged]], split: Split) -> Table:
    table = Table(title=f"split: {split}")
    for name in ("topic", "monitor", "positives", "negatives", "precision", "recall", "cannot tell", "ms"):
        table.add_column(name, justify="left" if name in ("topic", "monitor") else "right")
    for topic in topics:
        for score in scores(answers[topic.name]):
            table.add_row(topic.name, score.monitor, *_figures(score))
        for name, rival in _rivals(topic, split):
            table.add_row("", f"  {name}", *(_figures(rival) if rival else ("not installed", *[""] * 5)), style="dim")
    return table


def _rivals(topic: Topic, split: Split) -> Iterator[tuple[str, Score | None]]:
    for rival in topic.rivals:
        try:
            yield from ((f"{rival.name} ({score.monitor})", score) for score in scores(rival.run(split)))
        except ImportError:
            yield rival.name, None


def _figures(score: Score) -> tuple[str, ...]:
    return (
        str(score.positives),
        str(score.negatives),
        _share(score.precision),
        _share(score.recall),
        _share(score.unknown_share),
        "" if score.milliseconds is None else f"{score.milliseconds:.2f}",
    )


def _share(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:.3f}"


if __name__ == "__main__":
    sys.exit(main())
