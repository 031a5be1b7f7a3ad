"""Topics whose corpora are items of ``quality.made_sources``: asks the newest rules about each item."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from time import perf_counter

import yaml

from inspection.finding import Verdict
from inspection.outcome import Outcome
from jobs.workspace import newest_rulebook
from monitors.frame.runner import judge
from quality.made_sources import Given
from quality.topic import CORPORA, Judged, Said, Split, Topic

_SAID = {Outcome.FAIL: Said.FAULT, Outcome.PASS: Said.CLEAN, Outcome.NOT_APPLICABLE: Said.CLEAN}


def made_topic(name: str, precision: str = "0.95", recall: str | None = None) -> Topic:
    """The topic of the corpus ``name``; every rule of an item's monitor that applies to it is asked.

    Where an item names a ``rule``, only that one is. An item that no rule applies to is an error of the corpus.
    """
    return Topic(name, _runner(name), Decimal(precision), None if recall is None else Decimal(recall))


def _runner(name: str) -> Callable[[Split], Iterator[Judged]]:
    def run(split: Split) -> Iterator[Judged]:
        rules = newest_rulebook().rules
        folder = CORPORA / name
        for path in sorted((folder / split.value).glob("*.yaml")):
            for words in yaml.safe_load(path.read_text("utf-8")):
                began = perf_counter()
                source, case = Given(folder, words).question()
                monitor = words["monitor"]
                asked = [one for one in rules if one.monitor == monitor and words.get("rule", one.id) == one.id]
                verdicts = list(judge(source, case, asked))
                spent = (perf_counter() - began) * 1000
                if not verdicts:
                    raise ValueError(f"{path.name} {words['id']}: no rule of {monitor} applies")
                yield Judged(words["id"], monitor, words["fault"], _said(verdicts), words["reason"], spent)

    return run


def _said(verdicts: list[Verdict]) -> Said:
    answers = {_SAID.get(one.outcome, Said.UNKNOWN) for one in verdicts}
    return next(said for said in (Said.FAULT, Said.UNKNOWN, Said.CLEAN) if said in answers)
