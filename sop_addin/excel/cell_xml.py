"""One cell as SpreadsheetML text: decode what is stored, encode a value, a formula, a result."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape, unescape

from sop_addin.errors import BookError
from sop_addin.excel.blocks import Raw

__all__ = [
    "CELL",
    "ERRORS",
    "encode",
    "encode_formula",
    "formula_tag",
    "formula_text",
    "is_blank",
    "plain",
    "refused",
    "same_value",
    "style_of",
    "to_serial",
    "unescape_text",
    "value_of",
    "with_number",
    "with_result",
]

ERRORS = frozenset(
    (
        *("#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"),
        *("#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!"),
    )
)
CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
"""A cell: group 1 its attributes, group 2 its content (``None`` when it has none)."""

_LONGEST_TEXT = 32_767
_LONGEST_FORMULA = 8_192
_STYLE = re.compile(r'<c\b[^>]*?\ss="([0-9]+)"')
_TYPE = re.compile(r'\st="([A-Za-z]+)"')
_VALUE = re.compile(r"<v(?:\s[^>]*)?>([^<]*)</v>")
_INLINE = re.compile(r"<is>(.*?)</is>", re.DOTALL)
_PHONETIC = re.compile(r"<rPh\b.*?</rPh>", re.DOTALL)
_TEXT = re.compile(r"<t(?:\s[^>]*)?>([^<]*)</t>")
_RESULT_ATTRIBUTES = re.compile(r'\s(?:t|vm)="[^"]*"')
_FORMULA = re.compile(r"<f\b[^>]*?(?:/>|>[^<]*</f>)")
_PLAIN_FORMULA = re.compile(
    r'(<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?)(?: t="[a-z]+")?>(<f>[^<]*</f>)(?:<v>[^<]*</v>)?</c>'
)
"""A formula cell as it is mostly spelled: its beginning without the result's type, its formula."""
_FORMULA_TEXT = re.compile(r"<f\b[^>]*?>([^<]*)</f>")
_CHARACTER = re.compile(r"&#(?:x([0-9A-Fa-f]+)|([0-9]+));")
_HEX = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_HEX = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_DAY = dt.timedelta(days=1)
_FIRST_1904 = dt.datetime(1904, 1, 1)
_BEFORE_1900 = dt.datetime(1899, 12, 30)
_MARCH_1900 = 61


def unescape_text(text: str) -> str:
    """Return XML character data as the text it stands for.

    Examples
    --------
    >>> unescape_text("a &lt; b &#38; c")
    'a < b & c'
    """
    if "&" not in text:
        return text
    text = _CHARACTER.sub(lambda m: escape(chr(int(m[1], 16) if m[1] else int(m[2]))), text)
    return unescape(text, _QUOTES)


def plain(text: str) -> str:
    r"""Return the characters that a cell's text stands for, Excel's own escapes undone, too.

    Examples
    --------
    >>> plain("a &amp; b_x000A_c")
    'a & b\nc'
    """
    text = unescape_text(text)
    return _HEX.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def stored_value(attributes: str, content: str | None, strings: Sequence[str]) -> Raw:
    """Return what a cell stores; `strings` are the workbook's shared strings.

    Examples
    --------
    >>> stored_value(' r="A1" t="b"', "<v>1</v>", [])
    True
    >>> stored_value(' r="A1" s="4"', "<f>1+1</f><v>2</v>", [])
    2.0
    """
    if not content:
        return None
    found = _TYPE.search(attributes)
    kind = found[1] if found else "n"
    if kind == "inlineStr":
        inline = _INLINE.search(content)
        body = _PHONETIC.sub("", inline[1]) if inline else ""
        return "".join(plain(text) for text in _TEXT.findall(body)) or None
    value = _VALUE.search(content)
    if value is None:
        return None
    text = value[1]
    match kind:
        case "n":
            return float(text) if text else None
        case "s":
            return strings[int(text)] or None
        case "b":
            return text == "1"
        case "d":
            return dt.datetime.fromisoformat(text)
        case "e":
            return text
    return plain(text)


def value_of(cell: str, strings: Sequence[str]) -> Raw:
    """Return what a cell stores, from its whole XML.

    Examples
    --------
    >>> value_of('<c r="A1" s="4"><v>2.5</v></c>', []), value_of('<c r="A1" s="4"/>', [])
    (2.5, None)
    """
    start = cell.find("<v>")
    if start > 0 and ' t="' not in cell[:start]:
        text = cell[start + 3 : cell.index("<", start + 3)]
        return float(text) if text else None
    found = CELL.match(cell)
    assert found is not None
    return stored_value(found[1], found[2], strings)


def style_of(cell: str | None) -> str:
    """Return a cell's style attribute with a leading space, empty where it has none.

    Examples
    --------
    >>> style_of('<c r="A1" s="4"><v>1</v></c>')
    ' s="4"'
    """
    if not cell:
        return ""
    if cell.startswith('<c r="'):  # as it is mostly spelled
        start = cell.index('"', 6) + 1
        if cell.startswith(' s="', start):
            return cell[start : cell.index('"', start + 4) + 1]
    found = _STYLE.match(cell)
    return f' s="{found[1]}"' if found else ""


def formula_tag(cell: str | None) -> str | None:
    """Return a cell's formula element as it stands, ``None`` where it holds no formula."""
    if cell is None or "<f" not in cell:
        return None
    found = _FORMULA.search(cell)
    return found[0] if found else None


def formula_text(cell: str | None) -> str:
    """Return a cell's own formula text without ``=``; empty for none or a shared follower."""
    if cell is None or "<f" not in cell:
        return ""
    start, end = cell.find("<f>"), cell.find("</f>")
    if 0 < start < end:  # as it is mostly spelled
        return unescape_text(cell[start + 3 : end])
    found = _FORMULA_TEXT.search(cell)
    return unescape_text(found[1]) if found else ""


def is_blank(cell: str | None) -> bool:
    """Return whether a cell holds neither a value nor a formula (a format does not count)."""
    return cell is None or ("<v" not in cell and "<f" not in cell and "<is" not in cell)


def same_value(one: Raw, other: Raw) -> bool:
    """Return whether two stored values are the same, a truth value not being a number."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def to_serial(moment: dt.date, date1904: bool) -> float:
    """Return the serial number (days) of a date or time, in the workbook's date system.

    Excel's 29 February 1900 never was: days before March 1900 count one less.

    Examples
    --------
    >>> to_serial(dt.datetime(2026, 3, 1, 12), False), to_serial(dt.datetime(1904, 1, 2), True)
    (46082.5, 1.0)
    >>> to_serial(dt.date(1900, 1, 1), False)
    1.0
    """
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day)
    if moment.tzinfo is not None:
        raise ValueError("a time with a zone")
    if date1904:
        return (moment - _FIRST_1904) / _DAY
    serial = (moment - _BEFORE_1900) / _DAY
    return serial if serial >= _MARCH_1900 else serial - 1


def _number(value: float) -> str:
    whole = int(value)  # refuses what is not finite
    return str(whole) if value == whole and -1e15 < whole < 1e15 else float.__repr__(value)


def _text(value: str) -> str:
    if _ILLEGAL.search(value):
        raise ValueError("a control character")
    if len(value) > _LONGEST_TEXT:
        raise ValueError(f"a text of {len(value)} characters")
    return escape(_LOOKS_HEX.sub("_x005F_", value).replace("\r", "_x000D_"))


def _typed(value: object, date1904: bool) -> tuple[str, str]:
    """Return the type attribute and the text of ``<v>`` for anything but inline text."""
    if isinstance(value, bool):
        return ' t="b"', "1" if value else "0"
    if isinstance(value, (float, int)):
        return "", _number(float(value))
    if isinstance(value, dt.date):
        if str(value) == "NaT":  # pandas' missing date is a datetime
            raise ValueError("not a date")
        serial = to_serial(value, date1904)
        if serial < 0:
            raise ValueError("a date before the workbook's first day")
        return "", _number(serial)
    if isinstance(value, str):
        return (' t="e"', value) if value in ERRORS else (' t="str"', _text(value))
    raise ValueError(f"a {type(value).__name__}")


def refused(where: str, value: object, why: Exception) -> BookError:
    """Return the error for a value that no cell can hold."""
    return BookError(
        where,
        f"{str(value)[:40]!r} ({why})",
        "a finite number, text, true or false, a date without zone, or nothing",
        "Correct the value; nothing was written.",
    )


def encode(name: str, style: str, value: Raw, date1904: bool = False) -> str:
    """Return a cell that holds a value.

    Parameters
    ----------
    name
        Such as ``F14``.
    style
        As :func:`style_of` gives it.

    Raises
    ------
    ValueError, OverflowError
        For what a cell cannot hold; see :func:`refused`.

    Examples
    --------
    >>> encode("A1", ' s="2"', "a & b ")
    '<c r="A1" s="2" t="inlineStr"><is><t xml:space="preserve">a &amp; b </t></is></c>'
    >>> encode("A1", "", 12.0)
    '<c r="A1"><v>12</v></c>'
    """
    if type(value) is float or type(value) is int:
        return f'<c r="{name}"{style}><v>{_number(value)}</v></c>'
    if value is None or (isinstance(value, str) and not value):
        return f'<c r="{name}"{style}/>'
    return f'<c r="{name}"{style}{_content(value, date1904)}</c>'


def _content(value: bool | int | float | str | dt.datetime, date1904: bool) -> str:
    """Return a cell from its type attribute on."""
    if isinstance(value, str):
        return _text_content(value)
    if type(value) is dt.datetime:
        return _time_content(value, date1904)
    kind, text = _typed(value, date1904)
    return f"{kind}><v>{text}</v>"


@lru_cache(maxsize=4096)
def _typed_text(value: str) -> tuple[str, str]:
    """Return :func:`_typed` of a text: texts repeat from row to row."""
    return _typed(value, False)


@lru_cache(maxsize=4096)
def _text_content(value: str) -> str:
    """Return the same of a text."""
    kind, text = _typed(value, False)
    if kind == ' t="e"':
        return f"{kind}><v>{text}</v>"
    kept = value != value.strip() or "\n" in value or "  " in value
    space = ' xml:space="preserve"' if kept else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is>'


@lru_cache(maxsize=4096)
def _time_content(value: dt.datetime, date1904: bool) -> str:
    """Return the same of a time: months repeat, too."""
    return f"><v>{_typed(value, date1904)[1]}</v>"


def encode_formula(name: str, style: str, formula: str) -> str:
    """Return a cell that holds a formula, its result still to be computed.

    Examples
    --------
    >>> encode_formula("A1", "", "=B1<2")
    '<c r="A1"><f>B1&lt;2</f></c>'
    """
    text = formula.removeprefix("=")
    if not text or _ILLEGAL.search(text) or len(text) > _LONGEST_FORMULA:
        raise ValueError("not a formula")
    return f'<c r="{name}"{style}><f>{escape(text)}</f></c>'


def with_number(cell: str, value: float) -> str | None:
    """Return a cell without a formula with another number; the cell itself where it holds it.

    ``None`` for a cell in another spelling than ours.

    Examples
    --------
    >>> with_number('<c r="A1" s="1"/>', 3), with_number('<c r="A1" s="1"><v>3.0</v></c>', 3)
    ('<c r="A1" s="1"><v>3</v></c>', '<c r="A1" s="1"><v>3.0</v></c>')
    """
    if cell.endswith("/>"):
        end, former = len(cell) - 2, ""
    else:
        end = cell.find(">")
        if cell[end : end + 4] != "><v>" or not cell.endswith("</v></c>"):
            return None
        former = cell[end + 4 : -8]
    if cell.count('"', 0, end) != 4 or cell.find(' s="', 0, end) < 0:
        return None
    text = _number(value)
    if former and (former == text or _is_number(former, value)):
        return cell
    return f"{cell[:end]}><v>{text}</v></c>"


def _is_number(text: str, value: float) -> bool:
    try:
        return float(text) == value
    except ValueError:
        return False


def with_result(cell: str, value: Raw, date1904: bool = False) -> str:
    """Return a formula cell with another stored result; ``None`` takes the result away.

    Examples
    --------
    >>> with_result('<c r="A1" s="1" t="str"><f>B1</f><v>x</v></c>', 3)
    '<c r="A1" s="1"><f>B1</f><v>3</v></c>'
    """
    if type(value) is float:  # a number where one was: nothing else of the cell changes
        start, end = cell.find("><f>"), cell.find("</f><v>")
        if 0 < start < end and cell.count('"', 0, start) == 4 and ' s="' in cell[:start]:
            return f"{cell[: end + 4]}<v>{_number(value)}</v></c>"
    plain = _PLAIN_FORMULA.fullmatch(cell)
    if plain is not None:
        head, tag = plain.groups()
    else:
        found, tag = CELL.match(cell), formula_tag(cell)
        assert found is not None and tag is not None
        head = "<c" + _RESULT_ATTRIBUTES.sub("", found[1])
    if value is None:
        return f"{head}>{tag}</c>"
    if type(value) is float:
        return f"{head}>{tag}<v>{_number(value)}</v></c>"
    kind, text = _typed_text(value) if isinstance(value, str) else _typed(value, date1904)
    return f"{head}{kind}>{tag}<v>{text}</v></c>"
