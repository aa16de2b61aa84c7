from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

PASSWORD = "qingxi-zhen-2026"


@pytest.fixture
def wang(db: None) -> AbstractBaseUser:
    """王丽 of 清溪镇, who may log in and holds no role yet."""
    person = get_user_model()(login="wangli", name="王丽")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def her(client: Client, wang: AbstractBaseUser) -> Client:
    """A browser in which 王丽 is logged in."""
    client.force_login(wang, backend="django.contrib.auth.backends.ModelBackend")
    return client
