"""The public checks of last_names: the model solution passes each of them, and a division by zero is not mended."""

import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "source"))  # students import it from beside the notebook

import checks
import checks_last_names as public

from autograder.config import HOUSE
from solutions import last_names as reference

NOTEBOOK = (HOUSE / "source" / "last_names.py").read_text("utf-8")
CELLS = re.findall(r'(?m)^# %% item="(\w+)" points=\S+\n((?:(?!# %%).*\n)+)', NOTEBOOK)


@pytest.mark.parametrize(("item", "cell"), [(item, cell) for item, cell in CELLS if "predictions" not in cell])
def test_the_model_solution_passes(item, cell, capsys):
    exec(cell, {**vars(reference), **vars(public)})
    assert "passes" in capsys.readouterr().out


@pytest.mark.parametrize(("filled", "said"), [(0.0, "recall[3] is 0"), (float("inf"), "recall[3] is inf")])
def test_a_category_without_examples_has_no_recall(filled, said):
    def evaluate(model, batches):
        accuracy, recall = reference.evaluate(model, batches)
        return accuracy, recall.nan_to_num(filled)

    with pytest.raises(checks.CheckFailed) as caught:
        public.check_evaluate(evaluate)
    assert said in str(caught.value)
