import pytest

from autograder.build.rules import items_of, source_problems
from autograder.build.source import parse_source
from autograder.records import Item

TITLE = "# %% [markdown]\n# # Title\n\n"
CHECK = '# %% item="{0}" points={1}\nassert {0}\n\n'


def solution(item: str, more: str = "") -> str:
    return f'# %% item="{item}"{more}\ndef {item}():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n\n'


def item(name: str, more: str = "") -> str:
    return solution(name, more) + CHECK.format(name, 5)


def problems_of(text: str) -> list[str]:
    return source_problems(parse_source("tiny", "source/tiny.py", TITLE + text))


def test_sound_source_has_no_problems_and_ordered_items(tiny_source):
    source = parse_source("tiny", "source/tiny.py", tiny_source)
    assert source_problems(source) == []
    assert items_of(source) == (
        Item("add", 10.0),
        Item("add_twice", 2.5, uses=("add",)),
        Item("why_add", 4.0, manual=True),
    )


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("# %% weight=3\n1\n", 4, "unknown header key 'weight'; known are item, points, uses, refuses, tags and alt"),
        ("# %% A title\n1\n", 4, "unknown header key 'title'"),
        ('# %% item="add\n1\n', 4, "the header cannot be read; write it as `# %% item="),
        ("# %% [raw]\n# text\n", 4, "a raw cell; use `# %%` or `# %% [markdown]`"),
        (solution("add"), 4, "points missing for item 'add'; add `# %% item=\"add\" points=5` below"),
        ("# %% points=3\n1\n", 4, "points on a cell without an item"),
        (solution("add") + CHECK.format("add", 0), 10, "points must be a positive number, not 0"),
        (solution("add") + CHECK.format("add", -2), 10, "points must be a positive number, not -2"),
        (solution("add") + CHECK.format("add", "NaN"), 10, "points must be a positive number, not nan"),
        (solution("add") + CHECK.format("add", "Infinity"), 10, "points must be a positive number, not inf"),
        (solution("add") + CHECK.format("add", "true"), 10, "points must be a positive number, not True"),
        (solution("add") + CHECK.format("add", '"5"'), 10, "points must be a positive number, not '5'"),
        (CHECK.format("add", 5) + solution("add"), 4, "the grade cell of item 'add' stands above its solution cell"),
        (CHECK.format("add", 5), 4, 'a grade cell without a solution cell; add `# %% item="add"` above'),
        (item("add") + CHECK.format("add", 5), 13, "item 'add' has a grade cell already, on line 10; merge the two"),
        (item("add") + solution("add"), 13, "duplicate item 'add', first on line 4; rename one of them"),
        (item("add", ' uses=["sub"]'), 4, "uses names the unknown item 'sub'"),
        (item("add", ' uses=["sub"]') + item("sub"), 4, "uses names 'sub', which does not come before this item"),
        (item("add", ' uses=["add"]'), 4, "uses names 'add', which does not come before this item"),
        (item("add", ' uses="sub"'), 4, "uses must be a list of items, not 'sub'"),
        ('# %% uses=["add"]\n1\n', 4, "uses belongs in the header of a solution cell"),
        (item("add").replace('"add"', '"add-up"'), 4, "item 'add-up' is not an identifier"),
        (item("add").replace('"add"', "3"), 4, "item 3 is not an identifier"),
        (item("test_add"), 4, "item 'test_add' begins like the id of a grade cell"),
        (item("a" * 60), 4, "is longer than 59 characters"),
        ('# %% tags=["experiment"] alt=2\n1\n', 4, "alt must be a sentence, not 2"),
        (item("add", ' refuses=["numpy"]'), 4, "refuses must be a list of torch, torch.nn.RNN, "),
        (item("add", ' refuses="torch"'), 4, "refuses must be a list of torch, torch.nn.RNN, "),
        ('# %% refuses=["torch"]\n1\n', 4, "refuses belongs in the header of a solution cell"),
        (item("add", ' tags=["experiment"]'), 4, "a cell of an item cannot be an experiment"),
        ('# %% tags=["experiment"] alt=""\n1\n', 4, "alt must be a sentence"),
        (
            '# %% [markdown] item="why"\n# Q\n# ### BEGIN SOLUTION\n# A\n# ### END SOLUTION\n',
            4,
            "points missing for item 'why'; add `points=…` to this header",
        ),
        (
            '# %% [markdown] item="why" points=1\n# Q\n# ### BEGIN SOLUTION\n# A\n# ### END SOLUTION\n\n'
            + CHECK.format("why", 5),
            10,
            "item 'why' is a written answer and carries its own points; delete this grade cell",
        ),
    ],
)
def test_each_problem_names_its_line_and_the_mend(text, line, problem):
    problems = problems_of(text)
    assert any(found.startswith(f"source/tiny.py:{line}: ") and problem in found for found in problems), problems


def test_all_problems_come_together_in_the_order_of_lines():
    problems = problems_of("# %% points=3\n1\n\n" + solution("add") + '# %% item="b" points=0\n1\n')
    assert [int(problem.split(":")[1]) for problem in problems] == [4, 7, 13, 13]


@pytest.mark.parametrize(
    ("options", "line", "problem"),
    [
        ("    refuse: [torch]", 4, "unknown option 'refuse' in the header; known are refuses, files and hands_in"),
        ("    refuses: torch", 4, "refuses must be a list of names, not 'torch'"),
        ("    refuses: [1]", 4, "refuses must be a list of names"),
        ("    refuses: [torch.nn.Linear]", 4, "refuses names 'torch.nn.Linear'; of torch's layers, torch.nn.RNN, "),
        (
            "    hands_in: [../answers.csv]",
            4,
            "students cannot hand in '../answers.csv'; name a .csv, .txt or .json file",
        ),
        ("    hands_in: [numpy.py]", 4, "students cannot hand in 'numpy.py'"),
        ("    hands_in: [requirements.txt]", 4, "students cannot hand in 'requirements.txt'"),
        ("    - torch", 3, "`autograder:` must hold keys"),
    ],
)
def test_options_of_the_header_are_checked(options, line, problem):
    text = f"# ---\n# jupyter:\n#   autograder:\n#{options}\n# ---\n\n{TITLE}{item('add')}"
    problems = source_problems(parse_source("tiny", "source/tiny.py", text))
    assert [found.startswith(f"source/tiny.py:{line}: ") and problem in found for found in problems] == [True], problems


def test_part_without_a_title_is_refused():
    source = parse_source("tiny", "source/tiny.py", item("add"))
    assert source_problems(source) == ["source/tiny.py:1: no title; begin the first markdown cell with `# # Title`"]
