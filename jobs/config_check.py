"""Everything that is wrong with the configuration, including rows that no monitor understands."""

from __future__ import annotations

from config.check import check_everything
from config.indicators import load_tables
from config.lexicons import load_lexicon
from config.problem import ConfigError
from config.settings import Settings
from jobs.schedule import schedule
from monitors.frame.catalogue import CatalogueError, bind


def all_problems(settings: Settings) -> list[str]:
    """Chinese lines, one per fault; empty when a scan could start."""
    problems = check_everything(settings)
    try:
        load_lexicon()
    except ConfigError as error:
        problems += error.problems
    try:
        schedule(settings)
    except ConfigError as error:
        problems += [problem for problem in error.problems if problem not in problems]
    try:
        rows = [row for table in load_tables() for row in table.rules]
    except ConfigError:
        return problems  # already among them
    for row in rows:
        try:
            bind([row])
        except CatalogueError as problem:
            problems.append(str(problem))
    return problems
