"""The one `Lambdad` that has a counterpart: regions that make a labelmap, read without running it.

lambda x: torch.where(x[[2]] > 0, 4, torch.where(x[[0]] > 0, 1, torch.where(x[[1]] > 0, 2, 0)))
"""

from __future__ import annotations

import ast
from dataclasses import dataclass


@dataclass(frozen=True)
class LabelOrder:
    """The first region of the expression wins; the engine lets the last head win, so they are
    turned round."""

    heads: list[int]
    """Of the network, in the order in which they overwrite each other."""
    named: list[int]
    """The label that the bundle gives each of them."""

    @property
    def values(self) -> list[int]:
        """`named` without gaps: 1, 2, 4 become 1, 2, 3."""
        ordered = sorted(self.named)
        return [ordered.index(v) + 1 for v in self.named]


def label_order(function: str) -> LabelOrder | None:
    """`None` where it is not such an expression."""
    try:
        tree = ast.parse(function.removeprefix("$").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    match tree:
        case ast.Lambda(args=ast.arguments(args=[ast.arg(arg=name)]), body=body):
            found = list(_regions(body, name))
        case _:
            return None
    heads, named = [h for h, _ in found], [v for _, v in found]
    sound = found and -1 not in heads and 0 not in named
    if not sound or len(set(heads)) < len(heads) or len(set(named)) < len(named):
        return None
    if sorted(heads) != list(range(len(heads))):
        return None
    return LabelOrder(heads[::-1], named[::-1])


def _regions(node: ast.expr, name: str) -> list[tuple[int, int]]:
    """Head and label from the outermost on; (-1, 0) where it is another expression."""
    match node:
        case ast.Constant(value=0):
            return []
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id="torch"), attr="where"),
            args=[
                ast.Compare(
                    left=ast.Subscript(
                        value=ast.Name(id=used), slice=ast.List(elts=[ast.Constant(value=head)])
                    ),
                    ops=[ast.Gt()],
                    comparators=[ast.Constant(value=0)],
                ),
                ast.Constant(value=label),
                rest,
            ],
            keywords=[],
        ) if used == name and type(head) is int and type(label) is int and label > 0:
            return [(head, label), *_regions(rest, name)]
    return [(-1, 0)]
