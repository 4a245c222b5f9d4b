"""Understanding the command line, helping with it, and failing in one sentence."""

import pytest

from tests.console.cli.conftest import Griddesk

NOUNS = (
    "desk", "demo", "init", "migrate", "status", "case", "timers", "sweep", "policies",
    "explain", "export", "area", "calendar", "import", "report", "inbox", "check", "spot-check",
    "history", "serve", "replay", "operator", "views", "figures", "grid", "staff", "setting",
    "rollups", "scheduler", "upstream", "assess",
)  # fmt: skip
VERBS = (
    "list", "show", "report", "settle", "verify", "file", "reject", "dispatch", "receive",
    "return", "transfer", "escalate", "resolve", "pass-check", "fail-check", "note",
    "rule", "hand-down", "ask-extension", "grant-extension", "refuse-extension", "suspend",
    "resume", "urge", "reply", "whistle", "answer-call", "finish-call", "excuse-call",
    "rate-call", "merge", "unmerge", "reopen", "cancel", "rate", "spot-check", "ask-appeal",
    "uphold-appeal", "dismiss-appeal", "record", "duplicates",
)  # fmt: skip


def listed(help_text: str, title: str) -> list[str]:
    """Return the names in a section of a help text."""
    section = help_text.partition(f"\n{title}\n")[2].partition("\n\n")[0]
    return [line.split()[0] for line in section.splitlines() if line[2:3] != " "]


def test_the_root_lists_every_noun(griddesk: Griddesk) -> None:
    ended = griddesk("--help")
    assert (ended.code, ended.err) == (0, "")
    assert tuple(sorted(listed(ended.out, "Commands:"))) == tuple(sorted(NOUNS))


def test_a_case_has_a_verb_for_each_verb_of_the_lifecycle(griddesk: Griddesk) -> None:
    ended = griddesk("case", "--help")
    assert sorted(listed(ended.out, "Commands:")) == sorted(VERBS)


@pytest.mark.parametrize(
    "command",
    (
        *((noun,) for noun in NOUNS),
        *(("case", verb) for verb in VERBS),
        ("calendar", "due"),
        ("calendar", "show"),
        ("calendar", "explain"),
        ("calendar", "import"),
        ("policies", "list"),
        ("policies", "import"),
        ("check", "units"),
        ("spot-check", "draw"),
        ("spot-check", "import"),
        ("assess", "score"),
        ("assess", "explain"),
        ("assess", "profiles"),
        ("import", "profiles"),
        ("import", "findings"),
        ("import", "grids"),
        ("import", "staff"),
        ("import", "units"),
        ("import", "operators"),
        ("report", "nightly"),
        ("report", "weekly"),
        ("report", "monthly"),
        ("operator", "password"),
        ("history", "verify"),
    ),
    ids=" ".join,
)
@pytest.mark.parametrize("lang", ("en", "zh"))
def test_every_command_has_help_with_the_common_options(
    command: tuple[str, ...], lang: str, griddesk: Griddesk
) -> None:
    ended = griddesk(*command, "--help", lang=lang)
    assert (ended.code, ended.err) == (0, "")
    assert " ".join(("griddesk", *command)) in ended.out
    for option in ("--db URL", "--as LOGIN", "--format FORMAT", "--bom", "--as-at TIME", "--lang"):
        assert option in ended.out


def test_a_noun_tells_its_verbs_in_chinese(griddesk: Griddesk) -> None:
    told = griddesk("spot-check", "--help", lang="zh").out
    assert "\n  draw    随机抽取已结案件，各街道按比例。\n" in told


def test_help_speaks_chinese(griddesk: Griddesk) -> None:
    ended = griddesk("case", "list", "--help", lang="zh")
    assert "用法：griddesk case list" in ended.out
    assert "示例：" in ended.out


def test_help_speaks_the_language_said_after_it(griddesk: Griddesk) -> None:
    assert (
        griddesk("case", "--help", "--lang", "zh").out == griddesk("case", "--help", lang="zh").out
    )


def test_no_command_at_all_shows_help_and_is_a_misuse(griddesk: Griddesk) -> None:
    ended = griddesk("case")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Usage: griddesk case ")


def test_the_version_is_told(griddesk: Griddesk) -> None:
    ended = griddesk("--version")
    assert ended.code == 0
    assert ended.out.startswith("griddesk ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    (
        (("cas",), "griddesk has no cas. Did you mean case? See griddesk --help."),
        (
            ("case", "escalte"),
            "griddesk case has no escalte. Did you mean escalate? See griddesk case --help.",
        ),
        (
            ("case", "list", "--lat"),
            "There is no option --lat here. Did you mean --late? See griddesk case list --help.",
        ),
        (("case", "show"), "NUMBER is missing. See griddesk case show --help."),
        (
            ("case", "show", "1", "2"),
            "There is one word too many: 2. See griddesk case show --help.",
        ),
        (
            ("case", "list", "--tier", "two"),
            "--tier: two is no whole number. See griddesk case list --help.",
        ),
        (("case", "list", "--tier"), "The option --tier needs a value."),
        (("case", "list", "--late=1"), "The option --late takes no value."),
        (
            ("case", "list", "--stage", "lunch"),
            (
                "--stage: lunch is not one of accept, verify, dispatch, receive, handle, check, "
                "suspension, call_answer, call_finish. See griddesk case list --help."
            ),
        ),
        (
            ("case", "list", "--format", "xml"),
            (
                "--format: xml is no format; choose one of table, json, jsonl, csv. See griddesk "
                "case list --help."
            ),
        ),
        (
            ("case", "list", "--as-at", "noon"),
            (
                "--as-at: noon is no time; write it as 2026-09-30T15:00+08:00. See griddesk case "
                "list --help."
            ),
        ),
        (
            ("assess", "score", "--since", "0001-01-01"),
            "--since: 0001-01-01 lies outside of the years 1900 to 2999.",
        ),
        (
            ("spot-check", "draw", "--since", "2026-09-01", "--until", "9999-12-31"),
            "--until: 9999-12-31 lies outside of the years 1900 to 2999.",
        ),
        (("case", "settle", "1"), "--result is missing. See griddesk case settle --help."),
    ),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_misuse_is_told_in_one_sentence(
    arguments: tuple[str, ...], sentence: str, griddesk: Griddesk
) -> None:
    ended = griddesk(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"Error: {sentence}")
    assert ended.err.count("\n") == 1


def test_a_misuse_is_an_object_for_programs(griddesk: Griddesk) -> None:
    ended = griddesk("case", "show", "--format", "json")
    assert ended.code == 2
    assert ended.error == {"code": "usage", "message": "NUMBER is missing.", "fields": {}}


def test_a_misuse_is_told_in_chinese(griddesk: Griddesk) -> None:
    ended = griddesk("case", "show", lang="zh")
    assert ended.err == "错误：缺少 NUMBER。请看 griddesk case show --help。\n"


def test_escape_sequences_in_arguments_are_harmless(griddesk: Griddesk) -> None:
    ended = griddesk("case", "list", "--state", "\x1b[31mred")
    assert "\x1b" not in ended.err


def test_common_options_may_stand_before_and_behind(griddesk: Griddesk, db: str) -> None:
    behind = griddesk("case", "list", "--db", db, "--as", "zhangmin", "--format", "jsonl")
    before = griddesk("--db", db, "--as", "zhangmin", "--format", "jsonl", "case", "list")
    between = griddesk("case", "--db", db, "--format", "jsonl", "list", "--as", "zhangmin")
    assert behind.code == 0
    assert len(behind.lines) == 4
    assert before == behind == between


def test_the_last_one_said_wins(griddesk: Griddesk, db: str) -> None:
    ended = griddesk("--db", "nowhere.db", "--format", "csv", "case", "list", "--db", db,
                     "--as", "zhangmin", "--format", "jsonl")  # fmt: skip
    assert len(ended.lines) == 4
