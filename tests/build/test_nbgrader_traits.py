import subprocess
import sys

from autograder.build.nbgrader_traits import BUILD_TRAITS, CODE_STUB
from autograder.config import HOUSE


def test_traits_exist_in_nbgrader():
    from nbgrader import preprocessors

    for name, traits in BUILD_TRAITS.items():
        assert traits.keys() <= set(getattr(preprocessors, name).class_trait_names(config=True))


def test_starter_tells_the_student_what_to_do():
    assert CODE_STUB.splitlines() == [
        "# YOUR CODE HERE",
        'raise NotImplementedError("replace this line by your code, then run the check below")',
    ]


def test_configuration_stays_cheap_to_import():
    code = (
        "import sys, autograder.build.nbgrader_traits; print({'nbgrader', 'nbformat', 'jupytext'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
