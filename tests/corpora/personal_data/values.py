"""Invented values: names out of parts, numbers whose check digits hold and whose owners cannot live."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严金魏陶姜谢邹苏潘葛范彭鲁韦马苗方俞任袁柳罗唐"
GIVEN = tuple(
    "一帆 小溪 子木 春兰 远山 晓禾 大川 玉梅 清泉 雨桐 思源 云舒 长林 若水 明月 兰 峰 静 磊 平安 桂芳".split()  # noqa: SIM905
)

#: Half of them were given out at all times: python-stdnum refuses births before a code came into force.
_REGIONS = ("500111", "510230", "500225", "110101", "110105", "110108")


def value(kind: str, rng: random.Random) -> str:
    """A value of the kind that a template names (``mobile``, ``card_spaced`` …); raises ``KeyError`` for others."""
    base, _, style = kind.partition("_")
    if kind in _SPECIAL:
        return _SPECIAL[kind](rng)
    made = _KINDS[base](rng)
    sizes = _GROUPS.get(base, ())
    styles = {"": made, "spaced": _spaced(made, sizes, " "), "hyphen": _spaced(made, sizes, "-"), "wide": _wide(made)}
    return styles[style]


def render(text: str, rng: random.Random) -> str:
    """``text`` with every ``«x»`` replaced; the same mark gives the same value, ``«x2»`` another of its kind."""
    known: dict[str, str] = {}
    whole = _id(rng)
    known.update({"id_a": whole[:10], "id_b": whole[10:], "id_cells": "".join(f"<td>{digit}</td>" for digit in whole)})

    def one(mark: re.Match[str]) -> str:
        kind = mark[1]
        if kind not in known:
            known[kind] = value(re.sub(r"(?<=[a-z])(?<!id)\d$|(?<=^id)\d$|(?<=id15)b$", "", kind), rng)
        return known[kind]

    return re.sub("«([a-z_0-9]+)»", one, text)


def _name(rng: random.Random, length: int | None = None) -> str:
    given = rng.choice([each for each in GIVEN if length is None or len(each) == length])
    return rng.choice(SURNAMES) + given


def _mobile(rng: random.Random) -> str:
    return f"{rng.choice(['130', '138', '139', '150', '159', '177', '188', '199'])}0000{rng.randrange(10000):04}"


def _id(rng: random.Random) -> str:
    born = f"{rng.randrange(1903, 1911)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    first = f"{rng.choice(_REGIONS)}{born}{rng.randrange(1000):03}"
    total = sum(int(digit) * (1 << 17 - place) for place, digit in enumerate(first))
    return first + "10X98765432"[total % 11]


def _card(rng: random.Random) -> str:
    first = f"{rng.choice(['621700', '622848', '622202', '621799', '623058'])}00000000{rng.randrange(10000):04}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in first[::-2])
    return first + str(-(doubled + sum(map(int, first[-2::-2]))) % 10)


def _credit_code(rng: random.Random) -> str:
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    first = f"92500111MA5U{rng.randrange(10000):04}0"
    total = sum(alphabet.index(char) * (3**place % 31) for place, char in enumerate(first))
    return first + alphabet[-total % 31]


def _broken(number: str) -> str:
    last = "0" if number[-1] == "X" else str((int(number[-1]) + 1) % 10)
    return number[:-1] + last


def _spaced(number: str, sizes: tuple[int, ...], mark: str) -> str:
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    return mark.join(number[start : start + size] for start, size in zip(starts, sizes, strict=True))


def _wide(number: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in number)


_KINDS: dict[str, Callable[[random.Random], str]] = {
    "name": _name,
    "mobile": _mobile,
    "card": _card,
    "id": _id,
    "uscc": _credit_code,
    "hidden": lambda rng: rng.choice(SURNAMES) + "**",
    "passport": lambda rng: f"E0000{rng.randrange(10000):04}",
}
_GROUPS = {"mobile": (3, 4, 4), "card": (4, 4, 4, 4, 3), "id": (6, 8, 4)}
_SPECIAL: dict[str, Callable[[random.Random], str]] = {
    "name_spaced": lambda rng: "　".join(_name(rng, 1)),
    "bad_card": lambda rng: _broken(_card(rng)),
    "bad_id": lambda rng: _broken(_id(rng)),
    "passport_e": lambda rng: f"EA000{rng.randrange(10000):04}",
    "passport_low": lambda rng: f"e0000{rng.randrange(10000):04}",
    "id_masked": lambda rng: re.sub(r"(?<=^.{6}).{8}", "*" * 8, _id(rng)),
    "id15": lambda rng: (lambda full: full[:6] + full[8:17])(_id(rng)),
}
