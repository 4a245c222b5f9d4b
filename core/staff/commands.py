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
