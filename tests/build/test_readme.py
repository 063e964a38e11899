from autograder.build.readme import readme_text
from autograder.build.source import parse_source
from autograder.config import Assignment, Course

TEXT_ONLY = '# %% [markdown]\n# # Say | why\n\n# %% [markdown] item="why" points=1.5\n# Q\n'


def course(*parts: str, due: str | None = None) -> Course:
    return Course(course_id="tiny_course", assignments={"sums": Assignment(parts=parts, due=due)}, grading_seed=1)


def test_readme_lists_parts_with_titles_and_points_in_order(tiny_source):
    sources = [
        parse_source("tiny", "source/tiny.py", tiny_source),
        parse_source("words", "source/words.py", TEXT_ONLY),
    ]
    text = readme_text(course("tiny", "words", due="2027-01-31 23:59:00 UTC"), "sums", sources)
    assert text.startswith("# Tiny course: assignment `sums`\n")
    assert "| 1 | [`tiny.ipynb`](tiny.ipynb) | Adding up | 3 | 16.5 |\n" in text
    assert "| 2 | [`words.ipynb`](words.ipynb) | Say \\| why | 1 | 1.5 |\n" in text
    assert "**4** | **18** |" in text
    assert "Due: 2027-01-31 23:59:00 UTC." in text
    assert "Hand in `tiny.ipynb` and `words.ipynb`; do not rename them." in text


def test_readme_names_the_files_that_go_with_a_notebook(tiny_source):
    tiny = tiny_source.replace("#     refuses: [torch]", "#     hands_in: [sums.csv]")
    source = parse_source("tiny", "source/tiny.py", tiny)
    text = readme_text(course("tiny"), "sums", [source])
    assert "Hand in `tiny.ipynb`, with `sums.csv`, which `tiny.ipynb` writes; do not rename them." in text


def test_readme_says_only_what_the_parts_need():
    text = readme_text(course("words"), "sums", [parse_source("words", "source/words.py", TEXT_ONLY)])
    assert "YOUR ANSWER HERE" in text
    assert "NotImplementedError" not in text
    assert "Due" not in text
    assert "Hand in `words.ipynb`; do not rename it." in text
