"""Write docs/reference/api.md from what the interface says of itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

TARGET = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api.md"
HEAD = """# 接口参考

由 `scripts/reference_api.py` 按 `/api/v1/openapi.json` 生成，请勿手改。
用法见[如何使用接口](../how-to/api.md)。

{description}

每个请求都要带请求头 `Authorization: Bearer 令牌`。

## 出错时的回答

状态码 400 填写有误、401 没有令牌或令牌失效、403 没有权限、404 没有或看不到、405 方法不对、409 别人已先修改、
413 内容太大、423 已锁定、500 系统问题。内容都是同一种形状：

"""
Part = dict[str, Any]


def page() -> str:
    """The whole page."""
    from luoshi.api.urls import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    parts = schema["components"]["schemas"]
    lines = [HEAD.format(description=schema["info"]["description"]), *_fields(parts, "Fault")]
    tag = ""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                lines.append(f"\n## {tag}\n")
            lines += _operation(parts, f"{method.upper()} {path}", operation)
    return "".join(lines)


def _operation(parts: Part, name: str, operation: Part) -> Iterator[str]:
    yield f"\n### {operation['summary']}\n\n`{name}`\n\n{operation['description']}\n"
    if operation["parameters"]:
        yield "\n| 参数 | 位置 | 类型 | 说明 |\n|---|---|---|---|\n"
        for one in operation["parameters"]:
            where = {"path": "地址", "query": "查询"}[one["in"]]
            yield f"| `{one['name']}` | {where} | {_type(one['schema'])} | {_about(one['schema'])} |\n"
    for media, sent in operation.get("requestBody", {}).get("content", {}).items():
        yield f"\n请求内容（{media}）：\n\n"
        yield from _rows(_resolved(parts, sent["schema"]), sent=True)
    success, answer = next(iter(operation["responses"].items()))
    if "content" not in answer:
        yield f"\n回答 {success}：文件内容。\n"
        return
    said = answer["content"]["application/json"]["schema"]
    many = "，数组，每项" if said.get("type") == "array" else ""
    yield f"\n回答 {success}{many}：\n\n"
    yield from _fields(parts, _name(said.get("items", said)))


def _resolved(parts: Part, said: Part) -> Part:
    return dict(parts[_name(said)]) if "$ref" in said else said


def _fields(parts: Part, name: str) -> Iterator[str]:
    """A value's fields, then those of the values in it."""
    yield from _rows(parts[name])
    for key, said in parts[name]["properties"].items():
        for inner in _inner(said):
            yield f"\n`{key}` 的每一项：\n\n"
            yield from _rows(parts[inner])
            for deeper, more in parts[inner]["properties"].items():
                for last in _inner(more):
                    yield f"\n`{key}` 中 `{deeper}` 的每一项：\n\n"
                    yield from _rows(parts[last])


def _rows(said: Part, *, sent: bool = False) -> Iterator[str]:
    yield "| 键 | 类型 | 说明 |\n|---|---|---|\n"
    needed = said.get("required", [])
    for key, one in said["properties"].items():
        may = "（可不填）" if sent and key not in needed else ""
        yield f"| `{key}` | {_type(one)} | {_about(one)}{may} |\n"


def _about(one: Part) -> str:
    return str(one.get("description", "")).replace("|", "\\|")


def _name(said: Part) -> str:
    return str(said["$ref"]).rpartition("/")[2]


def _inner(said: Part) -> list[str]:
    items = said.get("items", {})
    return [_name(items)] if "$ref" in items else []


def _type(one: Part) -> str:
    words = {
        "string": "文字", "integer": "整数", "number": "数", "boolean": "真假", "array": "数组",
        "object": "对象", "null": "空",
    }  # fmt: skip
    if "anyOf" in one:
        return "或".join(dict.fromkeys(_type(each) for each in one["anyOf"]))
    if one.get("format") in ("date", "date-time", "binary"):
        return {"date": "日期", "date-time": "时间", "binary": "文件"}[one["format"]]
    return words.get(one.get("type", ""), "任意")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.config.settings")
    django.setup()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(page(), "utf-8")
