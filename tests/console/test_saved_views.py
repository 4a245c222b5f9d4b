"""Saved views: kept for one operator, told from ready-made ones, found by name."""

from pathlib import Path

import pytest

from console.present.views import READY_MADE, View
from console.saved_views import SavedViews
from core.kernel.errors import Invalid, NotFound, Unavailable


@pytest.fixture(autouse=True)
def state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the views of a test to itself."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "griddesk"


def test_a_view_is_there_for_its_operator_until_it_is_removed() -> None:
    views = SavedViews("zhangmin")
    assert views.all() == ()
    views.save("西兴  超时", "grid：xxjd   late")
    views.save("二级", "tier:2")
    assert SavedViews("zhangmin").all() == (
        View("西兴 超时", "grid:xxjd late"),
        View("二级", "tier:2"),
    )
    assert SavedViews("lina").all() == ()
    views.save("西兴 超时", "late")
    assert [view.name for view in views.all()] == ["二级", "西兴 超时"]
    views.remove("二级")
    assert views.all() == (View("西兴 超时", "late"),)


def test_the_file_is_its_owners_alone(state_folder: Path) -> None:
    SavedViews("../zhang min").save("a", "late")
    (file,) = (state_folder / "views").iterdir()
    assert file.name == "___zhang_min.json"
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "line"),
    ((" ", "late"), ("x" * 25, "late"), ("超时", "tier:3"), ("Late", "tier:3"), ("a", "  ")),
)
def test_what_is_no_view_is_refused_and_nothing_is_kept(name: str, line: str) -> None:
    views = SavedViews("zhangmin")
    with pytest.raises(Invalid):
        views.save(name, line)
    assert views.all() == ()


def test_a_view_is_found_by_its_name_in_either_language() -> None:
    views = SavedViews("zhangmin")
    mine = views.save("Mine", "tier:3")
    assert views.find("mine") == mine
    assert views.find("超时") == views.find("late") == READY_MADE[0]
    with pytest.raises(NotFound):
        views.find("nothing")
    with pytest.raises(NotFound):
        views.remove("超时")


@pytest.mark.parametrize("content", ("", "[1]", '{"a": 1}', "\udcff"))
def test_a_file_that_makes_no_sense_has_no_views(content: str, state_folder: Path) -> None:
    (state_folder / "views").mkdir(parents=True)
    file = state_folder / "views" / "zhangmin.json"
    file.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert SavedViews("zhangmin").all() == ()


def test_a_disk_that_cannot_be_written_is_told(state_folder: Path) -> None:
    state_folder.mkdir()
    (state_folder / "views").write_text("in the way")
    with pytest.raises(Unavailable):
        SavedViews("zhangmin").save("a", "late")
