"""The tables of last names: built by rule, the same everywhere, and their answers in one place only."""

import importlib.util
from collections import Counter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("datasets_last_names", HOUSE / "datasets" / "last_names.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name, folder="datasets"):
    lines = (HOUSE / folder / name).read_text("ascii").splitlines()
    return [tuple(line.split(",")) for line in lines[1:]]


TRAIN, VALIDATION, TEST = (rows(f"last_names_{name}.csv") for name in ("train", "validation", "test"))
ANSWERS = rows("last_names_predictions.csv", "autograder/hidden_data")


def test_a_rebuild_gives_the_same_bytes(builder):
    pytest.importorskip("faker")
    pytest.importorskip("anyascii")
    assert builder.wrong_versions() == []
    for path, content in builder.built().items():
        assert (HOUSE / path).read_bytes() == content, path


def test_other_versions_are_refused(builder, monkeypatch, capsys):
    monkeypatch.setattr(builder, "VERSIONS", {"Faker": "1.0", "no-such-library": "2"})
    assert builder.main([]) == 1
    said = capsys.readouterr().out
    assert "run `pip install Faker==1.0`" in said
    assert "no-such-library is not installed" in said


def test_every_one_of_eighteen_languages_has_more_than_three_hundred_names():
    counts = Counter(language for _, language in TRAIN + VALIDATION + ANSWERS)
    assert len(counts) == 18
    assert min(counts.values()) == 341
    assert counts.total() == 18_422


def test_no_name_belongs_to_two_languages_or_two_tables():
    names = [row[0].lower() for row in TRAIN + VALIDATION + TEST]
    assert len(set(names)) == len(names)


def test_each_language_is_split_in_the_same_shares():
    counts = [Counter(language for _, language in table) for table in (TRAIN, VALIDATION, ANSWERS)]
    for language in counts[0]:
        total = sum(count[language] for count in counts)
        shares = [count[language] / total for count in counts]
        assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.003)


def test_the_test_table_holds_names_alone():
    assert {len(row) for row in TEST} == {1}
    assert [name for (name,) in TEST] == [name for name, _ in ANSWERS]
    assert (HOUSE / "datasets" / "last_names_test.csv").read_text("ascii").startswith("name\n")


@pytest.mark.parametrize(
    ("name", "ascii_name"),
    [
        ("Müller", "Muller"),
        ("Gößler", "Gossler"),
        ("აბაშიძე", "Abashidze"),
        ("Παπαδόπουλος", "Papadopoylos"),
        ("Wójcik-Nowak", "Wojcik Nowak"),
        ("Abric\u0301", "Abric"),
        ("de  Vries", "de Vries"),
    ],
)
def test_names_are_folded_by_rule(builder, name, ascii_name):
    pytest.importorskip("anyascii")
    assert builder.folded(name) == ascii_name


@pytest.mark.parametrize("name", ["A", "x" * 26, "van Bourgondie, x", "Bob3", ""])
def test_what_the_tables_cannot_hold_is_left_out(builder, name):
    assert not builder.is_usable(name)


def test_a_name_of_two_languages_is_left_out_of_both(builder):
    names = {"German": ["Adam", "Bauer"], "French": ["ADAM", "Petit"], "Dutch": ["Bakker"]}
    assert builder.without_shared(names) == {"German": ["Bauer"], "French": ["Petit"], "Dutch": ["Bakker"]}


def test_the_split_does_not_depend_on_order(builder):
    names = [f"name{number}" for number in range(50)]
    assert builder.split(names) == builder.split(reversed(names))
    assert [len(some) for some in builder.split(names)] == [35, 5, 10]
