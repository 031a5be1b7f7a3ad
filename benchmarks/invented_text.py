"""Text that reads like a notice and says nothing: words, persons and citizen numbers are invented."""

from __future__ import annotations

from random import Random

_FIRST = "云河山林田湖石桥东南西北新安平和明光华兴隆盛泰康宁乐善文德仁义长永春秋金玉龙凤松竹梅兰青红清源"
_SECOND = "川谷岭坪坝湾口塘溪泉岩台阳亭楼原城乡镇村家园里坊苑庄屯浦津渡港洲沙堤岸坡岗峰峡洞潭池井田野"
_DEEDS = (
    "推进",
    "落实",
    "召开",
    "开展",
    "部署",
    "检查",
    "组织",
    "走访",
    "调研",
    "总结",
    "宣传",
    "加强",
    "完善",
    "启动",
)
_THINGS = (
    "会议",
    "项目",
    "工程",
    "服务",
    "产业",
    "培训",
    "活动",
    "规划",
    "任务",
    "平台",
    "队伍",
    "机制",
    "制度",
    "专项",
)
_LINKS = ("，", "，", "、", "和", "以及", "，并", "，同时", "，为")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
#: A region code that citizen numbers begin with.
_REGION = "110101"


class InventedText:
    """A supply of sentences; the same ``seed`` gives the same texts."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._words = [a + b for a in _FIRST for b in self._random.sample(_SECOND, 24)]
        self._sentences = [self._sentence() for _ in range(6000)]

    def title(self, unit: str) -> str:
        """A headline of about 20 characters."""
        pick = self._random.choice
        return f"{unit}{pick(_DEEDS)}{pick(self._words)}{pick(self._words)}{pick(_THINGS)}{pick(_DEEDS)}工作"

    def paragraph(self) -> str:
        """Two to five sentences, together about 130 characters."""
        return "".join(self._random.choices(self._sentences, k=self._random.randint(2, 5)))

    def name(self) -> str:
        """A name of two characters that sounds like a place."""
        return self._random.choice(self._words)

    def names(self, count: int) -> list[str]:
        """Different names."""
        return self._random.sample(self._words, count)

    def number_between(self, low: int, high: int) -> int:
        """Both ends inclusive."""
        return self._random.randint(low, high)

    def citizen_number(self) -> str:
        """Invented, of nobody, with a valid check digit."""
        born = f"{self.number_between(1950, 2002)}{self.number_between(1, 12):02}{self.number_between(1, 28):02}"
        body = f"{_REGION}{born}{self.number_between(1, 999):03}"
        rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
        return body + "10X98765432"[rest]

    def _sentence(self) -> str:
        pick = self._random.choice
        parts = (
            pick(self._words) + pick(_DEEDS) + pick(self._words) + pick(_THINGS) + pick(_LINKS)
            for _ in range(self._random.randint(2, 6))
        )
        return "".join(parts) + pick(self._words) + "取得进展。"
