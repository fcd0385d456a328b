"""Adds up the JUnit reports of this run; a skipped test is a failure, so that nothing is skipped in silence."""

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    reports = [*ROOT.glob("*/target/surefire-reports/TEST-*.xml"), *ROOT.glob("*/*/target/surefire-reports/TEST-*.xml")]
    reports += (ROOT / ".foldlink" / "pytest").glob("*.xml")
    tests = failed = skipped = 0
    for report in reports:
        root = ET.parse(report).getroot()
        for suite in [root] if root.tag == "testsuite" else root.findall("testsuite"):
            tests += int(suite.get("tests", 0))
            failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            skipped += int(suite.get("skipped", 0))
            for case in suite.findall("testcase"):
                if case.find("skipped") is not None:
                    print(f"skipped: {case.get('classname')}.{case.get('name')}")
    if tests == 0:
        print("no test ran")
        return 1
    print(f"{tests - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or skipped else 0


if __name__ == "__main__":
    sys.exit(main())
