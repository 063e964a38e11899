# Has the right numbers as text, whole numbers, complex numbers and Python objects.
# expect: rnn_cell_forward=0 rnn_forward=0 rnn_cell_backward=0 rnn_backward=0
# %% after="rnn_backward"
def converted(function, convert):
    def convert_all(value):
        if isinstance(value, np.ndarray):
            return convert(value)
        if isinstance(value, dict):
            return {name: convert_all(entry) for name, entry in value.items()}
        return tuple(map(convert_all, value)) if isinstance(value, tuple) else value
    return lambda *arguments: convert_all(function(*arguments))

rnn_backward = converted(rnn_backward, lambda array: array.astype(object))
rnn_cell_backward = converted(rnn_cell_backward, lambda array: array.tolist())
rnn_forward = converted(rnn_forward, lambda array: array.astype(complex))
rnn_cell_forward = converted(rnn_cell_forward, lambda array: np.round(array).astype(int))
