"""Families of errors, by whose fault it is.

AutograderError
├── SubmissionError   the student's: becomes a verdict, or an unusable submission
├── SheetError        the file that a person filled in: nothing of it was used; the message lists every place
└── GraderError       ours: becomes ``grader_error``; never a zero, never credit
    ├── ConfigError   the course configuration or a source is wrong; the message names the mend
    └── SandboxError  the machine cannot isolate student code, or the sandbox broke
        └── SandboxLost  the sandbox broke while it was used: trying again may help
"""


class AutograderError(Exception):
    """Base of all errors that this package raises on purpose."""


class SubmissionError(AutograderError):
    """A submission cannot be used as it is; the message says why and what to do."""


class SheetError(AutograderError):
    """A grading sheet cannot be used as it is; nothing was changed, and the message names every place."""


class GraderError(AutograderError):
    """The grader itself failed; no score may be derived from it."""


class ConfigError(GraderError):
    """The course configuration or a part's source is wrong."""


class SandboxError(GraderError):
    """Student code cannot be isolated here, or the sandbox did not do its part."""


class SandboxLost(SandboxError):
    """The sandbox ended while student code ran in it, through no doing of that code."""
