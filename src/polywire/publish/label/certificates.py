"""The two certificates of content credentials, as the C2PA profile wants them.

An authority of our own and one signing certificate under it. Needs the library
that comes with the extra ``polywire[credentials]``.
"""

from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Span = tuple[datetime, datetime]

_LONGEST_NAME = 64
"""X.520 bounds both names."""


def authority(
    operator: str, key: EllipticCurvePrivateKey, span: Span
) -> x509.Certificate:
    """Return the certificate of our own authority."""
    name = _name(operator, "Content credentials authority")
    builder = (
        _builder(name, name, key, span)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(is_authority=True), critical=True)
    )
    return builder.sign(key, hashes.SHA256())


def signing(
    operator: str,
    key: EllipticCurvePrivateKey,
    issuer: x509.Certificate,
    issuer_key: EllipticCurvePrivateKey,
    span: Span,
) -> x509.Certificate:
    """Return the certificate that signs pages."""
    name = _name(operator, "Content credentials")
    above = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    builder = (
        _builder(name, issuer.subject, key, span)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_authority=False), critical=True)
        .add_extension(use, critical=False)
        .add_extension(above, critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def pem(certificate: x509.Certificate) -> str:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM).decode()


def private_pem(key: EllipticCurvePrivateKey) -> str:
    """Return a private key as PEM, for a file with mode 600."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def _builder(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePrivateKey, span: Span
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(span[0])
        .not_valid_after(span[1])
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _name(operator: str, role: str) -> x509.Name:
    owner = (operator.strip() or "Polywire")[:_LONGEST_NAME]
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, owner),
            x509.NameAttribute(NameOID.COMMON_NAME, role),
        ]
    )


def _usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
