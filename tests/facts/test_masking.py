"""What may be quoted: personal numbers lose their middle, everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.masking import mask_number, mask_personal


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证500111199003071239，", "身份证500*************39，"),
        ("50011119900307123x", "500*************3X"),
        ("500111 19900307 1239", "500*************39"),
        ("500111-19900307-1239", "500*************39"),
        ("5 0 0 1 1 1 1 9 9 0 0 3 0 7 1 2 3 9", "500*************39"),
        ("５００１１１１９９００３０７１２３９", "500*************39"),
        ("旧证510230750408782号", "旧证510**********82号"),
        ("电话13900001234", "电话139****1234"),
        ("+86 139-0000-1234", "+86 139****1234"),
        ("账号6222021234567890128", "账号622**************28"),
        ("6222 0212 3456 7890 128", "622**************28"),
    ],
)
def test_personal_numbers_are_masked(text: str, masked: str) -> None:
    assert mask_personal(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "座机023-43722288，邮编402360",
        "某府办发〔2021〕46号",
        "2020-12-01 2021-02-28",
        "2018 2019 2020 2021",
        "t20210225_8939081.html",
        "W020210225512345678901.pdf",
        "检测时间2021-02-27 00:47:55",
        "500111********1239",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert mask_personal(text) == text


@given(
    st.from_regex(r"[1-9]\d{16}[\dX]", fullmatch=True, alphabet="0123456789X"),
    st.text(alphabet="，。人员、", max_size=5),
)
def test_no_number_of_eighteen_survives(number: str, around: str) -> None:
    assert number not in mask_personal(around + number + around)
    assert mask_personal(mask_personal(around + number)) == mask_personal(around + number)


def test_the_masked_form_keeps_five_characters() -> None:
    assert mask_number("500111199003071239") == "500*************39"
