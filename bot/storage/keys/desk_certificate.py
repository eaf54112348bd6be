"""The certificate of the desk: made on this machine, and known by its fingerprint, which people compare once."""

import os
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from bot.storage.own_files import DatabaseError, check_private

LASTS = timedelta(days=397)
"""How long a certificate is valid: some browsers refuse longer ones."""


class Certificate(NamedTuple):
    """What people see of a certificate: its fingerprint (SHA-256), the names of the machine, and its end."""

    fingerprint: str
    names: tuple[str, ...]
    until: datetime


def path_beside(database: Path) -> Path:
    """Return where the certificate and its key are kept, in one file."""
    return database.with_name(f"{database.name}.desk.pem")


def make(path: Path, names: Sequence[str], now: datetime) -> Certificate:
    """Write a new key and a certificate for these names and internet addresses; an older one is replaced."""
    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Randevou desk")])
    made = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))  # the clock of a tablet may be behind
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName([_name(name) for name in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    whole = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ) + made.public_bytes(serialization.Encoding.PEM)
    new = path.with_name(f"{path.name}.new")
    with suppress(FileNotFoundError):
        new.unlink()
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(whole)
    new.replace(path)
    return _read(made)


def read(path: Path) -> Certificate | None:
    """Return the certificate in a file; None if the file is missing. DatabaseError for one that cannot be used."""
    check_private(path)
    try:
        return _read(x509.load_pem_x509_certificate(path.read_bytes()))
    except FileNotFoundError:
        return None
    except ValueError:
        raise DatabaseError(f"{path} is not a certificate. Make a new one: randevou desk certificate --new") from None


def _read(made: x509.Certificate) -> Certificate:
    plain = made.fingerprint(hashes.SHA256()).hex().upper()
    alternative = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    names = tuple(str(name.value) for name in alternative)
    return Certificate(" ".join(plain[at : at + 4] for at in range(0, len(plain), 4)), names, made.not_valid_after_utc)


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
