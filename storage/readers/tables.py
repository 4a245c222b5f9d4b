"""The tables as readers ask them: plain columns, no objects."""

from typing import Final

from sqlalchemy import Table
from sqlmodel import SQLModel

from core.areas.models import Area, AreaBoundary, AreaSuccession
from core.assessments.models import AssessmentFinding, AssessmentIndicator, AssessmentProfile
from core.audit.models import AuditEntry
from core.cases.models import (
    Case,
    CaseCall,
    CaseHistory,
    CaseTimer,
    Precedent,
    QueueCount,
    SpotCheckDrawn,
)
from core.catalogue.models import FilingCondition, Item
from core.deadlines.models import CalendarDay, TierLimit
from core.imports.models import ImportRun
from core.kernel.settings import Setting
from core.operators.models import Operator
from core.policies.models import PolicyAction
from core.reports.models import RollUpCut, RollUpDay, RollUpMark, RollUpTurn
from core.scheduling.models import HistorySeal, JobWindow, SchedulerLease
from core.staff.models import Cover, Posting, Staff
from core.units.models import Duty, Unit
from core.upstreams.models import UpstreamRecord, UpstreamRun, UpstreamStream, UpstreamWaiting


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


AREAS: Final = _table(Area)
AREA_BOUNDARIES: Final = _table(AreaBoundary)
ASSESSMENT_FINDINGS: Final = _table(AssessmentFinding)
ASSESSMENT_INDICATORS: Final = _table(AssessmentIndicator)
ASSESSMENT_PROFILES: Final = _table(AssessmentProfile)
AUDIT: Final = _table(AuditEntry)
CALLS: Final = _table(CaseCall)
COVERS: Final = _table(Cover)
CALENDAR_DAYS: Final = _table(CalendarDay)
CASES: Final = _table(Case)
CONDITIONS: Final = _table(FilingCondition)
DUTIES: Final = _table(Duty)
HISTORY: Final = _table(CaseHistory)
HISTORY_SEALS: Final = _table(HistorySeal)
IMPORT_RUNS: Final = _table(ImportRun)
ITEMS: Final = _table(Item)
JOB_WINDOWS: Final = _table(JobWindow)
OPERATORS: Final = _table(Operator)
POLICY_ACTIONS: Final = _table(PolicyAction)
POSTINGS: Final = _table(Posting)
PRECEDENTS: Final = _table(Precedent)
QUEUE_COUNTS: Final = _table(QueueCount)
ROLLUP_CUTS: Final = _table(RollUpCut)
ROLLUP_DAYS: Final = _table(RollUpDay)
ROLLUP_MARKS: Final = _table(RollUpMark)
ROLLUP_TURNS: Final = _table(RollUpTurn)
SCHEDULER_LEASE: Final = _table(SchedulerLease)
SETTINGS: Final = _table(Setting)
SPOT_CHECK_DRAWN: Final = _table(SpotCheckDrawn)
STAFF: Final = _table(Staff)
SUCCESSIONS: Final = _table(AreaSuccession)
TIERS: Final = _table(TierLimit)
TIMERS: Final = _table(CaseTimer)
UNITS: Final = _table(Unit)
UPSTREAM_RECORDS: Final = _table(UpstreamRecord)
UPSTREAM_RUNS: Final = _table(UpstreamRun)
UPSTREAM_STREAMS: Final = _table(UpstreamStream)
UPSTREAM_WAITING: Final = _table(UpstreamWaiting)
