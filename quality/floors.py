"""The floors that the held-out corpora must keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from quality.score import scores
from quality.topic import Judged, Topic


def below_floor(topic: Topic, judged: Iterable[Judged]) -> Iterator[str]:
    """One line per monitor and figure below the topic's floor. A monitor that accuses nothing is precise."""
    for score in scores(judged):
        if score.precision is not None and score.precision < topic.precision:
            yield f"{topic.name}/{score.monitor}: precision {score.precision:.3f} < {topic.precision}"
        if topic.recall is not None and score.recall is not None and score.recall < topic.recall:
            yield f"{topic.name}/{score.monitor}: recall {score.recall:.3f} < {topic.recall}"
