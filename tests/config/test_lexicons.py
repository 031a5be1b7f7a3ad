"""Word lists: the packaged ones can be used and are of the promised size; a broken one names file, row and column."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from config.districts import PACKAGED
from config.lexicons import HEADERS, load_lexicon, names_of_district
from config.problem import ConfigError
from facts.lexicon_match import LexiconMatcher
from facts.packaged_lexicon import packaged_lexicon
from inspection.lexicon import Lexicon, WordClass, WordGrade

HEAD = ",".join(HEADERS)
GOOD = "布署,部署,一般,常用词,公布署,,实务"


def folder(tmp_path: Path, *rows: str, head: str = HEAD) -> Path:
    (tmp_path / "words.csv").write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return tmp_path


def test_the_packaged_lists_hold_enough_of_every_class_and_grade() -> None:
    words = load_lexicon().words
    classes, grades = Counter(word.word_class for word in words), Counter(word.grade for word in words)
    assert len(words) >= 400
    assert min(classes[kind] for kind in WordClass) >= 15
    assert min(grades[grade] for grade in WordGrade) >= 40


def test_the_facts_read_the_same_lists_as_the_checking_loader() -> None:
    names = [name for path in sorted(PACKAGED.glob("*")) for name in names_of_district(path.name)]
    read = packaged_lexicon()
    assert read.words == load_lexicon().words
    assert set(read.names) == set(names)


def test_no_right_wording_holds_a_wrong_one() -> None:
    """Whoever follows the advice must not be told off for it."""
    words = load_lexicon().words
    matcher = LexiconMatcher(Lexicon(words))
    told_off = {word.right: [m.word.wrong for m in matcher.matches(word.right, date(2021, 3, 1))] for word in words}
    assert {right: wrong for right, wrong in told_off.items() if wrong} == {}


def test_no_name_of_a_district_holds_a_wrong_word() -> None:
    lexicon = packaged_lexicon()
    matcher = LexiconMatcher(lexicon)
    assert [name for name in lexicon.names if list(matcher.matches(name, date(2026, 1, 1)))] == []


def test_a_good_row_is_read(tmp_path: Path) -> None:
    (word,) = load_lexicon(
        folder(tmp_path, "区农委,区农业农村委,一般,机构名称,社区农委、区农委会,2019-04-01,改革")
    ).words
    assert (word.wrong, word.right, word.grade, word.word_class) == (
        "区农委", "区农业农村委", WordGrade.COMMON, WordClass.INSTITUTION,
    )  # fmt: skip
    assert word.exceptions == ("社区农委", "区农委会")
    assert (word.valid_from, word.renamed) == (date(2019, 4, 1), True)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (",部署,一般,常用词,,,实务", "words.csv 第2行“错误”：不能为空"),
        ("署,部,一般,常用词,,,实务", "words.csv 第2行“错误”：“署”太短"),
        ("部署,部署,一般,常用词,,,实务", "words.csv 第2行“正确”：与“错误”一栏相同"),
        ("布署,部署,重大,常用词,,,实务", "words.csv 第2行“程度”：没有“重大”这一项（允许：严重、一般）"),
        ("布署,部署,一般,成语,,,实务", "words.csv 第2行“类别”：没有“成语”这一项（允许：领导人职务、"),
        ("布署,部署,一般,常用词,公布,,实务", "words.csv 第2行“例外”：“公布”应是包含“布署”的更长的词"),
        ("布署,部署,一般,常用词,布署,,实务", "words.csv 第2行“例外”：“布署”应是包含“布署”的更长的词"),
        ("布署,部署,一般,常用词,,2019年4月,实务", "words.csv 第2行“起始日期”：“2019年4月”应为 2019-04-01 这样"),
        ("布署,部署,一般,常用词,,,", "words.csv 第2行“来源”：不能为空"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_place(tmp_path: Path, row: str, complaint: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load_lexicon(folder(tmp_path, row))
    assert complaint in str(refused.value)


def test_a_word_may_stand_once_per_first_day(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"words\.csv 第3行“错误”：“布署”已写在 words\.csv 第2行"):
        load_lexicon(folder(tmp_path, GOOD, GOOD))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        load_lexicon(folder(tmp_path, "署,部,一般,常用词,,,实务", GOOD, "布署,部署,轻微,常用词,,,实务"))
    assert len(refused.value.problems) == 2


def test_other_headers_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="没有词表"):
        load_lexicon(tmp_path)
    with pytest.raises(ConfigError, match="缺少“来源”一列"):
        load_lexicon(folder(tmp_path, head=HEAD.removesuffix(",来源")))
