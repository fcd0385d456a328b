"""The extension as it is shipped: the zip, the Extensions Index entry, CMake, and what Slicer 5.6's Python can read."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import jsonschema
import pytest

from rig.bridge_process import ROOT

EXTENSION = ROOT / "slicer-extension"
MODULE = EXTENSION / "FoldLink"
SCRIPTS = sorted([MODULE / "FoldLink.py", *(MODULE / "FoldLinkLib").glob("*.py")])
HOME = "https://github.com/foldlink/"
RAW = "https://raw.githubusercontent.com/foldlink/foldlink/main/"
QT = {"qt", "ctk", "PythonQt", "PySide6", "PyQt5"}


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("package_slicer", ROOT / "tools" / "package_slicer.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [str(ROOT / "foldlink"), "package", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    done = package("slicer", "--out", folder / "one.zip")
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(folder / "one.zip") as archive:
        archive.extractall(folder)
    return folder / f"FoldLink-slicer-{tool().version()}"


def test_two_runs_give_the_same_bytes_and_say_their_checksum(tmp_path: Path) -> None:
    sums = []
    for name in ("one.zip", "two.zip"):
        done = package("slicer", "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
        sums.append(done.stdout.split()[0])
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert sums[0] == sums[1]
    assert re.fullmatch("[0-9a-f]{64}", sums[0])
    assert not list(tmp_path.glob("*.part"))


def test_the_zip_holds_the_module_its_papers_and_nothing_of_the_tests(unpacked: Path) -> None:
    there = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}
    assert {"install.md", "LICENSE", "docs/slicer.md", "FoldLink/FoldLink.py"} <= there
    assert {"FoldLink/Resources/UI/FoldLink.ui", "FoldLink/Resources/Icons/FoldLink.png"} <= there
    assert {f"FoldLink/{script.relative_to(MODULE).as_posix()}" for script in SCRIPTS} <= there
    odd = [name for name in there if re.search(r"__pycache__|\.pyc$|test|rig/|CMake", name, re.IGNORECASE)]
    assert not odd
    assert sum(file.stat().st_size for file in unpacked.rglob("*")) < 8 * 2**20


def test_no_link_of_its_papers_leads_out_of_the_zip(unpacked: Path) -> None:
    seen = 0
    for paper in unpacked.rglob("*.md"):
        for target in re.findall(r"\]\(([^)\s#]+)", paper.read_text(encoding="utf-8")):
            if "://" not in target:
                seen += 1
                assert (paper.parent / target).resolve().is_file(), f"{paper.name} links to {target}"
    assert seen


def test_the_library_is_imported_from_the_unpacked_folder_alone(unpacked: Path) -> None:
    names = [f"FoldLinkLib.{script.stem}" for script in SCRIPTS if script.parent.name == "FoldLinkLib" and not is_panel(script)]
    program = f"""import importlib, sys
for name in {names!r}:
    assert importlib.import_module(name).__file__.startswith({str(unpacked)!r}), name
assert not {QT!r} & set(sys.modules), "Qt was imported"
"""
    # -I: neither the checkout nor the working folder is looked at.
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(unpacked / 'FoldLink')!r})\n{program}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


def test_help_and_a_wrong_name_say_what_is_expected(tmp_path: Path) -> None:
    shown = package("slicer", "--help")
    assert shown.returncode == 0
    assert "--out FILE" in shown.stdout
    assert "Not for clinical use." in shown.stdout
    wrong = package("slicer", "--out", tmp_path / "foldlink.tar")
    assert wrong.returncode == 2
    assert "expected a name that ends in .zip" in wrong.stderr
    other = package("blender")
    assert other.returncode == 64
    assert "package blender: what is to be packaged? (expected: package slicer [--out FILE])" in other.stderr


def test_links_to_what_the_zip_lacks_become_text() -> None:
    mended = tool().unlinked(
        "top/install.md",
        "[guide](../docs/slicer.md#live) [bridge](../docs/operators.md) ![p](../docs/a.png) [home](https://x.example) [below](#here)",
        {"top/docs/slicer.md": b"", "top/docs/a.png": b""},
    )
    assert mended == "[guide](docs/slicer.md#live) bridge ![p](docs/a.png) [home](https://x.example) [below](#here)"


def test_the_versions_of_extension_and_bridge_are_one() -> None:
    pom = re.search(r"<artifactId>foldlink</artifactId>\s*<version>([^<]+)</version>", (ROOT / "pom.xml").read_text(encoding="utf-8"))
    assert pom
    assert tool().version() == pom[1]


def test_the_licence_is_the_projects() -> None:
    assert (EXTENSION / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()


def is_panel(script: Path) -> bool:
    return script.stem.startswith("panel") or script.name == "FoldLink.py"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_slicer_5_6_can_read_it(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"), script.name, feature_version=(3, 9))
    roots, own = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            roots.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            whole = f"FoldLinkLib.{node.module or ''}".rstrip(".") if node.level else node.module or ""
            roots.add(whole.split(".")[0])
            own.update(f"FoldLinkLib.{alias.name}" if whole == "FoldLinkLib" else whole for alias in node.names)
    there = {f"FoldLinkLib.{each.stem}" for each in SCRIPTS} | {"FoldLinkLib.VERSION", "FoldLinkLib.DIALOGUE", "FoldLinkLib.NOTICE"}
    assert {name for name in own if name.startswith("FoldLinkLib")} <= there
    if not is_panel(script):
        assert not roots & QT, f"{script.name} imports Qt (expected of panel*.py and FoldLink.py alone)"
    known = set(sys.stdlib_module_names) | QT | {"slicer", "vtk", "numpy", "DICOMLib", "SampleData", "FoldLinkLib"}
    assert roots <= known, f"{script.name} imports {roots - known}, which Slicer does not bring"


def test_no_script_needs_more_than_python_3_9() -> None:
    command = [
        sys.executable,
        "-c",
        "import vermin; vermin.main()",
        "-t=3.9-",
        "--no-tips",
        "--eval-annotations",
        "--violations",
        *map(str, SCRIPTS),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


INDEX_ENTRY = {
    "type": "object",
    "required": ["$schema", "category", "scm_url"],
    "additionalProperties": False,
    "properties": {
        **{key: {"type": "string"} for key in ("$schema", "category", "scm_url", "scm_revision", "build_subdirectory")},
        "scm_type": {"enum": ["git", "local"]},
        "build_dependencies": {"type": "array", "items": {"type": "string"}},
        "enabled": {"type": "boolean"},
        "tier": {"enum": [1, 3, 5]},
    },
}
"""The rules of the Extensions Index's schema 1.0.1, in our own words."""


def test_the_index_entry_follows_the_rules_of_the_index() -> None:
    entry = json.loads((EXTENSION / "FoldLink.json").read_text(encoding="utf-8"))
    rules = jsonschema.Draft7Validator(INDEX_ENTRY)
    assert [fault.message for fault in rules.iter_errors(entry)] == []
    assert entry["$schema"].endswith("/slicer-extension-catalog-entry-schema-v1.0.1.json#")
    assert entry["scm_url"].startswith(HOME)
    wrong = {**entry, "tier": 2, "homepage": "x", "build_dependencies": "SlicerOpenIGTLink"}
    del wrong["scm_url"]
    assert len(list(rules.iter_errors(wrong))) == 4


def settings() -> dict[str, str]:
    return dict(re.findall(r'^set\((EXTENSION_\w+) "([^"]+)"\)', (EXTENSION / "CMakeLists.txt").read_text(encoding="utf-8"), re.MULTILINE))


def test_cmake_the_index_and_the_module_say_the_same() -> None:
    entry = json.loads((EXTENSION / "FoldLink.json").read_text(encoding="utf-8"))
    said = settings()
    assert said["EXTENSION_CATEGORY"] == entry["category"]
    assert said["EXTENSION_DEPENDS"].split() == entry["build_dependencies"] == ["SlicerOpenIGTLink"]
    assert "Not for clinical use." in said["EXTENSION_DESCRIPTION"]
    module = (MODULE / "FoldLink.py").read_text(encoding="utf-8")
    assert f'"{entry["category"]}"' in module
    assert '"IGT"' in module


def test_each_address_names_a_file_of_the_project() -> None:
    said = settings()
    home = f"{HOME}foldlink/blob/main/"
    assert (ROOT / said["EXTENSION_HOMEPAGE"].removeprefix(home)).is_file()
    pictures = [said["EXTENSION_ICONURL"], *said["EXTENSION_SCREENSHOTURLS"].split()]
    assert len(pictures) == 3
    for url in pictures:
        assert url.startswith(RAW)
        assert (ROOT / url.removeprefix(RAW)).is_file(), f"{url} names no file of the project"


STUB = """
set(Slicer_USE_FILE "${CMAKE_CURRENT_LIST_DIR}/UseStub.cmake")
set(Slicer_EXTENSION_GENERATE_CONFIG "${CMAKE_CURRENT_LIST_DIR}/GenerateStub.cmake")
set(Slicer_EXTENSION_CPACK "${CMAKE_CURRENT_LIST_DIR}/CPackStub.cmake")
set(BUILD_TESTING ON)
"""
# What Slicer's macros demand of their arguments: every file is there, no other keyword.
USE = """
macro(slicerMacroBuildScriptedModule)
  cmake_parse_arguments(M "WITH_GENERIC_TESTS;WITH_SUBDIR;VERBOSE" "NAME" "SCRIPTS;RESOURCES" ${ARGN})
  if(M_UNPARSED_ARGUMENTS OR NOT M_NAME)
    message(FATAL_ERROR "keywords: ${M_UNPARSED_ARGUMENTS}")
  endif()
  foreach(file ${M_SCRIPTS} ${M_RESOURCES})
    if(NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${file} AND NOT EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${file}.py)
      message(FATAL_ERROR "missing: ${file}")
    endif()
    message(STATUS "shipped:${file}")
  endforeach()
endmacro()
macro(slicer_add_python_unittest)
  cmake_parse_arguments(T "" "SCRIPT;TESTNAME_PREFIX" "SLICER_ARGS" ${ARGN})
  message(STATUS "tested:${T_SCRIPT}")
endmacro()
"""


def test_cmake_configures_it_as_far_as_it_goes_without_slicer(tmp_path: Path) -> None:
    cmake = shutil.which("cmake")
    assert cmake, "cmake was not found (Debian: apt-get install cmake)"
    stub = tmp_path / "stub"
    stub.mkdir()
    (stub / "SlicerConfig.cmake").write_text(STUB)
    (stub / "UseStub.cmake").write_text(USE)
    (stub / "GenerateStub.cmake").write_text('message(STATUS "described:${EXTENSION_DEPENDS}")')
    (stub / "CPackStub.cmake").write_text('message(STATUS "packed")')
    # Alone, as the repository that the index builds.
    sources = tmp_path / "SlicerFoldLink"
    shutil.copytree(EXTENSION, sources, ignore=shutil.ignore_patterns("rig", "tests", "__pycache__", ".*"))
    command = [cmake, "-S", str(sources), "-B", str(tmp_path / "build"), f"-DSlicer_DIR={stub}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    shipped = set(re.findall(r"shipped:(\S+)", done.stdout))
    assert {script.relative_to(MODULE).as_posix() for script in SCRIPTS} <= shipped
    assert {file.relative_to(MODULE).as_posix() for file in (MODULE / "Resources").rglob("*") if file.is_file()} <= shipped
    assert "tested:FoldLink.py" in done.stdout
    assert "described:SlicerOpenIGTLink" in done.stdout
    assert "packed" in done.stdout
