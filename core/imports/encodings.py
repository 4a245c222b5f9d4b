"""Which encoding the bytes of a text are in; what an import does not read is named."""

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

SAMPLE: Final = 1 << 16
"""Bytes from the beginning of a file that are looked at closely."""

_CHUNK: Final = 1 << 20
_EVERYDAY: Final = 0.8
"""Share of everyday signs below which text is not believed to be in an encoding."""

_LAST_ASCII: Final = 0x7F
_IDEOGRAPHS: Final = re.compile("[\u4e00-\u9fff]")
_KANA: Final = re.compile("[\u3040-\u30ff]")
_PUNCTUATION: Final = re.compile("[\u3000-\u303f\uff00-\uffef·—…“”‘’×]")

_SIGNATURES: Final = (
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "RAR"),
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
)
UTF_16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NAMES: Final = {
    "gb18030": "GB18030",
    "gbk": "GB18030",
    "gb2312": "GB18030",
    "big5": "Big5",
    "cp932": "Shift-JIS",
}
"""How an encoding is told whose codec has another name."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to read a file as text, and how many lines it then has."""

    codec: str
    lines: int


def first_look(opener: Opener) -> tuple[bytes, str]:
    """Return the first bytes of a file and the digest that tells it from any other."""
    digest = hashlib.sha256()
    sample = b""
    for chunk in _chunks(opener):
        sample = sample or chunk[:SAMPLE]
        digest.update(chunk)
    return sample, digest.hexdigest()


def detect(opener: Opener, sample: bytes, name: str) -> Encoding:
    """Find out how the whole file ``name`` is to be decoded; ``sample`` are its first bytes.

    UTF-8 is certain when every byte fits, UTF-16 when it says so itself. GB18030 fits nearly
    anything, so it is believed only where it makes everyday signs of the bytes, simplified or
    traditional.

    Raises:
        Invalid: when it is no text, broken, or in another encoding, which is named.
    """
    _refuse_what_is_no_text(sample, name)
    _refuse_endless_lines(opener, name)
    if sample.startswith(UTF_16_MARKS):
        return _whole(opener, "utf-16", "UTF-16", name)
    lines, broken = _decoded(opener, "utf-8")
    if not broken:
        return Encoding("utf-8-sig" if sample.startswith(codecs.BOM_UTF8) else "utf-8", lines)
    if sample.startswith(codecs.BOM_UTF8) or _mostly_utf8(sample):
        return _whole(opener, "utf-8", "UTF-8", name)
    lines, broken = _decoded(opener, "gb18030")
    if not broken and _share(sample, "gb18030", _is_everyday) >= _EVERYDAY:
        return Encoding("gb18030", lines)
    found = _name_of(sample)
    if found == _NAMES["gb18030"] and not broken:
        return Encoding("gb18030", lines)
    raise _other(name, found)


def _chunks(opener: Opener) -> Iterator[bytes]:
    with opener() as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _whole(opener: Opener, codec: str, called: str, name: str) -> Encoding:
    """Return the encoding of a file that says its own, if it keeps to it to the end."""
    line, broken = _decoded(opener, codec)
    if broken:
        raise Invalid(
            N_(
                "Line %(line)s of %(file)s is not valid %(encoding)s, though the rest is: the "
                "file is damaged. Export it again."
            ),
            field="file",
            file=name,
            line=line,
            encoding=called,
        )
    return Encoding(codec, line)


def _decoded(opener: Opener, codec: str) -> tuple[int, bool]:
    """Return on which line decoding by ``codec`` ends, and whether a misfit has ended it."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    try:
        for chunk in _chunks(opener):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n"), True
    return line, False


def _refuse_what_is_no_text(sample: bytes, name: str) -> None:
    for signature, kind in _SIGNATURES:
        if sample.startswith(signature):
            raise _other(name, kind)
    if b"\x00" in sample and not sample.startswith(UTF_16_MARKS):
        raise _other(name, _utf_16_without_mark(sample) or "binary")


def _refuse_endless_lines(opener: Opener, name: str) -> None:
    """Refuse what has no end of a line in two chunks: it would be read as one row."""
    line, endless = 1, 0
    for chunk in _chunks(opener):
        ends = chunk.count(b"\n")
        endless = 0 if ends or b"\r" in chunk else endless + 1
        if endless > 1:
            raise Invalid(
                N_(
                    "Line %(line)s of %(file)s is longer than a million characters: this is no "
                    "table. Export it again, one row on a line."
                ),
                field="file",
                file=name,
                line=line,
            )
        line += ends


def _utf_16_without_mark(sample: bytes) -> str:
    for codec in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(codec, "replace")
        plain = sum(sign.isascii() and sign.isprintable() for sign in text)
        everyday = sum(map(_is_everyday, text)) + sum(sign in "\r\n\t" for sign in text)
        if plain + everyday >= len(text) * _EVERYDAY:
            return "UTF-16"
    return ""


def _other(name: str, kind: str) -> Invalid:
    if not kind:
        return Invalid(
            N_(
                "%(file)s is in an encoding that is not known here. Save it as CSV in UTF-8 and "
                "import that."
            ),
            field="file",
            file=name,
        )
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
    return fitting > wide * _EVERYDAY


def _share(sample: bytes, codec: str, is_such: Callable[[str], bool]) -> float:
    """Return which part of the wide signs that ``codec`` makes of the sample are of a sort."""
    wide = [sign for sign in sample.decode(codec, "ignore") if not sign.isascii()]
    return sum(map(is_such, wide)) / len(wide) if wide else 1.0


def _is_everyday(sign: str) -> bool:
    """Tell Chinese punctuation and the characters that people write from all else.

    Those are the 6,763 of GB 2312 and the 5,401 of the first level of Big5.
    """
    if not _IDEOGRAPHS.match(sign):
        return bool(_PUNCTUATION.match(sign))
    return bool(sign.encode("gb2312", "ignore")) or _is_of_big5(sign)


def _is_of_big5(sign: str) -> bool:
    in_big5 = sign.encode("big5", "ignore")
    return bool(in_big5) and in_big5 < b"\xc9\x40"


def _is_kana(sign: str) -> bool:
    return bool(_KANA.match(sign))


def _name_of(sample: bytes) -> str:
    """Name the encoding of bytes that are neither UTF-8 nor GB18030; empty when unknown."""
    for codec, japanese in (("cp932", "Shift-JIS"), ("euc_jp", "EUC-JP")):
        if _fits(sample, codec) and _share(sample, codec, _is_kana) > 1 - _EVERYDAY:
            return japanese
    if _fits(sample, "big5hkscs") and _share(sample, "big5hkscs", _is_everyday) > 1 - _EVERYDAY:
        return "Big5"
    # Loaded only to say what a file is that cannot be read anyway.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample).best()
    return _NAMES.get(best.encoding, best.encoding) if best else ""


def _fits(sample: bytes, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)("strict")
    try:
        decoder.decode(sample)  # a sign cut by the end of the sample is not final
    except UnicodeDecodeError:
        return False
    return True
