"""The site's Ed25519 key: made once, kept readable by its owner alone."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from luoshi.kernel.errors import SiteError


def signing_key(folder: Path) -> Ed25519PrivateKey:
    """The site's key; made at the first call."""
    file = folder / "signing.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        passing = folder / "signing.key.new"
        passing.touch(mode=0o600)
        passing.write_bytes(Ed25519PrivateKey.generate().private_bytes_raw())
        passing.replace(file)
    try:
        return from_bytes(file.read_bytes())
    except ValueError as fault:
        raise SiteError(f"签名密钥损坏：{file}", hint="请从备份恢复 keys 文件夹") from fault


def from_bytes(content: bytes) -> Ed25519PrivateKey:
    """A key as its file keeps it; `ValueError` when it is none."""
    return Ed25519PrivateKey.from_private_bytes(content)


def public_hex(key: Ed25519PrivateKey) -> str:
    """The public key as hex, as a manifest states it."""
    return key.public_key().public_bytes_raw().hex()


def holds(public: str, signature: bytes, content: bytes) -> bool:
    """Whether a signature over content is by the holder of the public key (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True
