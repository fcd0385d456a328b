"""The `$` expressions of a MONAI configuration that can be read without running anything.

Constants, lists, tuples, dicts, references, arithmetic, comparisons, `a if b else c`, indexing, a
few functions of Python's own, and the names of array types and of MONAI's common keys. Whatever
else an expression holds, it is refused: it is never evaluated.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable
from typing import Any

REFERENCE = re.compile(r"@(\w+(?:(?:::|#)\w+)*)")
_PLACE = "reference_"
LARGEST = 10_000
"""Items of a list or characters of a text that an expression may make."""

_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    f.__name__: f for f in (abs, bool, float, int, len, list, max, min, round, str, sum, tuple)
}
_TYPES = ("float16", "float32", "float64", "int16", "int32", "int64", "uint8", "uint16", "bool")
_NAMED: dict[str, Any] = {
    **{f"{module}.{name}": name for module in ("torch", "np", "numpy") for name in _TYPES},
    **{f"monai.utils.CommonKeys.{k.upper()}": k for k in ("image", "label", "pred")},
    **{f"monai.utils.enums.CommonKeys.{k.upper()}": k for k in ("image", "label", "pred")},
}


class NotReadableError(ValueError):
    """What of an expression is beyond the list above."""


def evaluate(expression: str, value_of: Callable[[str], Any]) -> Any:
    """`expression` without its `$`; `value_of` gives the value of a reference, without its `@`."""
    names: list[str] = []

    def place(match: re.Match[str]) -> str:
        names.append(match.group(1).replace("#", "::"))
        return f"{_PLACE}{len(names) - 1}"

    try:
        tree = ast.parse(REFERENCE.sub(place, expression).strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as e:
        raise NotReadableError("it is no expression") from e
    try:
        return _value(tree.body, lambda name: value_of(names[int(name.removeprefix(_PLACE))]))
    except (TypeError, ZeroDivisionError, LookupError, OverflowError, RecursionError) as e:
        raise NotReadableError(f"it cannot be evaluated: {e}") from e


def _value(node: ast.expr, reference: Callable[[str], Any]) -> Any:
    def inner(part: ast.expr) -> Any:
        return _value(part, reference)

    match node:
        case ast.Constant():
            return node.value
        case ast.List() | ast.Tuple():
            return [inner(item) for item in node.elts]
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            return {inner(k): inner(v) for k, v in pairs if k is not None}
        case ast.Name() if re.fullmatch(_PLACE + "[0-9]+", node.id):
            return reference(node.id)
        case ast.Attribute() if _dotted(node) in _NAMED:
            return _NAMED[_dotted(node)]
        case ast.UnaryOp() if type(node.op) in _UNARY:
            return _UNARY[type(node.op)](inner(node.operand))
        case ast.BinOp() if type(node.op) in _BINARY:
            return _bounded(_BINARY[type(node.op)], inner(node.left), inner(node.right))
        case ast.BoolOp():
            values = [inner(part) for part in node.values]
            return all(values) if isinstance(node.op, ast.And) else any(values)
        case ast.Compare() if len(node.ops) == 1 and type(node.ops[0]) in _COMPARE:
            return _COMPARE[type(node.ops[0])](inner(node.left), inner(node.comparators[0]))
        case ast.IfExp():
            return inner(node.body) if inner(node.test) else inner(node.orelse)
        case ast.Subscript():
            return inner(node.value)[inner(node.slice)]
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*map(inner, node.args))
    raise NotReadableError(f"{ast.unparse(node)[:60]} is not read")


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def _bounded(operation: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Neither `"a" * 10**9` nor a format string gets far."""
    numbers = all(isinstance(v, (int, float)) for v in (left, right))
    if operation is operator.mod and not numbers:
        raise NotReadableError("% is for numbers")
    if not numbers and operation in (operator.mul, operator.add):
        if operation is operator.mul:
            sized, count = (left, right) if isinstance(right, int) else (right, left)
            length = len(sized) * count
            if any(isinstance(item, list | dict) for item in sized):
                raise NotReadableError("it repeats lists of lists")
        else:
            length = len(left) + len(right)
        if length > LARGEST:
            raise NotReadableError("it makes too much")
    if numbers and any(isinstance(v, int) and abs(v) > 1 << 64 for v in (left, right)):
        raise NotReadableError("its numbers are too large")
    return operation(left, right)
