"""The notice boards (公示牌) of grids, to be printed and put up."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from console.cli.asked import DOCUMENTS, CommonOption
from console.cli.exits import talk
from console.cli.grammar import DeskCommand, misunderstood
from console.cli.grids.noun import app
from console.cli.opening import opened
from console.cli.values import one_of
from console.present.notices import notice_page, notice_text
from console.present.words import _, _n
from console.private_files import open_private
from core.kernel.errors import Invalid
from core.kernel.text import neutralise
from core.kernel.words import N_

if TYPE_CHECKING:
    from core.staff.rows import GridNotice


class Form(StrEnum):
    """How a board is drawn."""

    TEXT = "text"
    HTML = "html"


class BoardCommand(DeskCommand):
    """A verb whose ``--format`` is one of its own, and says itself what it does not know."""

    formats = DOCUMENTS

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.params = [
            option
            for option in self.params
            if not (isinstance(option, CommonOption) and option.name in {"format", "bom"})
        ]


@app.verb(
    "board",
    N_(
        "Draw the notice board of a grid, or of every grid in an area.\n"
        "A page (html) is one file that needs nothing else; printed or saved as PDF, each board "
        "is a sheet of A4. The board names the people of the grid and gives the phone of the "
        "desk; their own phones are masked unless --phones. Who draws one is put on record."
    ),
    examples=(
        "griddesk grid board 330108001001001",
        "griddesk grid board --area 330108001 --format html -o boards/",
    ),
    cls=BoardCommand,
)
def board(
    context: typer.Context,
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help=N_("The code of the grid."))
    ] = None,
    *,
    area: str | None = typer.Option(
        None, "--area", metavar="CODE", help=N_("Every grid in this area.")
    ),
    form: Annotated[
        str,
        typer.Option(
            "--format", metavar="text|html", parser=one_of(Form), help=N_("How to draw it.")
        ),
    ] = Form.TEXT.value,
    phones: Annotated[
        bool, typer.Option("--phones", help=N_("Put the phones of the people on it, too."))
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE|DIR",
            help=N_("Write into FILE, or into a file for each grid in the folder DIR."),
        ),
    ] = None,
) -> None:
    """Draw notice boards."""
    from core.staff.commands import DrawNotices

    if (code is None) == (area is None):
        misunderstood(context, _("Name either a grid or, with --area, an area."))
    wanted = code or area or ""
    with opened(context, changing=True) as shop:
        command = DrawNotices(area_code=wanted, phones=phones)
        notices: tuple[GridNotice, ...] = shop.desk.execute(command, by=shop.scope.login)
    if output is None:
        sys.stdout.write(_drawn(notices, form))
    elif Path(output).is_dir():
        _write_each(Path(output), notices, form, private=phones)
    else:
        _write(Path(output), _drawn(notices, form), private=phones)
        _tell(len(notices), Path(output))


def _drawn(notices: "Sequence[GridNotice]", form: str) -> str:
    if form == Form.HTML:
        return notice_page(notices)
    # A form feed begins a new sheet on a printer.
    return "\f".join(notice_text(notice) for notice in notices)


def _write_each(folder: Path, notices: "Sequence[GridNotice]", form: str, *, private: bool) -> None:
    ending = "html" if form == Form.HTML else "txt"
    for notice in notices:
        _write(folder / f"{notice.code}.{ending}", _drawn([notice], form), private=private)
    _tell(len(notices), folder)


def _write(file: Path, content: str, *, private: bool) -> None:
    """Write a board: to be put up, so for whomever the umask lets read it.

    With the people's own phones on it, it is private until it is put up.
    """
    try:
        with (
            open_private(file) if private else file.open("w", encoding="utf-8", newline="")
        ) as board_file:
            board_file.write(content)
    except OSError as error:
        raise Invalid(
            N_("The file %(file)s cannot be written: %(why)s."),
            field="output",
            file=str(file),
            why=error.strerror or "",
        ) from error


def _tell(count: int, where: Path) -> None:
    boards = _n("%(n)s notice board", "%(n)s notice boards", count)
    told = {"boards": boards, "file": neutralise(str(where))}
    talk(_("%(boards)s written into %(file)s.") % told)
