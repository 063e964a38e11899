"""Every statement of SECURITY.md names a test or an attack that exists."""

from __future__ import annotations

import re

import pytest

from autograder.config import HOUSE
from autograder.doctor import CORE, CORE_PART

TEXT = (HOUSE / "SECURITY.md").read_text()
TESTS = HOUSE / "tests"
NAMED_TESTS = sorted(set(re.findall(r"`(test_\w+)`", TEXT)))
NAMED_ATTACKS = sorted(set(re.findall(r"`(\w+/\w+)`", TEXT)))


@pytest.fixture(scope="module")
def defined() -> set[str]:
    return {
        name for path in TESTS.rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }


def test_every_test_that_is_named_exists(defined: set[str]) -> None:
    assert len(NAMED_TESTS) > 20
    assert [name for name in NAMED_TESTS if name not in defined] == []


def test_every_attack_that_is_named_exists() -> None:
    paths = [TESTS / "submissions" / attack.replace("/", "/hostile/") for attack in NAMED_ATTACKS]
    assert len(paths) > 40
    assert [path.name for path in paths if not path.with_suffix(".py").is_file()] == []


def test_every_wall_names_what_shows_it() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| wall", "|---"))]
    assert len(rows) >= 10
    assert [row for row in rows if not re.search(r"`test_\w+`|`\w+/\w+`", row.split("|")[3])] == []


def test_every_attack_that_works_is_told() -> None:
    """An attack whose header says that it succeeds is a hidden route, and stands under what remains."""
    remains = TEXT.partition("## What remains")[2]
    admitted = [
        f"{path.parent.parent.name}/{path.stem}"
        for path in (TESTS / "submissions").glob("*/hostile/*.py")
        if "SECURITY.md" in path.read_text()
    ]
    assert len(admitted) >= 2
    assert [name for name in admitted if f"`{name}`" not in remains] == []


def test_the_doctor_knows_attacks_that_exist() -> None:
    folder = TESTS / "submissions" / CORE_PART / "hostile"
    assert [name for name in CORE if not (folder / f"{name}.py").is_file()] == []
