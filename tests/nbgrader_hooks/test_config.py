"""One call configures nbgrader; it is cheap, and may be repeated."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.errors import ConfigError
from autograder.nbgrader_hooks.config import configure
from autograder.nbgrader_hooks.converting import load_config
from tests.nbgrader_hooks.conftest import CHECKOUT


def test_configuring_twice_is_configuring_once(root: Path) -> None:
    once, twice = Config(), Config()
    configure(once, root)
    configure(twice, root)
    configure(twice, root)
    assert once == twice
    assert once.CourseDirectory.course_id == "fake"
    assert once.CourseDirectory.root == str(root)


def test_every_import_string_names_something(root: Path) -> None:
    c = Config()
    configure(c, root)
    named = [
        *c.Autograde.sanitize_preprocessors,
        *c.Autograde.autograde_preprocessors,
        *c.GenerateFeedback.preprocessors,
        *c.HTMLExporter.preprocessors,
        *c.HTMLExporter.filters.values(),
        c.Autograde.exporter_class,
        c.ExportApp.plugin_class,
    ]
    assert all(callable(import_item(name)) for name in named)


def test_the_stub_of_the_build_is_nbgraders(root: Path) -> None:
    c = Config()
    configure(c, root)
    assert "raise NotImplementedError" in c.ClearSolutions.code_stub["python"]


def test_formgrader_and_feedback_have_templates_of_their_own(root: Path) -> None:
    c = Config()
    configure(c, root)
    pages = [Path(c.HTMLExporter.template_file), Path(c.GenerateFeedback.HTMLExporter.template_file)]
    assert all(page.is_file() for page in pages)
    assert pages[0] != pages[1]
    # nbgrader sets these; the templates extend what it names
    assert not {"template_name", "extra_template_basedirs"} & set(c.HTMLExporter)


def test_feedback_is_written_without_mark_schemes(root: Path) -> None:
    c = Config()
    configure(c, root)
    assert any("mark_scheme" in name for name in c.HTMLExporter.preprocessors)
    assert not any("mark_scheme" in name for name in c.GenerateFeedback.HTMLExporter.preprocessors)


def test_configuring_imports_no_nbgrader(root: Path) -> None:
    """nbgrader runs the configuration three times for each command."""
    code = f"""
import sys
from traitlets.config import Config
from autograder.nbgrader_hooks.config import configure
configure(Config(), {str(root)!r})
print([name for name in ("nbgrader", "nbconvert", "torch", "numpy", "sqlalchemy") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_root_without_a_course_of_its_own_uses_this_checkouts(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_bytes((CHECKOUT / "nbgrader_config.py").read_bytes())
    c = load_config(tmp_path)
    assert c.CourseDirectory.root == str(tmp_path)
    assert c.CourseDirectory.course_id


def test_a_root_without_configuration_is_configured(tmp_path: Path) -> None:
    assert "HealingExporter" in load_config(tmp_path).Autograde.exporter_class


def test_a_configuration_that_does_not_run_is_named(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_text("1 / 0")
    with pytest.raises(ConfigError, match=r"nbgrader_config.py does not run: ZeroDivisionError"):
        load_config(tmp_path)
