"""Loads the word lists that clerks keep, and says what is wrong with a list that cannot be used.

Facts read the same files through ``facts.packaged_lexicon`` (a monitor must not reach ``config``, and it stands on the
facts); a test holds the two readings against each other. This one is for people: every fault with file, row, column.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from config.csv_rows import Row, parse_rows, read_rows
from config.districts import load_district
from config.problem import ConfigError
from inspection.lexicon import Lexicon, WordClass, WordGrade, WrongWord

LEXICONS = Path(__file__).parent / "lexicons"
HEADERS = ("错误", "正确", "程度", "类别", "例外", "起始日期", "来源")
#: A wrong string of one character would be found in every sentence.
SHORTEST = 2


def load_lexicon(folder: Path = LEXICONS, names: Iterable[str] = ()) -> Lexicon:
    """The word lists ``folder/*.csv`` by file name. ``ConfigError`` lists every fault with file, row and column."""
    problems: list[str] = []
    words: list[WrongWord] = []
    taken: dict[tuple[str, date | None], str] = {}
    for path in sorted(folder.glob("*.csv")):
        try:
            rows = read_rows(path, HEADERS)
        except ConfigError as error:
            problems += error.problems
            continue
        for row, word in parse_rows(rows, _parse, problems):
            place = taken.setdefault((word.wrong, word.valid_from), f"{row.file} 第{row.number}行")
            if place != f"{row.file} 第{row.number}行":
                problems += row.wrong("错误", f"“{word.wrong}”已写在 {place}").problems
            words.append(word)
    if not words and not problems:
        problems.append(f"{folder.name}/：没有词表（*.csv）")
    if problems:
        raise ConfigError(*problems)
    return Lexicon(tuple(words), tuple(dict.fromkeys(names)))


def names_of_district(district_id: str, folder: Path | None = None) -> tuple[str, ...]:
    """The names of a district's units (with aliases), sites and accounts. Raises ``ConfigError``."""
    return load_district(district_id, folder).names


def _parse(row: Row) -> tuple[Row, WrongWord]:
    wrong, right = row.text("错误"), row.text("正确")
    if len(wrong) < SHORTEST:
        raise row.wrong("错误", f"“{wrong}”太短，至少要{SHORTEST}个字，以免处处误报")
    if wrong == right:
        raise row.wrong("正确", f"与“错误”一栏相同（“{right}”）")
    exceptions = tuple(dict.fromkeys(row.words("例外")))
    for exception in exceptions:
        if wrong not in exception or wrong == exception:
            raise row.wrong("例外", f"“{exception}”应是包含“{wrong}”的更长的词，多个词用、隔开")
    word = WrongWord(
        wrong,
        right,
        row.choice("程度", {grade.value: grade for grade in WordGrade}),
        row.choice("类别", {kind.value: kind for kind in WordClass}),
        exceptions,
        _day(row),
        row.text("来源"),
    )
    return row, word


def _day(row: Row) -> date | None:
    written = row.optional("起始日期")
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise row.wrong("起始日期", f"“{written}”应为 2019-04-01 这样的年-月-日") from None
