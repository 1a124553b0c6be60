"""Sets of links that several pages carry."""

from collections.abc import Callable, Sequence

from polywire.publish.pages.page_templates import Press, Tongue
from polywire.publish.pages.sections import Section
from polywire.publish.site import address


def tongues(
    language: str, sections: Sequence[Section], press: Press
) -> tuple[Tongue, ...]:
    """Return links to sections, each in the reader's words."""
    spoken = press.words(language)
    return tuple(
        Tongue(
            language,
            address.section_path(item.key, language),
            press.plan.name(item.key, item.raw, spoken),
            spoken.direction,
        )
        for item in sections
    )


def everywhere(press: Press, path: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
    """Return the hreflang set of a page that each language has."""
    tags = press.site.languages
    if len(tags) <= 1:
        return ()
    return (*((tag, path(tag)) for tag in tags), ("x-default", path(tags[0])))
