"""Login names and passwords: what is good, what is taken, and a name given to whoever lets themselves in."""

from __future__ import annotations

import re
import secrets

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pypinyin import lazy_pinyin

from luoshi.kernel.errors import InputError
from luoshi.units.models import Person, Registration

_WISH = re.compile(r"[a-z][a-z0-9]{1,19}")
_TRIES = 50


def taken(login: str) -> bool:
    """Whether somebody has a login name, or waits with it."""
    waiting = Registration.objects.filter(login=login, state="waiting")
    return Person.objects.filter(login=login).exists() or waiting.exists()


def assigned(wish: str, name: str) -> str:
    """A login name: what was wished, or the name in pinyin, and four digits by lot that always follow, so
    that nobody learns from it which names there are. It was never given to anybody else."""
    stem = wish.strip().lower()
    if stem and not _WISH.fullmatch(stem):
        raise InputError(
            f"登录名“{wish.strip()}”不能用", hint="2至20位小写字母和数字，字母开头；不填用姓名拼音"
        )
    stem = stem or re.sub("[^a-z]", "", "".join(lazy_pinyin(name)).lower())[:20] or "user"
    for tried in range(_TRIES):
        figures = 4 if tried < _TRIES // 2 else 8
        login = stem + "".join(secrets.choice("23456789") for _ in range(figures))
        if not taken(login) and not Registration.objects.filter(login=login).exists():
            return login
    raise InputError("登录名重复的太多了", hint="换一个登录名再试")


def check_password(password: str, person: Person) -> None:
    """Refuse a password that the site's rules do not allow, saying which."""
    try:
        validate_password(password, person)
    except ValidationError as fault:
        said = "；".join(one.rstrip("。") for one in fault.messages)
        raise InputError(f"密码不符合要求：{said}", hint="至少10位，字母和数字都有") from fault
