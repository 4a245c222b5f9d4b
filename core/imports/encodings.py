"""Which encoding the bytes of a file are in; what is not UTF-8 or GB18030 is named."""

import codecs
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from core.kernel.errors import Invalid
from core.kernel.words import N_

Opener = Callable[[], BinaryIO]
"""Opens the same bytes anew each time; whoever calls it closes what it gave."""

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 1 << 16
_RARE: Final = 0.2
"""Share of rare signs above which text is not believed to be GB18030."""

_LAST_ASCII: Final = 0x7F
_IDEOGRAPHS: Final = re.compile("[\u4e00-\u9fff]")
_PUNCTUATION: Final = re.compile("[\u3000-\u303f\uff00-\uffef·—…“”‘’×]")

_SIGNATURES: Final = (
    (b"PK\x03\x04", "Excel (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "Excel (.xls)"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to read a file as text, and the digest that tells it from any other file."""

    codec: str
    sha256: str


def detect(opener: Opener, name: str) -> Encoding:
    """Find out how the whole file ``name`` is to be decoded.

    UTF-8 is certain when every byte fits. GB18030 fits nearly anything, so bytes that would
    read as rare signs there and as plain words in Big5 are taken for Big5.

    Raises:
        Invalid: when it is empty, no text, broken, or in another encoding, which is named.
    """
    sample, sha256 = _first_look(opener)
    if not sample:
        raise Invalid(N_("The file %(file)s is empty."), field="file", file=name)
    _refuse_what_is_no_text(sample, name)
    broken_at = _broken_line(opener, "utf-8")
    if broken_at is None:
        codec = "utf-8-sig" if sample.startswith(codecs.BOM_UTF8) else "utf-8"
        return Encoding(codec, sha256)
    if sample.startswith(codecs.BOM_UTF8) or _mostly_utf8(sample):
        raise Invalid(
            N_(
                "Line %(line)s of %(file)s is not valid UTF-8, though the rest is: the file "
                "is damaged. Export it again."
            ),
            field="file",
            file=name,
            line=broken_at,
        )
    if _broken_line(opener, "gb18030") is None and not _looks_like_big5(sample):
        return Encoding("gb18030", sha256)
    raise _other(name, _name_of(sample))


def _first_look(opener: Opener) -> tuple[bytes, str]:
    digest = hashlib.sha256()
    sample = b""
    for chunk in _chunks(opener):
        sample = sample or chunk[:_SAMPLE]
        digest.update(chunk)
    return sample, digest.hexdigest()


def _chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _broken_line(opener: Opener, codec: str) -> int | None:
    """Return the line of the first byte that does not fit ``codec``, ``None`` if all fit."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    try:
        for chunk in _chunks(opener):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return None


def _refuse_what_is_no_text(sample: bytes, name: str) -> None:
    for signature, kind in _SIGNATURES:
        if sample.startswith(signature):
            raise _other(name, kind)
    if b"\x00" in sample:
        raise _other(name, "binary")


def _other(name: str, kind: str) -> Invalid:
    return Invalid(
        N_(
            "%(file)s is not a text file in UTF-8 or GB18030 but %(kind)s. Save it as CSV in "
            "UTF-8 and import that."
        ),
        field="file",
        file=name,
        kind=kind,
    )


def _mostly_utf8(sample: bytes) -> bool:
    """Tell a damaged UTF-8 file from one in another encoding, where little would fit."""
    wide = sum(byte > _LAST_ASCII for byte in sample)
    fitting = sum(
        len(sign.encode()) for sign in sample.decode("utf-8", "ignore") if not sign.isascii()
    )
    return fitting > wide * 0.8


def _looks_like_big5(sample: bytes) -> bool:
    return _rare_in_gb18030(sample) > _RARE and _fits(sample, "big5hkscs")


def _rare_in_gb18030(sample: bytes) -> float:
    """Return the share of wide signs that no everyday text in GB18030 is made of."""
    wide = [sign for sign in sample.decode("gb18030", "ignore") if not sign.isascii()]
    return sum(not _is_everyday(sign) for sign in wide) / len(wide) if wide else 0.0


def _is_everyday(sign: str) -> bool:
    """Tell the 6,763 characters of GB 2312 and Chinese punctuation from all else."""
    if _IDEOGRAPHS.match(sign):
        return bool(sign.encode("gb2312", "ignore"))
    return bool(_PUNCTUATION.match(sign))


def _fits(sample: bytes, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        decoder.decode(sample)  # a sign cut by the end of the sample is not final
    except UnicodeDecodeError:
        return False
    return True


def _name_of(sample: bytes) -> str:
    if _looks_like_big5(sample):
        return "Big5"
    # Loaded only to say what a file is that cannot be read anyway.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample).best()
    return best.encoding if best else "binary"
