"""The drawings of the parts, as code: one module per part, on the helpers of `drawing`."""
