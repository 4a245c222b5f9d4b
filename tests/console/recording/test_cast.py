"""The file of a recording, and playing it."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from console.recording.cast import Cast, CastWriter, Event, only_painting, read_cast
from console.recording.player import Player
from core.kernel.errors import Invalid

HEADER = '{"version": 2, "width": 80, "height": 24}'


class Clock:
    """Seconds that pass only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_a_recording_is_an_asciicast(tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "a.cast"
    writer = CastWriter(file, (80, 24), clock)
    writer.painted("\x1b[1;1H街道\x1b[?1049h")
    clock.now = 1.5
    writer.resized(100, 30)
    writer.painted("\x1b[?25l")
    writer.marked("NoteCase")
    writer.close()
    writer.painted("too late")

    header, *events = map(json.loads, file.read_text("utf-8").splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert events == [[0.0, "o", "\x1b[1;1H街道"], [1.5, "r", "100x30"], [1.5, "m", "NoteCase"]]
    assert read_cast(file).largest == (100, 30)
    assert list(read_cast(file).marks) == [Event(1.5, "m", "NoteCase")]


@pytest.mark.parametrize(
    "harmful",
    (
        "\x1b]0;title\x07",
        "\x1b]52;c;cHduZWQ=\x1b\\",
        "\x1bP$q q\x1b\\",
        "\x1b[6n",
        "\x1b[c",
        "\x1b[21t",
        "\x1b[?1000h",
        "\x1b[>4;2m",
        "\x1bc",
        "\x07",
        "\x9b",
    ),
)
def test_only_painting_is_kept(harmful: str) -> None:
    assert only_painting(f"a{harmful}\x1b[38;2;1;2;3mb\r\n\x1b[2;3Hc") == (
        "a\x1b[38;2;1;2;3mb\r\n\x1b[2;3Hc"
    )


def test_an_escape_that_never_ends_is_no_escape() -> None:
    assert "\x1b" not in only_painting("a\x1b]0;title\x1b")


@pytest.mark.parametrize(
    "content",
    (
        "",
        "no json",
        "[]",
        '{"version": 3}',
        f'{HEADER}\n[1, "o"]\n[2, "o", "b"]',
        f"{HEADER}\nx\n[]",
    ),
)
def test_another_file_is_no_recording(tmp_path: Path, content: str) -> None:
    file = tmp_path / "a.cast"
    file.write_text(content)
    with pytest.raises(Invalid, match="is no recording"):
        read_cast(file)


def test_a_recording_that_was_cut_off_is_played_to_there(tmp_path: Path) -> None:
    file = tmp_path / "a.cast"
    file.write_text(f'{HEADER}\n[1, "o", "a"]\n[2, "o", "b')
    assert read_cast(file).events == (Event(1.0, "o", "a"),)


def test_a_full_disk_ends_the_recording_and_not_the_desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = CastWriter(tmp_path / "a.cast", (80, 24))

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        full_disk = SimpleNamespace(closed=False, write=full)
        file = writer._file  # noqa: SLF001  no disk can be filled in a test
        patch.setattr(writer, "_file", full_disk)
        writer.painted("a")
    file.close()
    assert writer.broken == "No space left on device"


CAST = Cast(80, 24, 5.0, (Event(2, "o", "a"), Event(3, "m", "x"), Event(60, "o", "b")))


class Viewer:
    """Somebody before a recording, who presses keys at given seconds."""

    def __init__(self, *presses: tuple[float, str]) -> None:
        self.clock = Clock()
        self.out = io.StringIO()
        self._presses = list(presses)

    def next_key(self, seconds: float | None) -> str | None:
        """Let time pass up to the next key."""
        until = None if seconds is None else self.clock.now + seconds
        if self._presses and (until is None or self._presses[0][0] < until):
            at, key = self._presses.pop(0)
            self.clock.now = max(self.clock.now, at)
            return key
        assert until is not None or not self._presses
        self.clock.now = self.clock.now if until is None else until
        return None

    def watch(self, speed: float) -> tuple[str, float]:
        """Return what was painted and when it was over."""
        Player(self.out, self.next_key, speed, self.clock).play(CAST)
        return self.out.getvalue(), self.clock.now


def test_a_long_pause_is_shortened() -> None:
    assert Viewer().watch(1) == ("ab", 8.0)


def test_twice_as_fast_takes_half_the_time() -> None:
    assert Viewer().watch(2) == ("ab", 4.0)


def test_a_space_pauses_and_goes_on_with_what_was_left() -> None:
    assert Viewer((1.0, " "), (11.0, "x"), (21.0, " ")).watch(1) == ("ab", 28.0)


@pytest.mark.parametrize("key", ("q", "\x03"))
def test_a_key_leaves_playing_or_paused(key: str) -> None:
    assert Viewer((2.5, key)).watch(1) == ("a", 2.5)
    assert Viewer((1.0, " "), (9.0, key)).watch(1) == ("", 9.0)
