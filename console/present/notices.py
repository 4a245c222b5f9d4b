"""Notice boards (公示牌) of grids as text and as pages to be printed.

The same notice gives the same bytes. A page is one file with nothing to load: printed, or
saved as PDF by a browser, each board fills one sheet of A4.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Final

from console.present.qr import half_blocks, inline_svg, modules_of
from console.present.register import DUTIES, POSTS
from console.present.vocabulary import word
from console.present.words import _, _n, in_chinese
from core.kernel.text import neutralise, pad, width
from core.staff.models import Post
from core.staff.rows import GridNotice, NoticePerson

_STYLE: Final = """
@page { size: A4; margin: 14mm; }
* { box-sizing: border-box; }
body { margin: 0; color: #111; background: #fff;
  font: 15pt/1.5 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  sans-serif; }
.board { max-width: 182mm; margin: 0 auto; padding: 6mm 0; break-after: page;
  break-inside: avoid; }
.board:last-child { break-after: auto; }
h1 { margin: 0 0 4mm; padding-bottom: 3mm; font-size: 30pt; text-align: center;
  border-bottom: 1.2mm solid #b3141d; }
h2 { margin: 6mm 0 2mm; font-size: 17pt; color: #b3141d; }
p { margin: 1mm 0; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 1.6mm 3mm; border: .3mm solid #999; text-align: left; vertical-align: top; }
th { width: 34mm; font-weight: 600; background: #f5f1ec; }
td.phone { width: 48mm; white-space: nowrap; }
ol { margin: 0; padding-left: 8mm; }
.foot { display: flex; gap: 8mm; align-items: center; margin-top: 6mm; }
.phone-of-the-desk { font-size: 28pt; font-weight: 700; }
.qr { flex: none; width: 42mm; height: 42mm; }
@media screen { body { background: #ddd; } .board { background: #fff; padding: 14mm;
  max-width: 210mm; margin: 6mm auto; } }
"""


def notice_text(notice: GridNotice) -> str:
    """Return the board of a grid as lines of text, harmless to print."""
    label = max(width(word(POSTS, post)) for post in Post) + 2
    lines = [_title(notice), "", *_facts(notice), ""]
    for post in Post:
        people = [_called(person) for person in notice.people if person.post == post]
        for number, said in enumerate(people or [_vacant(post)]):
            lines.append(pad(word(POSTS, post) if number == 0 else "", label) + said)
    lines += ["", _("Duties")]
    lines += [f"{number}. {_(duty)}" for number, duty in enumerate(DUTIES, start=1)]
    lines += ["", _desk_phone(notice), _("Scan to report:")]
    lines += half_blocks(modules_of(notice.report_line))
    return "\n".join(line.rstrip() for line in lines) + "\n"


def notice_page(notices: Sequence[GridNotice]) -> str:
    """Return a page with the boards of grids, one on each sheet."""
    title = _title(notices[0]) if len(notices) == 1 else _("Notice board")
    boards = "\n".join(_board(notice) for notice in notices)
    language = "zh-CN" if in_chinese() else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{_safe(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{boards}\n</body>\n</html>\n"
    )


def _title(notice: GridNotice) -> str:
    return neutralise(_("%(grid)s: notice board") % {"grid": f"{notice.community}{notice.name}"})


def _facts(notice: GridNotice) -> list[str]:
    """Return where the grid is and how large."""
    street = neutralise(f"{notice.street} {notice.community}".strip())
    told = [_("Place: %(place)s") % {"place": street}]
    told.append(_("Code of the grid: %(code)s") % {"code": notice.code})
    size = []
    if notice.households is not None:
        size.append(_n("%(n)s home", "%(n)s homes", notice.households))
    if notice.residents is not None:
        size.append(_n("%(n)s resident", "%(n)s residents", notice.residents))
    if size:
        told.append(_("Size: %(size)s") % {"size": _(", ").join(size)})
    return told


def _name(person: NoticePerson) -> str:
    name = neutralise(person.name)
    if person.covers_until is None:
        return name
    return name + _(" (stands in until %(day)s)") % {"day": f"{person.covers_until:%m-%d}"}


def _called(person: NoticePerson) -> str:
    return "  ".join(part for part in (_name(person), neutralise(person.phone)) if part)


def _vacant(post: str) -> str:
    return "–" if post == Post.PART_TIME else _("vacant")


def _desk_phone(notice: GridNotice) -> str:
    return _("Phone of the desk: %(phone)s") % {"phone": neutralise(notice.duty_phone)}


def _safe(text: str) -> str:
    """Return ``text`` as it may stand in a page: no markup, nothing unseen."""
    return escape(neutralise(text))


def _board(notice: GridNotice) -> str:
    facts = "\n".join(f"<p>{_safe(fact)}</p>" for fact in _facts(notice))
    rows = "\n".join(_rows(notice.people))
    duties = "\n".join(f"<li>{_safe(_(duty))}</li>" for duty in DUTIES)
    report = _safe(_("Scan to report"))
    code = inline_svg(modules_of(notice.report_line), report)
    return (
        f'<section class="board">\n<h1>{_safe(_title(notice))}</h1>\n{facts}\n'
        f"<h2>{_safe(_('Who answers for this grid'))}</h2>\n<table>\n{rows}\n</table>\n"
        f"<h2>{_safe(_('Duties'))}</h2>\n<ol>\n{duties}\n</ol>\n"
        f'<div class="foot">{code}<div>\n<p>{report}</p>\n'
        f"<p>{_safe(_('Phone of the desk'))}</p>\n"
        f'<p class="phone-of-the-desk">{_safe(notice.duty_phone)}</p>\n</div></div>\n</section>'
    )


def _rows(people: Iterable[NoticePerson]) -> Iterator[str]:
    """Yield a line for each person; part-time staff, who are many, share one."""
    known = [*people]
    for post in Post:
        head = f"<tr><th>{_safe(word(POSTS, post))}</th>"
        here = [person for person in known if person.post == post]
        if not here or (post == Post.PART_TIME and not any(person.phone for person in here)):
            said = _("、").join(_name(person) for person in here) or _vacant(post)
            yield f'{head}<td colspan="2">{_safe(said)}</td></tr>'
            continue
        for person in here:
            phone = f'<td class="phone">{_safe(person.phone)}</td>'
            yield f"{head}<td>{_safe(_name(person))}</td>{phone}</tr>"
