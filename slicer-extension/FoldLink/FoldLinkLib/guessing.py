"""Which volume is meant for which channel, from names and DICOM tags. Better no guess than a wrong one: the user chooses then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Callable, Optional

from .documents import Channel

Tags = Callable[[Any], Mapping[str, str]]
TAGS = ("Modality", "SeriesDescription", "ProtocolName", "ContrastBolusAgent", "PatientID", "StudyInstanceUID")
"""The DICOM attributes that help; a port may give any of them, by keyword."""

# A word ends at anything but a letter, so that "t1w_mpr", "AX_T1" and "sub-01_T1.5mm" are found and "subject1" and "effect" are not.
_START, _END = r"(?<![a-z0-9])", r"(?![a-z])"
_WITHOUT = re.compile(r"(pre|non|no|without|w/o|ohne|vor|nativ\w*)[\s_+.-]*(gd|gad\w*|ce|contrast\w*|km|kontrast\w*)" + _END)
_AGENT = re.compile(rf"(?<![a-z])(ce|gd|gad\w*|post|contrast\w*|km|kontrast\w*|dotarem|clariscan|magnevist){_END}|\+\s?(c|gd|km){_END}")
_T1_AGENT = re.compile(rf"{_START}t1[\s_-]?(c|ce|gd|km|post){_END}")
_WORDS = (
    ("FLAIR", re.compile(rf"flair|{_START}fla{_END}|{_START}t2[\s_-]?f{_END}|dark[\s_-]?fluid|{_START}tirm{_END}")),
    ("ADC", re.compile(rf"{_START}adc{_END}")),
    ("DWI", re.compile(rf"{_START}(dwi|dti|diff\w*){_END}|{_START}b\d{{3,4}}{_END}")),
    ("T1", re.compile(rf"{_START}t1(?!\d)|mprage|{_START}(fspgr|bravo){_END}")),
    ("T2", re.compile(rf"{_START}t2(?!\d)")),
    ("PD", re.compile(rf"{_START}pdw?{_END}")),
    ("PT", re.compile(rf"{_START}(pet|suv){_END}")),
    ("CT", re.compile(rf"{_START}(ncct|cta|cect|ct){_END}")),
    ("MR", re.compile(rf"{_START}(mri?|nmr){_END}")),
)
_MODALITY = {"FLAIR": "MR", "ADC": "MR", "DWI": "MR", "T1": "MR", "T1C": "MR", "T2": "MR", "PD": "MR", "PT": "PT", "CT": "CT", "MR": "MR"}


@dataclass(frozen=True)
class _Candidate:
    node: Any
    kind: str
    modality: str
    patient: str
    study: str
    rank: int
    """Its place among what the user looks at; past the end for all others."""


def kind(text: str, agent: str = "") -> str:
    """FLAIR, T1, T1C (with contrast agent), T2, CT …; MR where that is all that is said, empty where nothing is.

    :param agent: the DICOM tag ContrastBolusAgent
    """
    lower = text.lower()
    for name, pattern in _WORDS:
        if pattern.search(lower):
            if name == "T1" and not _WITHOUT.search(lower) and (_AGENT.search(lower) or _T1_AGENT.search(lower) or agent.strip()):
                return "T1C"
            return name
    return ""


def guess(channels: Sequence[Channel], volumes: Iterable[Any], *, tags: Optional[Tags] = None, shown: Sequence[Any] = ()) -> dict[str, Any]:
    """By channel name, the volume that is meant; channels of which nothing can be said are left out. No volume is given twice.

    :param volumes: to choose from; labelmaps, colour images and nodes hidden from editors are passed over
    :param tags: DICOM attributes of a node, those of :data:`TAGS` that are known
    :param shown: what the user looks at or has selected last, the likeliest first
    """
    candidates = [_candidate(node, tags, shown) for node in volumes if _can_be_input(node)]
    candidates.sort(key=lambda each: each.rank)
    found: dict[str, _Candidate] = {}
    # Channels that name a sequence choose first: "MR" would take anything.
    for channel in sorted(channels, key=lambda each: not _is_specific(each)):
        wanted = kind(channel.name) or kind(channel.modality)
        free = [c for c in candidates if c not in found.values() and all(_same_patient(c, other) for other in found.values())]
        fitting = [c for c in free if _fits(c, wanted, channel)]
        chosen = _clear_choice(fitting, found.values(), len(shown))
        if chosen is None and shown and len(channels) == 1 and free and free[0].rank == 0 and not free[0].modality:
            chosen = free[0]  # Nothing is known of it, but it is what the user looks at.
        if chosen is not None:
            found[channel.name] = chosen
    return {channel.name: found[channel.name].node for channel in channels if channel.name in found}


def _candidate(node: Any, tags: Optional[Tags], shown: Sequence[Any]) -> _Candidate:
    told = tags(node) if tags else {}
    words = " ".join([node.GetName() or "", told.get("SeriesDescription", ""), told.get("ProtocolName", "")])
    what = kind(words, told.get("ContrastBolusAgent", ""))
    modality = told.get("Modality", "").upper() or _MODALITY.get(what, "")
    rank = next((n for n, each in enumerate(shown) if each is node), len(shown))
    return _Candidate(node, what, modality, told.get("PatientID", ""), told.get("StudyInstanceUID", ""), rank)


def _can_be_input(node: Any) -> bool:
    if not node.IsA("vtkMRMLScalarVolumeNode") or node.IsA("vtkMRMLLabelMapVolumeNode") or node.GetHideFromEditors():
        return False
    image = node.GetImageData()
    return image is not None and image.GetNumberOfScalarComponents() == 1


def _is_specific(channel: Channel) -> bool:
    return kind(channel.name) not in ("", "MR", "CT", "PT")


def _fits(candidate: _Candidate, wanted: str, channel: Channel) -> bool:
    if not wanted:
        return False
    if wanted in ("MR", "CT", "PT"):
        return candidate.modality == wanted
    return candidate.kind == wanted and candidate.modality in ("", channel.modality or candidate.modality)


def _same_patient(one: _Candidate, other: _Candidate) -> bool:
    return not one.patient or not other.patient or one.patient == other.patient


def _clear_choice(fitting: list[_Candidate], chosen: Iterable[_Candidate], shown: int) -> Optional[_Candidate]:
    """The only one, else the one that the user looks at, else the only one of the study from which others are taken."""
    if len(fitting) == 1:
        return fitting[0]
    if fitting and fitting[0].rank < shown:
        return fitting[0]
    studies = {each.study for each in chosen if each.study}
    same = [each for each in fitting if each.study in studies]
    return same[0] if len(same) == 1 else None
