"""Compile the message catalogues whenever a wheel or an editable install is built.

Everything else about the distribution is in `pyproject.toml`.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

LOCALE = Path(__file__).parent / "console" / "locale"


class BuildWithCatalogues(build_py):
    """Collect the packages, with a fresh `.mo` beside every `.po`."""

    def run(self) -> None:
        """Compile, then do what setuptools does."""
        for po in LOCALE.glob("*/LC_MESSAGES/*.po"):
            with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
                write_mo(target, read_po(source))
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
