"""The table of expectations is shared with the Java side (TerminologyTest)."""

from __future__ import annotations

import json
from contextlib import suppress
from importlib import resources
from pathlib import Path

import jsonschema
import pytest
from conftest import ZOO

from foldlink_models import terminology
from foldlink_models.terminology import Term

EXPECTED = (Path(__file__).parent / "terminology_expected.tsv").read_text("utf-8").splitlines()
TABLE = resources.files("foldlink_models").joinpath("terminology.tsv").read_text("utf-8")
HEADER = next(line for line in TABLE.splitlines() if line.startswith("name\t"))
ROWS = [
    dict(zip(HEADER.split("\t"), line.split("\t"), strict=True))
    for line in TABLE.splitlines()
    if line[0] not in "#=" and line != HEADER
]
LIVER = "liver\t{}\t\t10200004\tLiver\t91723000\tAnatomy\t\t\texact\t1\t2\t3\tgeneral\t"
KINDS = ("code", "category", "region")


def hex_of(term: Term) -> str:
    return "#" + bytes(term.color).hex()


def expected(together: bool) -> list[list[str]]:
    return [
        line.split("\t")
        for line in EXPECTED
        if not line.startswith("#") and line.startswith("=labels") is together
    ]


def section(title: str) -> list[list[str]]:
    start = next(n for n, line in enumerate(EXPECTED) if line.startswith(f"# {title}"))
    end = next((n for n in range(start + 1, len(EXPECTED)) if EXPECTED[n][0] == "#"), None)
    return [line.split("\t") for line in EXPECTED[start + 1 : end]]


def test_names_of_public_models_have_their_codes_and_colours() -> None:
    wrong = []
    for row in expected(together=False):
        term = terminology.of(row[1], row[0])
        fit = term.fit if term.known else "unknown"
        said = [*row[:2], term.code, term.modifier or "", term.region or "", fit, hex_of(term)]
        if said != row:
            wrong.append((said, row))
    assert wrong == []


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("TotalSegmentator 2, CT", 117),
        ("TotalSegmentator 2, MR", 4),
        ("AMOS", 15),
        ("BTCV, spelt", 13),
        ("BTCV, as MONAI", 13),
        ("AbdomenCT-1K", 4),
        ("Medical Segmentation Decathlon", 20),
        ("BraTS", 22),
    ],
)
def test_no_name_of_a_public_model_is_missing(title: str, count: int) -> None:
    rows = section(title)
    assert len(rows) == count
    for dataset, name, *_ in rows:
        term = terminology.of(name, dataset)
        assert term.known, name
        assert term.fit != "none" or name in ("prostate/uterus", "RC")


def test_a_name_without_a_code_of_its_own_says_why() -> None:
    for row in ROWS:
        assert row["fit"] in ("exact", "broader", "part", "none")
        assert bool(row["note"]) == (row["fit"] != "exact"), row["name"]


def test_labels_of_one_colour_are_shaded_within_a_model() -> None:
    rows = expected(together=True)
    assert rows
    for _, dataset, names, colors in rows:
        terms = terminology.of_labels(names.split("; "), dataset)
        assert " ".join(map(hex_of, terms)) == colors


def test_labels_of_a_model_fit_its_schema() -> None:
    labels = terminology.json_labels({3: "gizmo", 1: "kidney_right", 2: "kidney_left"})
    assert labels[0] == {
        "value": 1,
        "name": "kidney_right",
        "color": [185, 102, 83],
        "snomed": "64033007",
        "snomed_modifier": "24028007",
    }
    assert [label["value"] for label in labels] == [1, 2, 3]
    assert "snomed_modifier" not in labels[2]
    schema = json.loads((ZOO / "model.schema.json").read_text("utf-8"))
    jsonschema.validate(labels, schema["properties"]["labels"])


def test_a_term_says_its_meaning_in_dicoms_words() -> None:
    assert terminology.of("kidney_cyst_left") == Term(
        code="367643001",
        meaning="Cyst",
        category="49755003",
        category_meaning="Morphologically Abnormal Structure",
        modifier="7771000",
        modifier_meaning="Left",
        region="64033007",
        region_meaning="Kidney",
        fit="exact",
        color=(205, 205, 100),
        known=True,
    )


def test_unknown_names_keep_their_colours_apart() -> None:
    colors = {terminology.of(f"nobody knows {n}").color for n in range(200)}
    assert len(colors) == 16


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["# head", "name\tcode"], r"tsv line 2 = 'name\\tcode' \(expected the columns name al"),
        ([HEADER, "liver\tx"], r"terminology.tsv line 2 has 2 columns \(expected 15\)"),
        (["=word\tr"], r"terminology.tsv line 1 has 2 columns \(expected 3\)"),
        (
            [HEADER, LIVER.format("the liver")],
            r"terminology.tsv line 2 name 'the liver' is there already \(expected each name once\)",
        ),
    ],
)
def test_a_table_that_is_not_in_order_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        terminology._parse(lines)


@pytest.mark.peers
def test_every_code_and_meaning_stands_in_a_context_group_of_dicom() -> None:
    from pydicom.sr.codedict import codes

    groups: dict[str, set[str]] = {}
    meanings: dict[str, set[str]] = {}
    for name in codes.collections:
        if name.startswith("CID"):
            group = getattr(codes, name.lower())
            for keyword in group.dir():
                with suppress(RuntimeError):  # a keyword of two schemes, none of them SNOMED CT
                    concept = getattr(group, keyword)
                    if concept.scheme_designator == "SCT":
                        groups.setdefault(concept.value, set()).add(name)
                        meanings.setdefault(concept.value, set()).add(concept.meaning.lower())
    used = {(code, meaning) for code, meaning in terminology.SIDES.values()}
    for row in ROWS:
        used |= {(row[k], row["meaning" if k == "code" else f"{k}_meaning"]) for k in KINDS}
    used.discard(("", ""))
    assert {code for code, _ in used} - groups.keys() == set()
    assert [u for u in sorted(used) if u[1].lower() not in meanings[u[0]]] == []
    assert all("CID7150" in groups[row["category"]] for row in ROWS)
    assert all("CID244" in groups[code] for code, _ in terminology.SIDES.values())
