"""Content credentials (C2PA): a signed note beside each page that tells its making.

Signs the final bytes of a page into a sidecar; a later change of one byte
breaks the seal. Needs the extra ``polywire[credentials]``. Key and moment are
handed in; our own certificate is valid to all and trusted by those who know it.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any, Final, Literal

from polywire import __version__
from polywire.article import Edition
from polywire.errors import PublishError, SettingsError
from polywire.publish.label.source_type import IPTC, SourceType

HTML: Final = "text/html"
SUFFIX: Final = ".c2pa"
YEARS: Final = 10
"""A key outlives the site's first operators; a lost one is made anew."""

_PEM = re.compile(r"(-----BEGIN ([A-Z ]+)-----.+?-----END \2-----)", re.DOTALL)
_BACKDATED = timedelta(days=1)
_EXTRA = "install it with: pip install 'polywire[credentials]'"


@dataclass(frozen=True, slots=True)
class Keys:
    """What signs and what proves it, all as PEM."""

    chain: str
    """The signing certificate, then the authority that signed it."""
    private_key: str
    authority: str
    """Our own authority: who has it can tell our pages from others."""

    def dump(self) -> str:
        """Return all of it as one PEM file, which must have mode 600."""
        return self.private_key + self.chain

    @classmethod
    def load(cls, text: str) -> Keys:
        """Read the PEM file again; raises SettingsError when it is none of ours."""
        blocks = _PEM.findall(text)
        kinds = [kind for _, kind in blocks]
        if kinds != ["PRIVATE KEY", "CERTIFICATE", "CERTIFICATE"]:
            raise SettingsError(
                "the key file of the content credentials must hold a private key and "
                "two certificates: restore it from a backup, or delete it and run "
                "'polywire init' again"
            )
        key, leaf, authority = (block + "\n" for block, _ in blocks)
        return cls(chain=leaf + authority, private_key=key, authority=authority)


@dataclass(frozen=True, slots=True)
class Making:
    """What the credential says of a page."""

    title: str
    source_language: str
    language: str
    source_url: str
    source_type: SourceType
    when: datetime


State = Literal["trusted", "untrusted", "invalid", "missing"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a page and its sidecar prove."""

    state: State
    """``untrusted``: unbroken, but signed with a key that we do not know."""
    problems: tuple[str, ...] = ()
    translated: tuple[str, str] | None = None
    """Source and target language of the action ``c2pa.translated``."""


def is_available() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("c2pa") is not None


def make_keys(operator: str, *, now: datetime) -> Keys:
    """Make an authority and a signing key for an operator; done once, at init.

    Raises SettingsError when the extra is not installed.
    """
    try:
        from cryptography.hazmat.primitives.asymmetric import ec
    except ImportError as error:
        raise SettingsError(f"content credentials need a library: {_EXTRA}") from error
    from polywire.publish.label import certificates

    root_key = ec.generate_private_key(ec.SECP256R1())
    key = ec.generate_private_key(ec.SECP256R1())
    span = (now - _BACKDATED, now + timedelta(days=365 * YEARS))
    root = certificates.authority(operator, root_key, span)
    leaf = certificates.signing(operator, key, root, root_key, span)
    authority = certificates.pem(root)
    # The authority's key is thrown away: it can never sign a second page key.
    return Keys(
        chain=certificates.pem(leaf) + authority,
        private_key=certificates.private_pem(key),
        authority=authority,
    )


def making_of(edition: Edition, title: str, made: SourceType) -> Making:
    """Return what the credential of an edition's page says."""
    return Making(
        title=title,
        source_language=edition.article.language,
        language=edition.language,
        source_url=edition.article.url,
        source_type=made,
        when=edition.updated_at,
    )


def sign(page: bytes, making: Making, keys: Keys) -> bytes:
    """Sign the final bytes of a page; raises PublishError.

    Two calls give two sidecars (identifiers are random): store the first.
    """
    c2pa = _library()
    info = c2pa.C2paSignerInfo(
        alg=b"es256",
        sign_cert=keys.chain.encode(),
        private_key=keys.private_key.encode(),
        ta_url=None,  # an empty string is an "internal error" of the library
    )
    try:
        signer = c2pa.Signer.from_info(info)
        builder = c2pa.Builder(_manifest(making))
        builder.set_no_embed()
        sidecar = builder.sign(signer, HTML, io.BytesIO(page), io.BytesIO())
    except c2pa.C2paError as error:
        message = f"a page cannot be signed: {error}; check the site's key file"
        raise PublishError(message) from error
    return bytes(sidecar)


def verify(
    page: bytes, sidecar: bytes, *, authority: str | None = None
) -> Verification:
    """Say what a sidecar proves of a page; ``authority`` is whom we trust."""
    c2pa = _library()
    settings: dict[str, Any] = {"verify": {"verify_trust": True}}
    if authority:
        settings["trust"] = {"user_anchors": authority}
    try:
        context = c2pa.Context.from_dict(settings)
        reader = c2pa.Reader(HTML, io.BytesIO(page), sidecar, context=context)
        report = json.loads(reader.json())
    except c2pa.C2paError as error:
        return Verification("invalid", (str(error).split(":")[0],))
    return _read(report)


def _read(report: dict[str, Any]) -> Verification:
    state: State = "invalid"
    if report.get("validation_state") == "Trusted":
        state = "trusted"
    elif report.get("validation_state") == "Valid":
        state = "untrusted"
    problems = tuple(one["code"] for one in report.get("validation_status", ()))
    active = report["manifests"].get(report.get("active_manifest"), {})
    return Verification(state, problems, _translated(active))


def _translated(manifest: dict[str, Any]) -> tuple[str, str] | None:
    for assertion in manifest.get("assertions", ()):
        for action in assertion.get("data", {}).get("actions", ()):
            if action.get("action") == "c2pa.translated":
                found = action.get("parameters", {})
                return found.get("sourceLanguage", ""), found.get("targetLanguage", "")
    return None


def _manifest(making: Making) -> str:
    moment = f"{making.when:%Y-%m-%dT%H:%M:%SZ}"
    languages = {
        "sourceLanguage": making.source_language,
        "targetLanguage": making.language,
    }
    actions = [
        {
            "action": "c2pa.created",
            "when": moment,
            "digitalSourceType": IPTC + making.source_type,
        },
        {
            "action": "c2pa.translated",
            "when": moment,
            "digitalSourceType": IPTC + making.source_type,
            "description": f"Machine translation of {making.source_url}",
            "parameters": languages,
        },
    ]
    return json.dumps(
        {
            "claim_generator_info": [{"name": "polywire", "version": __version__}],
            "title": making.title,
            "format": HTML,
            "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": actions}}],
        }
    )


def _library() -> Any:
    try:
        # Loads a library of 20 MB: only where pages are signed.
        import c2pa  # type: ignore[import-untyped]  # ships no types
    except ImportError as error:
        raise SettingsError(f"content credentials need a library: {_EXTRA}") from error
    return c2pa
