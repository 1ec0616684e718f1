"""Certificates, good and bad, made for the run."""

import ssl
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Certificates:
    """An authority, and contexts of servers whose certificates come from it or do not."""

    @cached_property
    def authority(self) -> trustme.CA:
        """Return the authority that clients trust."""
        return trustme.CA()

    def trusted(self) -> ssl.SSLContext:
        """Return a client's context that trusts the authority."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        return context

    def write(self, path: Path) -> None:
        """Write the authority's certificate, for SSL_CERT_FILE."""
        self.authority.cert_pem.write_to_path(str(path))

    def context(self, kind: str | None) -> ssl.SSLContext:
        """Return a server's context."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        offered = {"http-2": ["h2"], "either": ["h2", "http/1.1"]}
        context.set_alpn_protocols(offered.get(kind or "", ["http/1.1"]))
        if kind == "self-signed":
            self._self_signed(context)
            return context
        authority = trustme.CA() if kind == "chain" else self.authority
        name = "other.example" if kind == "wrong-host" else "127.0.0.1"
        now = datetime.now(UTC)
        until = now - timedelta(2) if kind == "expired" else now + timedelta(9)
        authority.issue_cert(name, not_before=now - timedelta(9), not_after=until).configure_cert(context)
        return context

    def _self_signed(self, context: ssl.SSLContext) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "router")])
        now = datetime.now(UTC)
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(1))
            .not_valid_after(now + timedelta(9))
            .sign(key, hashes.SHA256())
        )
        pem = certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        with trustme.Blob(pem).tempfile() as path:
            context.load_cert_chain(path)
