"""What a ledger's picture says of the child ledger that it is drawn from."""

from __future__ import annotations

from collections.abc import Iterator

from luoshi.packs.expressions import suggestion
from luoshi.packs.issues import Issue
from luoshi.packs.scope import Scope
from luoshi.packs.source import Source
from luoshi.packs.spec import Ledger


def run(scope: Scope, ledger: Ledger, source: Source) -> Iterator[Issue]:
    """The child is one, and each field of the kind that its place needs."""
    said = ledger.picture
    if said is None:
        return
    children = {child.key: child for child in scope.children(ledger)}
    if said.of not in children:
        right = suggestion(said.of, children)
        yield source.error(("picture", "of"), f"“{said.of}”不是它的下级台账", right)
        return
    for word, key, types, called in (
        ("by", said.by, ("choice",), "选择"),
        ("text", said.text, ("text", "long_text"), "文字"),
        ("mark", said.mark, ("boolean",), "是否"),
    ):
        known = [name for name, field in children[said.of].fields.items() if field.type in types]
        if key is not None and key not in known:
            what = f"“{key}”不是“{said.of}”的{called}字段"
            yield source.error(("picture", word), what, suggestion(key, known))
