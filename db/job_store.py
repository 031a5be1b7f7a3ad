"""Where APScheduler keeps the next moment of each job: our own database, through our own engine."""

from __future__ import annotations

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore

from db.engine import Database
from db.tables_runs import apscheduler_jobs


def job_store(database: Database) -> SQLAlchemyJobStore:
    """A job store on ``database``. It keeps pickled objects: whoever may write to the database may run code here."""
    return SQLAlchemyJobStore(engine=database.library_engine, tablename=apscheduler_jobs.name)
