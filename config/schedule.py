"""Reads ``schedule.yaml`` of a district, if there is one: when its jobs run where that differs from the usual times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from pydantic import Field, field_validator

from config.districts import find_district
from config.problem import ConfigError
from config.settings import Settings
from config.yaml_file import Strict, read_yaml

FILE = "schedule.yaml"


@dataclass(frozen=True, slots=True)
class ScheduleChange:
    """What a district changes about one job; ``None`` = as usual. ``weekdays``: 1 = Monday … 7, empty = every day.

    ``clocks`` are Beijing times of day.
    """

    clocks: tuple[time, ...] | None
    weekdays: frozenset[int] | None
    on: bool | None
    minutes: int | None


class _Job(Strict):
    at: tuple[str, ...] | None = Field(None, min_length=1)
    weekdays: frozenset[int] | None = None
    enabled: bool | None = None  # "on" would be read as a truth value
    minutes: int | None = Field(None, ge=1, le=24 * 60)

    @field_validator("at")
    @classmethod
    def _clock(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for text in value or ():
            try:
                fits = time.fromisoformat(text).tzinfo is None
            except ValueError:
                fits = False
            if not fits:
                raise ValueError(f"“{text}”不是北京时间的时刻，应写成加引号的 '06:30'")
        return value

    @field_validator("weekdays")
    @classmethod
    def _weekday(cls, value: frozenset[int] | None) -> frozenset[int] | None:
        if value is not None and not value <= frozenset(range(1, 8)):
            raise ValueError("星期应为 1（周一）到 7（周日）")
        return value


class _ScheduleFile(Strict):
    jobs: dict[str, _Job]


def schedule_changes(settings: Settings, known: frozenset[str]) -> dict[str, ScheduleChange]:
    """By job: what the district changes. Raises ``ConfigError``, also for a job that is not among ``known``."""
    path = find_district(settings.district, settings.districts_dir) / FILE
    return read_schedule(path, known) if path.exists() else {}


def read_schedule(path: Path, known: frozenset[str]) -> dict[str, ScheduleChange]:
    """The file's changes by job; ``ConfigError`` names every job that is not among ``known``."""
    jobs = read_yaml(path, _ScheduleFile).jobs
    strange = sorted(jobs.keys() - known)
    if strange:
        raise ConfigError(
            *(f"{path.name}: jobs：没有“{job}”这个任务（现有：{'、'.join(sorted(known))}）" for job in strange)
        )
    return {
        job: ScheduleChange(
            clocks=None if one.at is None else tuple(sorted(map(time.fromisoformat, one.at))),
            weekdays=one.weekdays,
            on=one.enabled,
            minutes=one.minutes,
        )
        for job, one in jobs.items()
    }
