"""What of a configuration's expressions is read, and that nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from foldlink_models.importing.label_names import distinct, normalised
from foldlink_models.importing.region_labels import label_order
from foldlink_models.importing.safe_expression import NotReadableError, evaluate

VALUES = {"a": 3, "b::c": [1.5, 2.5], "flag": False, "root": "."}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("@a + 1", 4),
        ("-@a / 2", -1.5),
        ("@b#c[1]", 2.5),
        ("@b::c", [1.5, 2.5]),
        ("[1.5, 2] if @flag else [3, 4]", [3, 4]),
        ("len(@b::c) * 2", 4),
        ("@root + '/models/model.pt'", "./models/model.pt"),
        ("(1, 2)", [1, 2]),
        ("{'x': @a}", {"x": 3}),
        ("None", None),
        ("not @flag and @a == 3", True),
        ("torch.float32", "float32"),
        ("monai.utils.CommonKeys.PRED", "pred"),
        ("[0] * 3", [0, 0, 0]),
    ],
)
def test_plain_expressions_are_read(expression: str, value: Any) -> None:
    assert evaluate(expression, VALUES.__getitem__) == value


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('id')",
        "open('/etc/passwd').read()",
        "(lambda: 1)()",
        "@a.__class__",
        "().__class__.__bases__[0]",
        "[x for x in (1, 2)]",
        "f'{@a}'",
        "'%99999999d' % 1",
        "'a' * 10 ** 9",
        "'a' * 100000000",
        "[[0] * 9999] * 9999",
        "9 ** 9 ** 9",
        "1 << 99999999",
        "getattr(1, 'real')",
        "str.format('{0}', 1)",
        "torch.load('x')",
        "import os",
        "(yield)",
        "x := 1",
        "max(1, key=len)",
        "1 / 0",
        "@b::c[7]",
        "len(5)",
        "",
        "(" * 500 + ")" * 500,
    ],
)
def test_nothing_else_is_evaluated(expression: str) -> None:
    with pytest.raises(NotReadableError):
        evaluate(expression, VALUES.__getitem__)


def test_regions_are_read_in_their_order() -> None:
    order = label_order(
        "$lambda x: torch.where(x[[2]] > 0, 4, torch.where(x[[0]] > 0, 1,"
        " torch.where(x[[1]] > 0, 2, 0)))"
    )
    assert order is not None
    assert (order.heads, order.named, order.values) == ([1, 0, 2], [2, 1, 4], [2, 1, 3])


@pytest.mark.parametrize(
    "function",
    [
        "$lambda x: x",
        "$lambda x: torch.where(x[[0]] > 0, 1, 2)",
        "$lambda x: torch.where(x[[0]] > 0.3, 1, 0)",
        "$lambda x: torch.where(x[[0]] > 0, 1, torch.where(x[[0]] > 0, 2, 0))",
        "$lambda x: torch.where(x[[1]] > 0, 1, 0)",
        "$lambda x: torch.where(y[[0]] > 0, 1, 0)",
        "$lambda x: torch.where(x[[0]] > 0, os.system('id'), 0)",
        "None",
    ],
)
def test_other_functions_are_no_regions(function: str) -> None:
    assert label_order(function) is None


def test_names() -> None:
    assert normalised(" Left-Kidney (L) ") == "left_kidney_l"
    assert normalised("Tête du fémur", "-") == "tete-du-femur"
    assert distinct(["北", "spleen", "Spleen", "vertebrae_L5"]) == [
        "label_1",
        "spleen",
        "spleen_3",
        "vertebrae_l5",
    ]
