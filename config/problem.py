"""What is wrong with the configuration, worded for the person who has to put it right."""

from __future__ import annotations


class ConfigError(Exception):
    """The configuration cannot be used. ``problems`` holds at least one Chinese line: place, fault, what is allowed."""

    def __init__(self, *problems: str) -> None:
        super().__init__(*problems)
        self.problems: tuple[str, ...] = problems

    def __str__(self) -> str:
        more = len(self.problems) - 1
        return self.problems[0] + (f"（另有 {more} 处问题，运行 xunjian config check 查看全部）" if more > 0 else "")
