"""How long a login waits after wrong passwords."""

from datetime import UTC, datetime, timedelta

import pytest

from core.access.slowing import FORGOTTEN_AFTER, MOST_LOGINS, Slowing, wait_after

NOW = datetime(2026, 9, 14, 1, tzinfo=UTC)
NONE = timedelta(0)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    ((0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (1_000, 900)),
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures) == timedelta(seconds=seconds)


def failed(slowing: Slowing, times: int, login: str = "zhangmin") -> None:
    for _ in range(times):
        slowing.failed(login, NOW)


def test_the_wait_runs_out() -> None:
    slowing = Slowing()
    failed(slowing, 5)
    assert slowing.wait("zhangmin", NOW + timedelta(seconds=10)) == timedelta(seconds=20)
    assert slowing.wait("zhangmin", NOW + timedelta(seconds=30)) == NONE


def test_one_login_waits_and_no_other() -> None:
    slowing = Slowing()
    failed(slowing, 5)
    assert slowing.wait("chenjie", NOW) == NONE


def test_the_right_password_begins_the_count_anew() -> None:
    slowing = Slowing()
    failed(slowing, 4)
    slowing.succeeded("zhangmin")
    failed(slowing, 4)
    assert slowing.wait("zhangmin", NOW) == NONE


def test_an_hour_later_all_is_forgotten() -> None:
    slowing = Slowing()
    failed(slowing, 9)
    later = NOW + FORGOTTEN_AFTER + timedelta(seconds=1)
    slowing.failed("zhangmin", later)
    assert slowing.wait("zhangmin", later) == NONE


def test_invented_logins_do_not_fill_the_memory() -> None:
    slowing = Slowing()
    for n in range(MOST_LOGINS + 5):
        slowing.failed(f"login{n}", NOW + timedelta(milliseconds=n))
    assert len(slowing._failures) == MOST_LOGINS  # noqa: SLF001  its size is the point
