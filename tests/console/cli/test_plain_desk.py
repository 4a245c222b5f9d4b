"""`griddesk desk --plain`: everything said in lines, with the verbs of the command line."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from console.bootstrap import open_shop
from console.launch.plain import PlainDesk, command_line
from console.present.words import CHINESE, use_language
from console.settings import Settings
from tests.console.cli.conftest import raise_again
from tests.district import DISPATCHER


class Talk:
    """What is typed at a plain desk, and everything that it says."""

    def __init__(self, db: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._db = db
        self._capsys = capsys
        self.prompts: list[str] = []

    def hold(self, *lines: str) -> list[str]:
        """Type some lines; return what was said."""
        typed: Iterator[str] = iter(lines)

        def ask(prompt: str) -> str:
            self.prompts.append(prompt)
            try:
                return next(typed)
            except StopIteration:
                raise EOFError from None

        self._capsys.readouterr()
        shop = open_shop(Settings(db=self._db, operator=DISPATCHER))
        PlainDesk(shop, ask, print, command_line(shop)).serve()
        shop.close()
        out, err = self._capsys.readouterr()
        return (out + err).splitlines()


@pytest.fixture
def talk(db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Talk:
    monkeypatch.setattr("console.faults.record_fault", raise_again)
    monkeypatch.setattr("console.launch.plain.record_fault", raise_again)
    monkeypatch.setenv("GRIDDESK_SETTINGS", "/nowhere/settings.toml")
    return Talk(db, capsys)


def test_it_greets_and_reads_the_queue_out_in_sentences(talk: Talk) -> None:
    said = talk.hold("list")
    assert said[0].startswith("GridDesk. ")
    assert said[1:4] == ["4 open cases.", "3 are late.", "Type list, or help."]
    assert said[4] == "4 cases."
    assert len(said) == 9
    assert all(line.startswith("330108-26-00000") and line.endswith(".") for line in said[5:])
    assert "tier 1" in said[5]


def test_nothing_but_lines_is_written(talk: Talk) -> None:
    said = "\n".join(talk.hold("list", "show 2", "help", "verbs", "new"))
    assert not set(said) & set("\x1b\x07\x9b\r")
    assert "␛[31m路灯不亮" in said


def test_a_verb_asks_for_what_it_needs_tells_what_would_happen_and_waits_for_yes(
    talk: Talk,
) -> None:
    said = talk.hold("note 1", "called them", "yes", "show 1")
    assert any("remark" in prompt.casefold() for prompt in talk.prompts)
    assert talk.prompts.count("Do it? yes or no: ") == 1
    assert any(line.startswith("Would be: Noted 330108-26-000001") for line in said)
    assert any(line.startswith("Noted 330108-26-000001") for line in said)
    assert any("note called them" in line for line in said)


def test_without_a_yes_nothing_is_done(talk: Talk) -> None:
    said = talk.hold("note 1 --text once", "no", "show 1")
    assert "Left as it was." in said
    assert not any("note once" in line for line in said)


def test_what_would_be_refused_is_not_even_asked(talk: Talk) -> None:
    said = talk.hold("receive 3 --note x")
    assert "Do it? yes or no: " not in talk.prompts
    assert any("Error" in line for line in said)


def test_a_filter_is_the_one_of_the_screen(talk: Talk) -> None:
    assert "1 case." in talk.hold("list 垃圾桶")
    assert talk.hold("list stat:x")[4].startswith("There is no filter word")


def test_a_word_that_is_not_understood_is_told_with_what_comes_close(talk: Talk) -> None:
    assert talk.hold("lsit")[4:] == ["There is no command lsit.", "Did you mean list?"]
    assert talk.hold('note 1 --text "x')[4:] == ["A quotation mark is missing."]


def test_what_is_new_is_told_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert talk.hold("new")[4:] == ["Nothing is new."]
    later = timedelta(days=-4000)
    serve = PlainDesk.serve

    def since_long(desk: PlainDesk) -> None:
        desk._asked_at += later  # noqa: SLF001  as if the last question were long ago
        serve(desk)

    monkeypatch.setattr(PlainDesk, "serve", since_long)
    said = talk.hold("new", "new")
    assert said[4] == "Arrived:"
    assert said[9] == "Grown late:"
    assert said[13:] == ["Nothing is new."]


def test_it_speaks_chinese(talk: Talk) -> None:
    use_language(CHINESE)
    said = talk.hold("list", "note 1 --text 好", "是")
    assert said[1:4] == ["未办结案件 4 件。", "其中超时 3 件。", "请输入 list 或 help。"]
    assert any(line.startswith("已备注") for line in said)


@pytest.mark.usefixtures("talk")
def test_an_interrupt_leaves_what_was_begun_and_not_the_desk(db: str) -> None:
    shop = open_shop(Settings(db=db, operator=DISPATCHER))
    said: list[str] = []
    answers = iter(("note 1", KeyboardInterrupt, "quit"))

    def ask(_prompt: str) -> str:
        answer = next(answers)
        if isinstance(answer, str):
            return answer
        raise answer

    PlainDesk(shop, ask, said.append, command_line(shop)).serve()
    shop.close()
    assert said[-1] == "Left as it was."
