"""Ballot papers signed blindly: RSABSSA-SHA384-PSS-Deterministic of RFC 9474, the server's side.

The voter's browser blinds a token, the server signs what it cannot read, the browser takes the blinding off:
so the server knows whom it gave a paper, and on casting that the paper is its own, but not whose. The token
is 32 random bytes, so that it needs no random prefix. A key is made for one box and used for nothing else.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from luoshi.kernel.errors import InputError, SiteError

BITS, EXPONENT, SALT = 3072, 65537, 48


def new_key() -> str:
    """A private key as PEM."""
    key = rsa.generate_private_key(EXPONENT, BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _loaded(pem: str) -> rsa.RSAPrivateKey:
    key = load_pem_private_key(pem.encode(), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SiteError("票箱的签名密钥不是 RSA 密钥")
    return key


def public(pem: str) -> str:
    """The modulus as hex; the exponent is always 65537."""
    return f"{_loaded(pem).public_key().public_numbers().n:x}"


def sign(pem: str, blinded: str) -> str:
    """The signature (hex) of a blinded token (hex): the number to the private exponent. The exponentiation is
    itself masked by a random number, so that its time tells nothing of the key, and checked afterwards."""
    numbers = _loaded(pem).private_numbers()
    n, d = numbers.public_numbers.n, numbers.d
    try:
        asked = int(blinded, 16)
    except ValueError as wrong:
        raise InputError("领票请求不是十六进制数", hint="刷新页面再领") from wrong
    if not 1 < asked < n - 1:
        raise InputError("领票请求超出范围", hint="刷新页面再领")
    mask = secrets.randbelow(n - 3) + 2
    signed = pow(asked * pow(mask, EXPONENT, n), d, n) * pow(mask, -1, n) % n
    if pow(signed, EXPONENT, n) != asked:
        raise SiteError("票箱的签名密钥损坏")
    return f"{signed:0{BITS // 4}x}"


def holds(modulus: str, token: bytes, signature: str) -> bool:
    """Whether a paper is one that the key of the modulus (hex) signed."""
    key = rsa.RSAPublicNumbers(EXPONENT, int(modulus, 16)).public_key()
    scheme = padding.PSS(padding.MGF1(hashes.SHA384()), SALT)
    try:
        key.verify(bytes.fromhex(signature), token, scheme, hashes.SHA384())
    except (InvalidSignature, ValueError):
        return False
    return True
