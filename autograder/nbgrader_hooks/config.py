"""Sets everything that nbgrader has to know of this package on its configuration.

nbgrader executes the configuration three times for each command and once for each request of
formgrader: nothing here imports nbgrader, and every line is an assignment that may be repeated.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from autograder.build.nbgrader_traits import BUILD_TRAITS
from autograder.config import HOUSE, load_course
from autograder.errors import ConfigError

HOOKS = "autograder.nbgrader_hooks"
TEMPLATES = Path(__file__).parent / "templates"
FEEDBACK_PAGE = TEMPLATES / "graded.html.j2"
FORMGRADER_PAGE = TEMPLATES / "formgrade.html.j2"
SANITIZE = [
    f"{HOOKS}.sanitizer.Sanitizer",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
AUTOGRADE = [
    f"{HOOKS}.executor.Executor",
    "nbgrader.preprocessors.SaveAutoGrades",
    f"{HOOKS}.settle.Settle",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
FEEDBACK = [
    "nbgrader.preprocessors.GetGrades",
    f"{HOOKS}.feedback.Feedback",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]


def configure(c: Any, root: Path | str) -> None:
    """Make the course root ``root`` grade with this package: the two lines of ``nbgrader_config.py``."""
    root = Path(root).resolve()
    course = load_course(root if (root / "course_config.py").is_file() else HOUSE)
    for name, traits in BUILD_TRAITS.items():
        for trait, value in traits.items():
            setattr(c[name], trait, value)
    c.CourseDirectory.course_id = course.course_id
    c.CourseDirectory.root = str(root)
    if course.db_url:
        c.CourseDirectory.db_url = course.db_url
    c.CourseHook.root = str(root)
    c.Autograde.sanitize_preprocessors = list(SANITIZE)
    c.Autograde.autograde_preprocessors = list(AUTOGRADE)
    c.Autograde.exporter_class = f"{HOOKS}.exporter.HealingExporter"
    c.GenerateFeedback.preprocessors = list(FEEDBACK)
    c.ExportApp.plugin_class = f"{HOOKS}.export.CsvPlugin"
    _show_student_work_safely(c)
    _show_mark_schemes_to_graders(c)
    # The exchange is for courses on one shared machine; an empty one of our own keeps formgrader quiet.
    exchange = root / ".autograder" / "exchange"
    with suppress(OSError):
        exchange.mkdir(parents=True, exist_ok=True)
    c.Exchange.root = str(exchange)


def _show_student_work_safely(c: Any) -> None:
    """Both formgrader and feedback render with HTMLExporter."""
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = {
        "markdown2html": f"{HOOKS}.safe_html.safe_markdown",
        "clean_html": f"{HOOKS}.safe_html.clean_html",
    }


def _show_mark_schemes_to_graders(c: Any) -> None:
    """Formgrader takes what HTMLExporter says; feedback has settings of its own, without mark schemes."""
    safe = f"{HOOKS}.safe_html.SafeOutputs"
    c.HTMLExporter.preprocessors = [safe, f"{HOOKS}.mark_scheme.MarkScheme"]
    c.HTMLExporter.template_file = str(FORMGRADER_PAGE)
    c.GenerateFeedback.HTMLExporter.preprocessors = [safe]
    c.GenerateFeedback.HTMLExporter.template_file = str(FEEDBACK_PAGE)


def load_config(root: Path) -> Any:
    """What ``nbgrader`` typed in ``root`` would use."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    path = root / "nbgrader_config.py"
    config = Config()
    if path.is_file():
        try:
            config = PyFileConfigLoader(path.name, path=str(root)).load_config()
        except Exception as error:  # the file is Python; it may raise anything
            raise ConfigError(f"{path} does not run: {type(error).__name__}: {error}") from error
    if "CourseHook" not in config:
        configure(config, root)
    return config
