"""The seam between hidden tests and what students write where a plain call is not enough.

The adapter of a part runs in the sandbox, beside the student's code: it holds no secret and judges nothing.
"""
