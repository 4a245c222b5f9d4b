"""What a recording shows of the values that a screen works with."""

from datetime import UTC, datetime

import pytest

from console.recording.veil import Veil, veiled
from core.areas.rows import AreaRow
from core.cases.privacy import Reporter
from core.cases.rows import HistoryRow
from core.cases.states import Verb
from core.kernel.errors import FieldFault, Invalid, NotFound
from core.kernel.text import width
from core.operators.jurisdiction import Scope
from core.operators.models import Role
from core.staff.rows import StaffRow

NOW = datetime(2026, 9, 14, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "shown"),
    (
        ("王小明来电", "某某某某某"),
        ("Tel. 138-0013 8000", "xxx. 000-0000 0000"),
        ("𠮷先生，３号楼", "某某某，某某某"),
        ("", ""),
    ),
)
def test_texts_become_signs_that_say_nothing(text: str, shown: str) -> None:
    assert veiled(text) == shown
    assert width(veiled(text)) == width(text)


def entry(**payload: object) -> HistoryRow:
    """Return an entry of a story, by an operator."""
    return HistoryRow(1, NOW, "note", "zhangmin", "张敏", None, "filed", payload, "", "ab12")


def test_a_story_keeps_its_moments_codes_and_counts_only() -> None:
    shown = Veil().over(
        entry(
            changes={"matter": "王小明来电", "tier": 3, "unit": "执法队"},
            details={"text": "找王小明", "limit": "5 working_day", "remark": "unknown_word"},
            started=[{"stage": "handle", "due_at": "2026-09-21T10:00:00+00:00", "who": "王"}],
        )
    )
    assert (shown.operator, shown.operator_name, shown.hash) == ("operator-1", "某某", "ab12")
    assert shown.payload == {
        "changes": {"matter": "某某某某某", "tier": 3, "unit": "执法队"},
        "details": {"text": "某某某某", "limit": "5 working_day", "remark": "xxxxxxx_xxxx"},
        "started": [{"stage": "handle", "due_at": "2026-09-21T10:00:00+00:00", "who": "某"}],
    }


def test_the_same_person_has_the_same_alias_and_another_one_another() -> None:
    veil = Veil()
    aliases = [veil.alias(login) for login in ("zhangmin", "chenjie", "zhangmin")]
    assert aliases == ["operator-1", "operator-2", "operator-1"]


def test_who_sits_there_keeps_role_and_area() -> None:
    scope = Scope("zhangmin", "张敏", Role.DISPATCHER, "330108", "330108001")
    assert Veil().over(scope) == Scope("operator-1", "某某", Role.DISPATCHER, "330108", "330108001")


def test_staff_keep_their_number_and_a_reporter_keeps_nothing() -> None:
    veil = Veil()
    person = StaffRow("BJ0001", "陈明", "138****0000", NOW.date(), None, ())
    shown = veil.over((person,))[0]
    assert (shown.number, shown.name, shown.phone) == ("BJ0001", "某某", "000****0000")
    assert veil.over(Reporter("王明", "13800138000")) == Reporter("某某", "00000000000")


def test_registers_of_places_and_things_stay_readable() -> None:
    area = AreaRow("330108001", "330108", 4, "西兴街道", None, None, 9, 9, NOW.date(), None)
    assert Veil().over([area]) == [area]
    assert Veil().over(Verb.ESCALATE) is Verb.ESCALATE


def test_what_a_refusal_quotes_is_veiled() -> None:
    veil = Veil()
    refusal = NotFound("No case %(number)s for %(who)s.", number="330108-26-1", who="王明")
    assert str(veil.over_error(refusal)) == "No case 330108-26-1 for 某某."
    fault = FieldFault("phone", "%(value)s is no number.", value="138x")
    invalid = veil.over_error(Invalid("Look again.", faults=[fault]))
    assert isinstance(invalid, Invalid)
    assert dict(invalid.fields) == {"phone": "000x is no number."}
