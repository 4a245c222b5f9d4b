"""The commands on staff: looks at personal data, which are kept on record."""

from dataclasses import dataclass

from core.kernel.command import Command


@dataclass(frozen=True, kw_only=True, slots=True)
class RevealPosts(Command):
    """Show names and phones of those posted in an area; the look is audited."""

    area_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class RevealStaff(Command):
    """Show name and phone of one member of staff; the look is audited."""

    number: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawNotices(Command):
    """Draw the notice boards (公示牌) of the grids in an area, to be printed and put up.

    ``phones`` asks for the phones of the people besides that of the desk; the look is audited.
    """

    area_code: str
    phones: bool = False
