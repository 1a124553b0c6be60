"""Requirements on pages: one published site, read as a machine would read it.

The numbers are those of our list of requirements; `make gates` counts them.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html
from tests.builders import (
    NOON,
    a_decision,
    a_draft,
    a_site,
    a_source,
    an_article,
    an_edition,
    at,
    paragraphs,
)
from tests.published import publish_shelf
from tests.schema_lint import lint
from tests.shelf import ListShelf

from polywire.article import Block, Correction, Edition, Level, PubStatus, State
from polywire.language.text import tags
from polywire.publish.label import credentials
from polywire.publish.label.label import label, strings_of
from polywire.publish.label.recognition import find
from polywire.publish.machines.ninjs import ninjs
from polywire.publish.pages.page_templates import Press
from polywire.settings.operator_file import Settings

SETTINGS = Settings(root=Path(), site=a_site())
LANGUAGES = ["en", "pt-BR", "he"]
SA = "https://creativecommons.org/licenses/by-sa/4.0/"
ATOM = "{http://www.w3.org/2005/Atom}"
NOTE = Correction(
    at=at(3), kind="correction", version=2, note="…", changes=(("number", "12", "21"),)
)
PICTURE = Block(
    "figure",
    "The bridge at dawn.",
    src="https://courier.example/b.jpg",
    credit="Photo: Anna Lind",
)
FULL = an_article(
    blocks=(
        *paragraphs(
            "Norvale opened its bridge on Monday after 14 months.",
            "It cost 3.2 million crowns.",
        ),
        PICTURE,
    ),
    dateline="NORVALE",
)
SHORT = an_article(
    url="https://courier.example/news/short",
    description="The council of Norvale met for nine hours and " + "argued " * 40,
    blocks=(),
    standfirst=None,
)


def in_all(article: Any, identity: str, **fields: Any) -> list[Edition]:
    return [
        an_edition(article, article_id=identity, language=language, **fields)
        for language in LANGUAGES
    ]


EDITIONS = [
    *in_all(FULL, "full00000001"),
    *in_all(
        replace(FULL, url="https://courier.example/sa"),
        "share0000001",
        rights=a_decision(licence=SA),
    ),
    *in_all(
        SHORT, "short0000001", rights=a_decision(Level.EXCERPT), level=Level.EXCERPT
    ),
    *in_all(FULL, "corr00000001", corrections=(NOTE,), version=2, updated_at=at(3)),
    *in_all(FULL, "own000000001", rights=a_decision(basis="own", licence=None)),
    *in_all(
        FULL,
        "gone00000001",
        state=State.WITHDRAWN,
        pub_status=PubStatus.CANCELED,
        updated_at=at(4),
    ),
]
SHOWN = [e for e in EDITIONS if e.state is not State.WITHDRAWN]
TRANSLATED = [e for e in SHOWN if e.is_translated]


def name_of(edition: Edition) -> str:
    return f"{edition.language}/{edition.article_id}"


each_shown = pytest.mark.parametrize("edition", SHOWN, ids=name_of)
each_translated = pytest.mark.parametrize("edition", TRANSLATED, ids=name_of)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("wire")
    settings = Settings(
        root=root, site=a_site(languages=LANGUAGES), sources=(a_source(),)
    )
    publish_shelf(ListShelf.of(EDITIONS), settings, at(5))
    return settings.site_folder


def page(site: Path, edition: Edition) -> html.HtmlElement:
    return html.document_fromstring(
        (site / name_of(edition) / "index.html").read_bytes()
    )


def all_of(root: html.HtmlElement, path: str) -> list[Any]:
    found = root.xpath(path)
    assert isinstance(found, list)
    return found


def text_of(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def json_ld(site: Path, edition: Edition) -> dict[str, Any]:
    scripts = all_of(page(site, edition), "//script[@type='application/ld+json']")
    assert len(scripts) == 1
    found: dict[str, Any] = json.loads(scripts[0].text_content())
    return found


def atom(site: Path, language: str) -> etree._Element:
    return etree.fromstring((site / language / "feed.atom").read_bytes())


def entry_of(site: Path, edition: Edition) -> etree._Element:
    url = f"https://wire.example/{name_of(edition)}/"
    for entry in atom(site, edition.language).iter(f"{ATOM}entry"):
        if any(link.get("href") == url for link in entry.iter(f"{ATOM}link")):
            return entry
    pytest.fail(f"{url} is not in the feed")


def items(site: Path, language: str) -> list[dict[str, Any]]:
    data = json.loads((site / language / "feed.json").read_bytes())
    found: list[dict[str, Any]] = data["items"]
    return found


def as_ninjs(edition: Edition) -> dict[str, Any]:
    return ninjs(edition, Press(SETTINGS))


def html_files(site: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for file in sorted(site.rglob("*.html")):
        yield str(file.relative_to(site)), html.document_fromstring(file.read_bytes())


@each_shown
def test_requirement_01_page_json_ld_and_feed_name_the_same_language(
    edition: Edition, site: Path
) -> None:
    assert page(site, edition).get("lang") == edition.language
    assert json_ld(site, edition)["inLanguage"] == edition.language
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert entry_of(site, edition).get(lang) == edition.language


def test_requirement_02_the_direction_follows_the_script(site: Path) -> None:
    for name, root in html_files(site):
        assert root.get("dir") == tags.direction(root.get("lang", "")), name


@each_translated
def test_requirement_03_one_label_stands_before_the_body_inside_the_article(
    edition: Edition, site: Path
) -> None:
    root = page(site, edition)
    (found,) = all_of(root, "//*[contains(@class, 'mt-label')]")
    assert all_of(root, "//article//*[contains(@class, 'mt-label')]") == [found]
    text = text_of(found)
    assert text.startswith({"pt-BR": "IA"}.get(edition.language, "AI"))
    assert all_of(found, ".//a/@href") == [edition.article.url]
    order = [e for e in all_of(root, "//article//*") if e.tag in {"p", "h1"}]
    assert order[0] is found
    assert not found.get("hidden")
    assert "display" not in found.get("style", "")


@each_translated
def test_requirement_04_the_label_is_the_catalogues_text(
    edition: Edition, site: Path
) -> None:
    (found,) = all_of(page(site, edition), "//*[contains(@class, 'mt-label')]")
    made = label(edition, edition.language)
    assert found.text_content() == "".join(part.text for part in made.parts)
    assert strings_of(edition.language)["unreviewed"] in text_of(found)


@each_translated
def test_requirement_05_the_label_is_in_every_feed_and_export(
    edition: Edition, site: Path
) -> None:
    made = label(edition, edition.language)
    words = strings_of(edition.language)["unreviewed"]
    content = entry_of(site, edition).findtext(f"{ATOM}content", "")
    rss = (site / edition.language / "feed.rss").read_text("utf-8")
    url = f"https://wire.example/{name_of(edition)}/"
    item = next(one for one in items(site, edition.language) if one["url"] == url)
    for body in (content, item["content_html"]):
        assert 'class="mt-label"' in body
        assert words in body
    assert rss.count("mt-label") >= 4
    assert as_ninjs(edition)["bodies"][0]["value"].split("\n")[0] == made.text


@each_translated
def test_requirement_06_no_state_of_the_checks_removes_the_label(
    edition: Edition,
) -> None:
    for state in (State.PUBLISHED, State.PUBLISHED_PARTLY):
        made = label(replace(edition, state=state), edition.language)
        assert strings_of(edition.language)["unreviewed"] in made.text


@each_shown
def test_requirement_07_the_json_ld_passes_the_lint_and_says_its_origin(
    edition: Edition, site: Path
) -> None:
    node = json_ld(site, edition)
    assert lint(node) == []
    wanted = {"inLanguage", "isBasedOn", "creditText", "copyrightNotice"}
    assert wanted <= set(node)
    assert "license" in node or "usageInfo" in node
    if edition.is_translated:
        assert node["translationOfWork"]["url"] == edition.article.url
        assert node["digitalSourceType"]


@each_shown
def test_requirement_08_the_source_type_is_trained_or_absent(
    edition: Edition, site: Path
) -> None:
    found = json_ld(site, edition).get("digitalSourceType")
    trained = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert found == (trained if edition.is_translated else None)


@each_shown
def test_requirement_09_the_author_is_the_sources_byline(
    edition: Edition, site: Path
) -> None:
    people = json_ld(site, edition)["author"]
    assert [one["name"] for one in people] == list(edition.article.bylines)
    assert "firefox" not in json.dumps(people)


def test_requirement_10_each_page_has_one_canonical_address_its_own(site: Path) -> None:
    for name, root in html_files(site):
        found = all_of(root, "//link[@rel='canonical']/@href")
        assert len(found) <= 1, name
        if name.count("/") >= 2:
            assert found == [f"https://wire.example/{name.removesuffix('index.html')}"]


@each_shown
def test_requirement_11_languages_name_each_other_and_themselves(
    edition: Edition, site: Path
) -> None:
    def alternates(one: Edition) -> set[tuple[str, str]]:
        links = all_of(page(site, one), "//link[@rel='alternate'][not(@type)]")
        return {(link.get("hreflang"), link.get("href")) for link in links}

    own = alternates(edition)
    assert {tag for tag, _ in own} == {*LANGUAGES, "x-default"}
    for other in SHOWN:
        if other.article_id == edition.article_id:
            assert alternates(other) == own
    for _, url in own:
        assert (
            site / url.removeprefix("https://wire.example/") / "index.html"
        ).is_file()


@each_shown
def test_requirement_12_only_own_text_may_be_indexed(
    edition: Edition, site: Path
) -> None:
    found = all_of(page(site, edition), "//meta[@name='robots']/@content")
    is_own = edition.rights.basis == "own"
    assert found == ([] if is_own else ["noindex, follow"])


@each_translated
def test_requirement_13_the_original_title_and_credits_name_their_language(
    edition: Edition, site: Path
) -> None:
    root = page(site, edition)
    for element in all_of(root, "//article//*[@lang='en']"):
        assert element.get("dir") == "ltr"
    (title,) = all_of(root, "//*[contains(@class, 'mt-label')]//bdi[@lang]")
    assert (title.get("lang"), title.get("translate")) == ("en", "no")
    for name in edition.article.bylines:
        (byline,) = all_of(root, f"//article/header//*[text()='{name}']")
        assert byline.xpath("ancestor-or-self::*[@translate='no']")


@pytest.mark.parametrize(
    "edition", [e for e in SHOWN if e.rights.basis == "own"], ids=name_of
)
def test_requirement_14_captions_and_credits_stand_in_figcaption_only(
    edition: Edition, site: Path
) -> None:
    root = page(site, edition)
    body = all_of(root, "//*[@class='body']")[0]
    captions = " ".join(text_of(e) for e in all_of(body, ".//figcaption"))
    assert "Anna Lind" in captions
    prose = [text_of(e) for e in all_of(body, ".//p[not(ancestor::figure)]")]
    assert not [text for text in prose if "dawn" in text or "Anna Lind" in text]


def test_requirement_18_all_dates_are_machine_readable(site: Path) -> None:
    seen = 0
    for name, root in html_files(site):
        for element in all_of(root, "//time"):
            seen += 1
            value = datetime.fromisoformat(element.get("datetime", ""))
            assert value.tzinfo is not None or len(element.get("datetime")) == 10, name
        prose = " ".join(all_of(root, "//main//text()[not(ancestor::time)]"))
        assert not re.search(r"\bMarch 2, 2026\b|\b2 de março de 2026\b", prose), name
    assert seen > 20


@pytest.mark.parametrize("edition", [e for e in SHOWN if e.corrections], ids=name_of)
def test_requirement_19_a_correction_is_told_everywhere_with_its_date(
    edition: Edition, site: Path
) -> None:
    node = json_ld(site, edition)
    assert node["correction"][0]["@type"] == "CorrectionComment"
    assert node["dateModified"] == "2026-03-02T15:00:00Z"
    root = page(site, edition)
    (note,) = all_of(root, "//*[@class='corrections']//li")
    assert "21" in text_of(note)
    assert all_of(note, ".//time/@datetime")
    updated = entry_of(site, edition).findtext(f"{ATOM}updated", "")
    assert datetime.fromisoformat(updated) == at(3)


@pytest.mark.parametrize("language", LANGUAGES)
def test_requirement_20_a_withdrawn_article_is_nowhere_but_in_its_notice(
    language: str, site: Path
) -> None:
    own = site / language / "gone00000001" / "index.html"
    assert own.is_file()
    assert "bridge on Monday" not in own.read_text("utf-8")
    for file in site.rglob("*"):
        if file.suffix in {".xml", ".html", ".json"} and "gone00000001" not in str(
            file
        ):
            link = f"/{language}/gone00000001/"
            text = file.read_text("utf-8")
            if not file.name.startswith(("feed.", "_")):
                assert link not in text, file
    assert not (site / language / "gone00000001" / "original").exists()
    assert not (site / language / "gone00000001" / "provenance.json").exists()
    status = (site / "_redirects").read_text("utf-8")
    assert re.search(rf"/{language}/gone00000001/\S* .*410", status)


def test_requirement_21_a_pages_credential_breaks_with_one_byte(site: Path) -> None:
    edition = TRANSLATED[0]
    path = site / name_of(edition) / "index.html"
    page_ = path.read_bytes().replace(
        b"</head>", b'<link rel="c2pa-manifest" href="index.html.c2pa"></head>'
    )
    keys = credentials.make_keys("Orl Wire", now=NOON)
    making = credentials.making_of(edition, "Ponte", "trainedAlgorithmicMedia")
    sidecar = credentials.sign(page_, making, keys)
    found = credentials.verify(page_, sidecar, authority=keys.authority)
    assert (found.state, found.translated) == ("trusted", ("en", edition.language))
    changed = page_.replace(b"IA", b"lA", 1)
    assert credentials.verify(changed, sidecar).state == "invalid"


def test_requirement_22_a_pasted_piece_finds_its_translation(site: Path) -> None:
    article = an_article(
        *(f"Sentence {n} on the bridge over the river {'x' * n}." for n in range(20))
    )
    edition = an_edition(article, article_id="paste0000001")
    draft = a_draft(article)
    shown = " ".join(one.target for one in draft.translations)[300:560]
    (match,) = find(shown, [edition])
    assert (match.article_id, match.is_translated) == ("paste0000001", True)


@pytest.mark.parametrize(
    "edition", [e for e in SHOWN if e.level is Level.EXCERPT], ids=name_of
)
def test_requirement_23_an_excerpt_is_short_linked_and_without_picture(
    edition: Edition, site: Path
) -> None:
    root = page(site, edition)
    (quote,) = all_of(root, "//blockquote")
    leaves = all_of(quote, "descendant-or-self::*[not(*)][contains(., 'argued')]")
    assert [0 < len(text_of(leaf)) <= 160 for leaf in leaves] == [True]
    outside = [e for e in all_of(root, "//*[not(*)]") if e not in leaves]
    assert not [e for e in outside if "argued argued" in (e.text or "")]
    links = [e for e in all_of(root, "//a") if e.get("href") == edition.article.url]
    assert any(edition.source_name in text_of(link) for link in links)
    assert not all_of(root, "//img")
    for item in items(site, edition.language):
        if item["url"].endswith("/short0000001/"):
            assert item["content_html"].count("argued") <= 160 // len("argued ")


@pytest.mark.parametrize(
    "edition",
    [e for e in TRANSLATED if e.rights.licence and e.level is Level.FULL],
    ids=name_of,
)
def test_requirement_24_a_full_text_shows_author_source_licence_and_change(
    edition: Edition, site: Path
) -> None:
    root = page(site, edition)
    header = text_of(all_of(root, "//article/header")[0])
    assert "Tomas Reed" in header
    assert edition.source_name in header
    assert strings_of(edition.language)["machine"].partition("{")[0] in header
    shown = all_of(root, "//a[contains(@rel, 'license')]/@href")
    assert shown == [edition.rights.licence]
    assert json_ld(site, edition)["license"] == edition.rights.licence
    links = entry_of(site, edition).iter(f"{ATOM}link")
    assert [e.get("href") for e in links if e.get("rel") == "license"] == shown


@pytest.mark.parametrize(
    "edition", [e for e in SHOWN if e.article_id == "share0000001"], ids=name_of
)
def test_requirement_25_share_alike_carries_over_to_page_and_feed(
    edition: Edition, site: Path
) -> None:
    assert json_ld(site, edition)["license"] == SA
    assert SA in etree.tostring(entry_of(site, edition)).decode()
    assert as_ninjs(edition)["rightsInfo"] == {"linkedRights": SA}


@pytest.mark.parametrize("language", LANGUAGES)
def test_requirement_26_the_atom_feed_has_ids_self_via_licence_and_source(
    language: str, site: Path
) -> None:
    feed = atom(site, language)
    ids = [e.text for e in feed.iter(f"{ATOM}id")]
    own = [e.text for e in feed.findall(f"{ATOM}entry/{ATOM}id")]
    assert len(own) == len(set(own))
    assert all(
        re.fullmatch(r"(urn:uuid:[0-9a-f-]{36}|https?://\S+)", i or "") for i in ids
    )
    links = feed.findall(f"{ATOM}link")
    assert [e.get("href") for e in links if e.get("rel") == "self"] == [
        f"https://wire.example/{language}/feed.atom"
    ]
    for entry in feed.iter(f"{ATOM}entry"):
        rels = {e.get("rel") for e in entry.findall(f"{ATOM}link")}
        assert {"alternate", "via"} <= rels
        assert entry.find(f"{ATOM}source/{ATOM}title") is not None
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_requirement_27_each_feed_tells_the_withdrawal_under_the_same_id(
    language: str, site: Path
) -> None:
    stones = list(
        atom(site, language).iter(
            "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
        )
    )
    (ref,) = [stone.get("ref") for stone in stones]
    rss = etree.fromstring((site / language / "feed.rss").read_bytes())
    stubs = [i for i in rss.iter("item") if i.findtext("guid") == ref]
    assert len(stubs) == 1
    assert "bridge on Monday" not in etree.tostring(stubs[0]).decode()
    (item,) = [i for i in items(site, language) if i["id"] == ref]
    assert item.get("content_text", item.get("content_html")) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_requirement_28_json_feed_and_ninjs_name_language_origin_and_status(
    language: str, site: Path
) -> None:
    data = json.loads((site / language / "feed.json").read_bytes())
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert data["language"] == language
    live = [i for i in data["items"] if i.get("content_html")]
    assert all(i["external_url"].startswith("https://courier.example/") for i in live)
    for edition in EDITIONS:
        assert as_ninjs(edition)["pubStatus"] == edition.pub_status.value
