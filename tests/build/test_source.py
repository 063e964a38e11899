import pytest

from autograder.build.source import Role, parse_source, read_source
from autograder.errors import ConfigError


def test_cells_know_their_roles_and_lines(tiny_source):
    source = parse_source("tiny", "source/tiny.py", tiny_source)
    assert [cell.role for cell in source.cells] == [
        Role.PROSE,
        Role.GIVEN,
        Role.SOLUTION,
        Role.CHECK,
        Role.SOLUTION,
        Role.CHECK,
        Role.EXPERIMENT,
        Role.WRITTEN,
    ]
    lines = tiny_source.splitlines()
    for cell in source.cells:
        assert lines[cell.line - 1].startswith("# %%")
        assert cell.lines[0] == lines[cell.line]


def test_header_options_title_and_magics_are_read(tiny_source):
    source = parse_source("tiny", "source/tiny.py", tiny_source)
    assert source.title == "Adding up"
    assert source.refuses == ("torch",)
    assert source.files == ()
    assert source.cells[1].source.startswith("%matplotlib inline\n")


def test_short_keys_stay_and_those_of_jupytext_go(tiny_source):
    source = parse_source("tiny", "source/tiny.py", tiny_source)
    assert source.cells[4].meta == {"item": "add_twice", "uses": ["add"]}
    assert source.cells[6].meta == {"tags": ["experiment"], "alt": "A line that rises"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import os\n\n# %%\nx = 1\n", "source/tiny.py:1: text before the first cell"),
        ("# ---\n# jupyter:\n#   a: 1\n# %%\nx = 1\n", "source/tiny.py:1: text before the first cell"),
        ('# %%\nx = """\n# %% no cell\n"""\n', "source/tiny.py:3: `# %%` inside a string"),
        ("# ---\n# jupyter:\n#   autograder: [a\n# ---\n# %%\n1\n", "source/tiny.py:3: the header is not YAML"),
        (
            '# %%\n1\n# %% tags="experiment"\n1\n',
            "source/tiny.py:3: 'experiment' is not of type 'array'; mend this header",
        ),
    ],
)
def test_what_is_no_text_notebook_is_refused_with_its_line(text, message):
    with pytest.raises(ConfigError) as caught:
        parse_source("tiny", "source/tiny.py", text)
    assert message in str(caught.value)


def test_missing_source_names_the_mend(tmp_path):
    with pytest.raises(ConfigError, match=r"source/gone\.py:1: missing, but course_config\.py lists.*write it"):
        read_source("gone", tmp_path)


def test_source_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "tiny.py").write_bytes(b"# %%\n# \xe9\n")
    with pytest.raises(ConfigError, match=r"source/tiny\.py:1: not UTF-8"):
        read_source("tiny", tmp_path)
