"""Mail through the office's server, named by one address: smtp+tls://user:password@host:587."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from typing import Any

import environ
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email

from luoshi.exchange.channels.letter import Letter, NotSent
from luoshi.exchange.channels.robots import delivery_id
from luoshi.kernel.errors import SiteError

SECONDS = 20
_SCHEMES = ("smtp", "smtp+tls", "smtp+ssl")


@dataclass(frozen=True)
class Mail:
    """A mail server and the address that writes."""

    sender: str
    server: Mapping[str, Any] = field(repr=False)

    @classmethod
    def configured(cls, environment: Mapping[str, str]) -> Mail | None:
        """The mail server of an installation; None where none is set."""
        url = environment.get("LUOSHI_MAIL_URL", "")
        if not url:
            return None
        if url.partition(":")[0] not in _SCHEMES:
            raise SiteError(
                "LUOSHI_MAIL_URL 不是邮件服务器的地址",
                hint="写作 smtp+tls://用户:密码@主机:587（或 smtp+ssl、smtp）",
            )
        said = environ.Env.email_url_config(url)
        server = {
            "host": said["EMAIL_HOST"], "port": said["EMAIL_PORT"], "username": said["EMAIL_HOST_USER"] or "",
            "password": said["EMAIL_HOST_PASSWORD"] or "", "use_tls": bool(said.get("EMAIL_USE_TLS")),
            "use_ssl": bool(said.get("EMAIL_USE_SSL")),
        }  # fmt: skip
        sender = environment.get("LUOSHI_MAIL_FROM", "") or server["username"]
        try:
            Address(addr_spec=sender)
            validate_email(sender)
        except Exception:
            raise SiteError("没有发件地址", hint="设置 LUOSHI_MAIL_FROM，如 duban@example.gov.cn") from None
        return cls(sender, server)


def send(mail: Mail, letter: Letter, address: str, name: str = "") -> None:
    """Hand a letter to the server. Its Message-ID stays the same when it is tried again, by which mail
    programs know it as one."""
    host, number = mail.sender.partition("@")[2], delivery_id(f"{letter.key}>{address}")
    made = EmailMessage(
        letter.subject, _body(letter, name), mail.sender, [address],
        headers={"Message-ID": f"<{number}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(
            "django.core.mail.backends.smtp.EmailBackend", timeout=SECONDS, **mail.server
        ),
    )  # fmt: skip
    try:
        made.send()
    except smtplib.SMTPRecipientsRefused as fault:
        codes = [code for code, _why in fault.recipients.values()]
        raise NotSent(f"收件地址被拒收（{codes[0]}）", lasting=all(code >= 500 for code in codes)) from fault
    except smtplib.SMTPAuthenticationError as fault:
        raise NotSent("邮件服务器不认用户名或密码") from fault
    except smtplib.SMTPResponseException as fault:
        raise NotSent(f"邮件服务器答复 {fault.smtp_code}", lasting=fault.smtp_code >= 500) from fault
    except ssl.SSLError as fault:
        raise NotSent("邮件服务器的证书不可信") from fault
    except (OSError, smtplib.SMTPException) as fault:
        raise NotSent("连不上邮件服务器") from fault
    except ValueError as fault:
        raise NotSent("邮件地址或标题不合规", lasting=True) from fault


def _body(letter: Letter, name: str) -> str:
    lines = [f"{name}：\n"] if name else []
    lines += [letter.text or letter.subject]
    lines += [f"\n查看：{letter.link}"] if letter.link else []
    return "\n".join(lines) + "\n\n（本邮件由系统自动发出，请勿回复。）\n"
