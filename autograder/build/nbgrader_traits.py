"""The traits of nbgrader that decide the bytes of a release.

The build and the course's ``nbgrader_config.py`` both take them from here, so that
``nbgrader generate_assignment`` typed by hand writes what the build writes. Cheap to import: the
configuration is executed several times for each command.
"""

from __future__ import annotations

from typing import Any

#: What a student finds in place of a solution.
CODE_STUB = '# YOUR CODE HERE\nraise NotImplementedError("replace this line by your code, then run the check below")'
#: What a student finds in place of a model answer.
TEXT_STUB = "YOUR ANSWER HERE"

#: Class -> trait -> value, as ``traitlets.config.Config`` takes it.
BUILD_TRAITS: dict[str, dict[str, Any]] = {
    "ClearSolutions": {"code_stub": {"python": CODE_STUB}, "text_stub": TEXT_STUB},
    # mark schemes stand inside solution regions, of cells that nbgrader does not call tasks
    "ClearMarkScheme": {"enforce_metadata": False},
}
