"""Whether a former name of an institution is lawful where it stands: the text speaks of the time when it was right."""

from __future__ import annotations

import re
from datetime import date, datetime

from facts.page_wording import Passage
from facts.publish_date import PublishDate
from inspection.lexicon import WrongWord
from inspection.moment import beijing_day

_BEFORE = re.compile(
    r"(?:(?<![平草高还中])原|时任|曾任|历任|曾是|旧称|当时的)[\u4e00-\u9fff“”、（(]{0,8}$|(?<![目之以提此])前$"
)
_AFTER = re.compile(
    r"^[^，。]{0,4}[（(，]?(?:现|今|已)(?!在|正|经)|^[^。]{0,12}(?:更名|改为|改组|合并|撤销|并入|划入|划转|整合|不再保留|挂牌成立)"
)
_REFORM = re.compile(
    r"机构改革|更名为|不再保留|职责划|职能划|整合组建|重新组建|历史沿革|大事记|区志|年鉴|简历|历任|调任|转任|任职"
)
_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?!\d)")
_NUMBERED = re.compile(r"^[^，。]{0,10}[〔\[【（(](?:19|20)\d\d[〕\]】）)]")


def of_the_past(around: Passage, word: WrongWord, published: PublishDate) -> bool:
    """Whether the former name is in place: named as former, in a title, or told of a time before the change."""
    changed = word.valid_from or date.min
    return (
        _in_title_marks(around)
        or bool(_BEFORE.search(around.before))
        or bool(_AFTER.search(around.after))
        or bool(_NUMBERED.search(around.after))
        or bool(_REFORM.search(around.sentence))
        or _tells_of_before(around, changed)
        or any(_day(rival.value) < changed for rival in published.rivals)
    )


def _in_title_marks(around: Passage) -> bool:
    return around.before.count("《") > around.before.count("》")


def _tells_of_before(around: Passage, changed: date) -> bool:
    """The year that stands nearest to the name is one before the change."""
    years = list(_YEAR.finditer(around.sentence))
    nearest = min(years, key=lambda year: max(year.start() - around.end, around.start - year.end()), default=None)
    return nearest is not None and int(nearest[0]) < changed.year


def _day(value: date) -> date:
    return beijing_day(value) if isinstance(value, datetime) else value
