"""The interface's words, dates and numbers in one language.

Words come from gettext catalogues that people wrote (``locales/*.po``), read as
they are; dates, numbers and names of languages come from CLDR. Nothing here is
ever machine-translated.
"""

import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_timezone_name
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from polywire.errors import PublishError
from polywire.language.text.tags import direction

_DIGITS = {
    "arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "beng": str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"),
    "mymr": str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉"),
}
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my", "yue", "bo"})


def sentence_gap(tag: str) -> str:
    """Return what stands between two sentences: nothing where no words are parted."""
    return "" if tag.partition("-")[0].lower() in _UNSPACED else " "


@lru_cache(maxsize=64)
def cldr(tag: str) -> Locale:
    """Return CLDR's facts on a language; English where CLDR has none."""
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")


@lru_cache(maxsize=16)
def zone(name: str) -> tzinfo:
    """Return the zone of that name; UTC when this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


@dataclass(frozen=True)
class Words:
    """Speaks one language of the interface."""

    tag: str
    catalogue: gettext.NullTranslations
    zone: tzinfo

    @property
    def direction(self) -> str:
        """``rtl`` or ``ltr``."""
        return direction(self.tag)

    @property
    def locale(self) -> Locale:
        """CLDR's facts on the language."""
        return cldr(self.tag)

    def say(self, message: str, /, **values: object) -> Markup:
        """Return a message in the language, its values escaped."""
        return _filled(self.catalogue.gettext(message), values)

    def count(self, one: str, many: str, number: int, /) -> Markup:
        """Return the message that fits a number, which it holds as ``{n}``."""
        text = self.catalogue.ngettext(one, many, number)
        return _filled(text, {"n": self.number(number)})

    def number(self, number: float) -> str:
        """Return a number as people write it."""
        return self._digits(format_decimal(number, locale=self.locale))

    def language(self, tag: str) -> str:
        """Return what the language calls another one."""
        return _language_name(tag, self.locale)

    def own_name(self, tag: str) -> str:
        """Return what a language calls itself."""
        name = _language_name(tag, cldr(tag))
        return name[:1].upper() + name[1:]

    def day(self, when: date | datetime, style: str = "long") -> str:
        """Return a date in words."""
        if isinstance(when, datetime):
            when = when.astimezone(self.zone).date()
        return self._digits(_date(when, style, self.locale))

    def month(self, when: date) -> str:
        """Return a month with its year."""
        return self._digits(format_skeleton("yMMMM", when, locale=self.locale))

    def month_day(self, when: date) -> str:
        """Return a day without its year, for lists under a month."""
        return self._digits(format_skeleton("MMMMd", when, locale=self.locale))

    def clock(self, when: datetime) -> str:
        """Return the time of day."""
        local = when.astimezone(self.zone)
        return self._digits(_time(local.hour, local.minute, self.locale))

    def zone_name(self) -> str:
        """Return the name of the wire's zone; CLDR has none for UTC."""
        if str(self.zone) in {"UTC", "Etc/UTC"}:
            return "UTC"
        return get_timezone_name(
            self.zone, locale=self.locale, zone_variant="generic", return_zone=False
        )

    def _digits(self, text: str) -> str:
        """Write digits as CLDR says of the language: babel leaves them Latin."""
        return text.translate(_DIGITS.get(self.locale.default_numbering_system, {}))

    def brief(self, when: datetime) -> str:
        """Return date and time for lists, in few signs."""
        pattern = str(self.locale.datetime_formats["short"]).replace("'", "")
        return pattern.format(self.clock(when), self.day(when, "medium"))

    def moment(self, when: datetime) -> str:
        """Return date and time with its zone, such as "2 May 2026, 10:00 UTC"."""
        local = when.astimezone(self.zone)
        pattern = self.locale.datetime_formats["medium"]
        both = str(pattern).replace("'", "").format(self.clock(when), self.day(when))
        return f"{both} {local.tzname() or 'UTC'}"


@lru_cache(maxsize=4096)
def _date(when: date, style: str, locale: Locale) -> str:
    """Lists say the same days hundreds of times: CLDR's patterns are slow."""
    return format_date(when, style, locale=locale)


@lru_cache(maxsize=4096)
def _time(hour: int, minute: int, locale: Locale) -> str:
    return format_time(time(hour, minute), "short", locale=locale)


def _filled(text: str, values: dict[str, object]) -> Markup:
    form = Markup(text)  # noqa: S704  # from a catalogue that people wrote
    return form.format(**{key: escape(value) for key, value in values.items()})


def _language_name(tag: str, locale: Locale) -> str:
    names = locale.languages
    parts = tag.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        name = names.get("_".join(parts[:length]))
        if name:
            return str(name)
    return tag


def words(tag: str, zone_name: str = "UTC", templates: Path | None = None) -> Words:
    """Return the interface's words in a language.

    The operator's own ``locales/TAG.po`` goes before ours. Raises PublishError when
    there is none: a page whose label no one wrote in its language must not appear.
    """
    return _words(tag, zone_name, templates)


@lru_cache(maxsize=64)
def _words(tag: str, zone_name: str, templates: Path | None) -> Words:
    for name in _candidates(tag):
        data = _catalogue(name, templates)
        if data is not None:
            return Words(tag, _read(data, name), zone(zone_name))
    raise PublishError(
        f"no interface text in {tag!r}: write locales/{tag}.po in the folder that "
        "site.templates names (copy one of ours), or drop it from site.languages"
    )


def shipped() -> tuple[str, ...]:
    """Return the languages whose interface text comes with us, sorted."""
    folder = resources.files("polywire.publish") / "locales"
    names = [item.name for item in folder.iterdir()]
    return tuple(sorted(n.removesuffix(".po") for n in names if n.endswith(".po")))


def _candidates(tag: str) -> Sequence[str]:
    """Return the catalogues that serve a tag: itself, its base, its base's kin."""
    base = tag.partition("-")[0]
    kin = [name for name in shipped() if name.partition("-")[0] == base]
    return [tag, base, *kin]


def _catalogue(name: str, templates: Path | None) -> bytes | None:
    if templates is not None:
        own = templates / "locales" / f"{name}.po"
        if own.is_file():
            return own.read_bytes()
    item = resources.files("polywire.publish") / "locales" / f"{name}.po"
    return item.read_bytes() if item.is_file() else None


def _read(data: bytes, name: str) -> gettext.NullTranslations:
    """Read a catalogue as text: nothing has to be compiled when we are installed."""
    try:
        catalogue = read_po(io.BytesIO(data), abort_invalid=True)
    except (PoFileError, ValueError) as error:
        message = f"locales/{name}.po: {error}; mend it and publish again"
        raise PublishError(message) from error
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
