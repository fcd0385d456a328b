"""Bins, intervals, tables and cards on made-up arrays with known answers."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from foldlink_models import cli
from foldlink_models.assess import (
    bootstrap,
    card,
    classification,
    classifier_report,
    kept_out,
    passes,
    report,
    segmentation,
    tables,
)
from foldlink_models.assess.bootstrap import Interval
from foldlink_models.assess.reliability import Reliability, calibration_error, count, separation
from foldlink_models.dataset import Case, named
from foldlink_models.evaluate import Scores


def test_voxels_are_binned_by_the_folds_that_disagree() -> None:
    votes = np.array([[0, 0, 2], [5, 2, 1]], np.uint8)
    wrong = np.array([[False, True, True], [True, False, False]])
    voxels, errors = count(votes, wrong, 5)
    assert voxels.tolist() == [2, 1, 2, 0, 0, 1]
    assert errors.tolist() == [1, 0, 1, 0, 0, 1]


def test_calibration_error_weighs_each_bins_gap() -> None:
    counts, positives = np.array([80, 20, 0]), np.array([8, 15, 0])
    found = calibration_error(counts, positives, np.array([0.0, 0.5, 1.0]))
    assert found == pytest.approx(0.8 * 0.1 + 0.2 * 0.25)
    assert math.isnan(calibration_error(np.zeros(2, int), np.zeros(2, int), np.array([0.0, 1.0])))


def test_separation_is_the_area_under_the_curve_of_every_pair() -> None:
    counts, positives = np.array([4, 3, 2]), np.array([1, 2, 2])
    scores = np.repeat([0, 1, 2], counts)
    truth = np.concatenate([np.arange(n) < p for n, p in zip(counts, positives, strict=True)])
    pairs = [(a > b) + (a == b) / 2 for a in scores[truth] for b in scores[~truth]]
    assert separation(counts, positives) == pytest.approx(np.mean(pairs))
    assert classification.auc(scores.astype(float), truth) == pytest.approx(np.mean(pairs))
    assert math.isnan(separation(np.array([3]), np.array([0])))


def test_error_rates_pool_the_cases_and_resample_them() -> None:
    told = Reliability(np.array([[10, 2], [30, 0]]), np.array([[1, 2], [1, 0]]))
    rate = told.error_rate(0)
    assert rate.value == pytest.approx(2 / 40)
    assert (rate.low, rate.high) == pytest.approx((1 / 30, 1 / 10))
    sure = told.error_rate(1)
    assert (sure.value, sure.low, sure.high, sure.cases) == (1, 1, 1, 1)


def test_differences_are_paired_and_leave_out_what_either_lacks() -> None:
    first = [0.9, 0.8, math.nan, 0.7, 0.6]
    second = [0.8, 0.7, 0.5, math.nan, 0.5]
    found = bootstrap.difference(first, second)
    assert found.cases == 3
    assert (found.value, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))
    assert math.isnan(bootstrap.difference([math.nan], [0.2]).value)


def test_the_interval_is_that_of_a_mean() -> None:
    values = np.random.default_rng(5).normal(0.3, 1.0, 400)
    found = bootstrap.difference(values, np.zeros(400))
    half = 1.96 * values.std() / 20
    assert found.low == pytest.approx(values.mean() - half, abs=0.01)
    assert found.high == pytest.approx(values.mean() + half, abs=0.01)
    assert bootstrap.difference(values, np.zeros(400)) == found


def test_plain_and_mean_come_from_one_set_of_passes() -> None:
    calls = []

    def forward(tile: np.ndarray) -> np.ndarray:
        calls.append(tile)
        return np.cumsum(tile, 4)

    tile = np.arange(6, dtype=np.float32).reshape(1, 1, 1, 2, 3)
    found = passes.plain_and_mean(forward, [2])(tile)
    back = np.cumsum(tile[..., ::-1], 4)[..., ::-1]
    assert len(calls) == 2
    assert np.array_equal(found[:, :1], np.cumsum(tile, 4))
    assert np.array_equal(found[:, 1:], (np.cumsum(tile, 4) + back) / 2)
    assert passes.plain_and_mean(forward, []) is forward


def test_labels_are_the_highest_class_or_region_over_region() -> None:
    logits = np.array([[1.0, -1, 2], [3, -2, 1], [0, -3, 1]], np.float32)[:, None, None]
    assert passes.decide(logits, ()).tolist() == [[[1, 0, 0]]]
    assert passes.decide(logits, (2, 1, 3)).tolist() == [[[1, 0, 3]]]


def test_votes_go_to_the_nearest_voxel_of_the_cases_grid() -> None:
    properties = {
        "shape_after_cropping_and_before_resampling": (1, 2, 4),
        "shape_before_cropping": (1, 2, 6),
        "bbox_used_for_cropping": [[0, 1], [0, 2], [1, 5]],
    }
    votes = np.array([[[1, 2]]], np.uint8)
    found = passes.to_grid(votes, properties, [2, 0, 1])
    assert found.shape == (6, 1, 2)
    assert found[:, 0, 0].tolist() == found[:, 0, 1].tolist() == [0, 1, 1, 2, 2, 0]


def test_an_error_is_a_structure_in_one_and_not_in_the_other() -> None:
    regions = {"whole": (1, 2), "core": (1,)}
    labels, truth = np.array([0, 1, 2, 2, 9]), np.array([0, 1, 1, 0, 8])
    assert segmentation.differing(labels, truth, regions).tolist() == [
        False, False, True, True, False,
    ]  # fmt: skip
    assert segmentation.foreground(labels, regions).tolist() == [False, True, True, True, False]


def _assessment() -> segmentation.Assessment:
    cases = ("a", "b", "c", "d")
    dice = {
        "ensemble": [0.9, 0.8, 0.7, 0.6],
        "fold 0": [0.8, 0.7, 0.6, 0.5],
        "fold 1": [0.8, 0.8, 0.6, 0.6],
    }
    plain = {p: {"organ": dict(zip(cases, v, strict=True))} for p, v in dice.items()}
    better = {p: {"organ": {c: x + 0.05 for c, x in t["organ"].items()}} for p, t in plain.items()}
    told = Reliability(np.array([[90, 8, 2]] * 4), np.array([[9, 4, 2]] * 4))
    doubt = segmentation.Doubt(told, told, {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.4})
    return segmentation.Assessment(
        cases,
        (0, 1),
        {"plain": Scores(plain), "mirrored": Scores(better)},
        {"plain": doubt, "mirrored": doubt},
    )


def test_the_card_shows_folds_beside_the_ensemble() -> None:
    found = _assessment()
    text = report.markdown(found, "reliability.png")
    assert "| organ | with | 0.7000 | 0.7500 | 0.7250 | **0.8000** | +0.0750 (" in text
    assert "organ +0.0500 (+0.0500 … +0.0500)." in text
    assert "| 50 % | 32 | 50.0 % (50.0 % … 50.0 %) |" in text
    assert f"Spearman's rho = {tables.MINUS}1.00." in text
    assert "![Error rate by doubt](reliability.png)" in text
    assert text.endswith("**Not for clinical use.**\n")
    table = json.loads(json.dumps(report.as_dict(found), allow_nan=False))
    assert table["modes"]["plain"]["dice"]["ensemble"]["organ"] == pytest.approx(0.75)
    assert table["modes"]["mirrored"]["doubt"]["near"]["wrong"] == [36, 16, 8]


def _classified() -> classification.Classified:
    truth = np.array([0, 0, 1, 1])
    tables_of = {
        "ensemble": np.array([0.1, 0.3, 0.7, 0.9]),
        "fold 0": np.array([0.1, 0.6, 0.5, 0.9]),
        "fold 1": np.array([0.1, 0.0, 0.9, 0.9]),
    }
    given = {k: classification.both(v[:, None]) for k, v in tables_of.items()}
    return classification.Classified(("a", "b", "c", "d"), truth, ("no", "yes"), given, 0.5)


def test_a_classifiers_figures() -> None:
    found = _classified()
    assert found.figure("auc", "ensemble") == 1
    assert found.figure("auc", "fold 0") == 0.75
    assert found.figure("accuracy", "fold 0") == 0.75
    expected = -np.mean(np.log([0.9, 0.4, 0.5, 0.9]))
    assert found.figure("log_loss", "fold 0") == pytest.approx(expected)
    assert found.gain("auc").value == pytest.approx(1 - 0.875)
    assert found.curve.counts.tolist() == [1, 1, 0, 1, 1]
    assert found.curve.calibration_error == pytest.approx(0.2)
    text = classifier_report.markdown(found)
    assert "| **ensemble** | **1.0000** | **1.0000** |" in text
    assert "Expected calibration error: 0.2000." in text
    json.dumps(classifier_report.as_dict(found), allow_nan=False)


def test_more_classes_are_judged_each_against_the_rest() -> None:
    given = np.array([[0.8, 0.1, 0.1], [0.2, 0.5, 0.3], [0.4, 0.5, 0.1]])
    truth = np.array([0, 1, 2])
    assert classification.mean_auc(given, truth) == pytest.approx((1 + 0.75 + 0.25) / 3)
    assert classification.decide(given, None).tolist() == [0, 1, 1]


def test_numbers_have_signs_and_none_is_a_dash() -> None:
    shown = tables.change(Interval(-0.01, -0.02, 0.0, 4), 2)
    assert shown == f"{tables.MINUS}0.01 ({tables.MINUS}0.02 … 0.00)"
    assert tables.figure(math.nan) == "\N{EN DASH}"
    assert [tables.percent(v) for v in (0.00012, 0.456)] == ["0.01 %", "45.6 %"]


def test_a_part_of_the_card_is_put_in_place_of_the_old_one() -> None:
    text = "# m\n\nText.\n\n## Limits\n\n- some\n"
    once = card.place(text, "assess", "first")
    assert once == (
        "# m\n\nText.\n\n<!-- assess -->\nfirst\n<!-- /assess -->\n\n## Limits\n\n- some\n"
    )
    assert card.place(once, "assess", "second\n") == once.replace("first", "second")
    assert card.place("# m\n", "int8", "x").endswith("<!-- int8 -->\nx\n<!-- /int8 -->\n")
    with pytest.raises(ValueError, match=r"<!-- assess --> 1 times and <!-- /assess --> 0 times"):
        card.place("<!-- assess -->", "assess", "x")


def test_cases_that_a_fold_saw_are_refused(tmp_path: Path) -> None:
    seen = Case("seen", (), tmp_path / "seen.nii.gz")
    kept_out.require(tmp_path, [seen], "--cases")  # no list, so the user is believed
    (tmp_path / "splits_final.json").write_text('[{"train": ["other"], "val": ["seen"]}]')
    kept_out.require(tmp_path, [Case("new", (), tmp_path)], "--cases")
    with pytest.raises(ValueError, match=r"^--cases: seen is a case of fold 0 by splits_final"):
        kept_out.require(tmp_path, [seen], "--cases")


@pytest.mark.parametrize(
    ("files", "more", "message"),
    [
        ({}, [], "{m}: no model.json (expected a model's folder)"),
        ({"model.json": "{}"}, ["--threads", "0"], "--threads 0 (expected 1 or more)"),
        (
            {"model.json": '{"task": "segmentation"}', "monai.json": "{}"},
            [],
            "{m}: a segmentation with monai.json (expected one with plans.json, or a classifier)",
        ),
    ],
)
def test_a_folder_that_cannot_be_assessed_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str],
    more: list[str],
    message: str,
) -> None:
    model = tmp_path / "m"
    model.mkdir()
    for name, text in files.items():
        (model / name).write_text(text, "utf-8")
    arguments = ["assess", str(model), "--data", str(tmp_path), "--cases", str(tmp_path / "c.json")]
    assert cli.main([*arguments, *more]) == 1
    shown = capsys.readouterr().err.splitlines()[-1]
    assert shown == f"foldlink-models assess: {message.format(m=model)}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, r"c\.json: missing \(expected a JSON list of cases of data\)$"),
        ("[1,", r"c\.json: line 1 is no JSON \(expected a list\)$"),
        ("[]", r"c\.json: no names \(expected a JSON list of cases of data\)$"),
        ('["b"]', r"c\.json: b \(expected a case of data\)$"),
    ],
)
def test_a_wrong_list_of_cases_is_told(tmp_path: Path, text: str | None, message: str) -> None:
    file = tmp_path / "c.json"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises((ValueError, OSError), match=message):
        named([Case("a", (), tmp_path)], file, Path("data"))


@pytest.mark.parametrize("command", ["precisions", "quantise"])
def test_a_classifier_has_no_dice_to_lose(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (tmp_path / "model.json").write_text('{"task": "classification"}', "utf-8")
    option = "--cases" if command == "precisions" else "--calibration"
    arguments = [command, str(tmp_path), "--data", str(tmp_path), option, "x.json"]
    target = ["--to", "y"] if command == "quantise" else []
    assert cli.main([*arguments, *target]) == 1
    assert capsys.readouterr().err == (
        f"foldlink-models {command}: {tmp_path}: model.json task = classification "
        "(expected segmentation)\n"
    )
