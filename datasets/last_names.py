"""Builds the tables of last names from Faker's lists: ``python datasets/last_names.py``.

Needs the development dependencies Faker and anyascii in exactly the versions below: others know other names.
``--check`` writes nothing and says which files differ from what would be built. The same versions give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib
import string
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
VERSIONS = {"Faker": "40.54.0", "anyascii": "0.3.3"}
#: Language -> where its names stand in Faker: locale and attribute of the person provider.
SOURCES = {
    "Armenian": [("hy_AM", "last_names")],
    "Croatian": [("hr_HR", "last_names")],
    "Dutch": [("nl_NL", "last_names")],
    "English": [("en_GB", "last_names")],
    "Estonian": [("et_EE", "last_names_est")],
    "Finnish": [("fi_FI", "last_names")],
    "French": [("fr_FR", "last_names"), ("fr_BE", "last_names"), ("fr_QC", "last_names")],
    "Georgian": [("ka_GE", "last_names")],
    "German": [("de_DE", "last_names"), ("de_AT", "last_names")],
    "Greek": [("el_GR", "last_names_male"), ("el_GR", "last_names_female")],
    "Irish": [("ga_IE", "last_names")],
    "Italian": [("it_IT", "last_names")],
    "Polish": [("pl_PL", "male_last_names"), ("pl_PL", "unisex_last_names")],
    "Russian": [("ru_RU", "last_names")],
    "Slovak": [("sk_SK", "last_names")],
    "Spanish": [("es_ES", "last_names")],
    "Swedish": [("sv_SE", "last_names")],
    "Ukrainian": [("uk_UA", "last_names")],
}
#: No comma, though the part's alphabet has one: the files are tables with commas between their columns.
ALPHABET = frozenset(string.ascii_letters + " .;'")
SHORTEST, LONGEST = 2, 25
#: Decides which names are trained on, validated on and tested on.
SPLIT_SEED = 1
TRAINED, VALIDATED = 0.7, 0.1
#: What students get, below datasets/; and the answers, which they do not.
TRAIN, VALIDATION, TEST = "last_names_train.csv", "last_names_validation.csv", "last_names_test.csv"
LICENCE = "last_names_LICENSE.txt"
ANSWERS = "autograder/hidden_data/last_names_predictions.csv"


def folded(name: str) -> str:
    """A name in ASCII: transliterated, hyphens as spaces, capitals where the script has none."""
    from anyascii import anyascii

    text = " ".join(anyascii(unicodedata.normalize("NFC", name)).replace("-", " ").split())
    return string.capwords(text) if text.islower() else text


def is_usable(name: str) -> bool:
    """Whether a folded name keeps to the alphabet and the lengths of the part."""
    return SHORTEST <= len(name) <= LONGEST and ALPHABET.issuperset(name)


def names_of(sources: Iterable[tuple[str, str]]) -> list[str]:
    """The usable names of one language, in order, none twice if case is ignored."""
    found: dict[str, str] = {}
    for locale, attribute in sources:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for name in sorted(map(folded, getattr(provider, attribute))):
            if is_usable(name):
                found.setdefault(name.lower(), name)
    return sorted(found.values())


def without_shared(names: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """The names of each language that no other language has, case ignored."""
    languages = Counter(name.lower() for of_one in names.values() for name in of_one)
    return {language: [name for name in of_one if languages[name.lower()] == 1] for language, of_one in names.items()}


def split(names: Iterable[str]) -> tuple[list[str], list[str], list[str]]:
    """Train, validation and test names of one language, by a hash of seed and name: the same everywhere."""
    order = sorted(names, key=lambda name: hashlib.sha256(f"{SPLIT_SEED} {name}".encode()).digest())
    first, second = round(TRAINED * len(order)), round((TRAINED + VALIDATED) * len(order))
    return order[:first], order[first:second], order[second:]


def built() -> dict[str, bytes]:
    """All files, by their paths in the checkout."""
    tables: tuple[dict[str, str], ...] = ({}, {}, {})
    for language, names in without_shared({key: names_of(value) for key, value in SOURCES.items()}).items():
        for table, some in zip(tables, split(names), strict=True):
            table |= dict.fromkeys(some, language)
    train, validation, test = tables
    return {
        f"datasets/{TRAIN}": _labelled(train),
        f"datasets/{VALIDATION}": _labelled(validation),
        f"datasets/{TEST}": _text(["name", *sorted(test)]),
        f"datasets/{LICENCE}": _licence(),
        ANSWERS: _labelled(test),
    }


def _licence() -> bytes:
    """Faker's licence, which asks to travel with what is taken from it."""
    faker = distribution("Faker")
    found = next(file for file in faker.files or () if file.name.startswith("LICENSE"))
    about = f"The names in this folder's last_names_*.csv come from Faker {faker.version}, under this licence:\n\n"
    return (about + found.read_text(encoding="utf-8").replace("\r\n", "\n").strip() + "\n").encode()


def _labelled(table: Mapping[str, str]) -> bytes:
    return _text(["name,language", *(f"{name},{table[name]}" for name in sorted(table))])


def _text(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def wrong_versions() -> list[str]:
    """The libraries that are missing or of another version, one line each."""
    problems = []
    for name, wanted in VERSIONS.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "not installed"
        if found != wanted:
            problems.append(f"{name} is {found}: run `pip install {name}=={wanted}`")
    return problems


def main(arguments: list[str]) -> int:
    """Write the files, or with ``--check`` compare them; the exit status."""
    problems = wrong_versions()
    if not problems:
        for path, content in built().items():
            file = HOUSE / path
            if "--check" not in arguments:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
            elif not file.is_file() or file.read_bytes() != content:
                problems.append(f"{path} is not what datasets/last_names.py builds")
    print("\n".join(problems) or "The tables of last names are as built.")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
