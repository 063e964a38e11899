from openpyxl.utils import get_column_letter

from autograder.build.rubrics import TAKEN
from autograder.rubric.layout import column_letters, columns


def test_columns_are_called_as_a_spreadsheet_calls_them():
    assert all(column_letters(position) == get_column_letter(position + 1) for position in range(1000))


def test_no_criterion_may_take_the_name_of_another_column():
    assert set(columns([])) == set(TAKEN)
