"""One check for each exercise of the part lstm. What should hold comes from your own functions, not from a solution."""

from checks import call


def check_lstm_cell_forward(lstm_cell_forward, seed=0):
    __tracebackhide__ = True


def check_lstm_forward(lstm_forward, lstm_cell_forward, seed=0):
    __tracebackhide__ = True


def check_lstm_cell_backward(lstm_cell_backward, lstm_cell_forward, seed=0):
    __tracebackhide__ = True


def check_lstm_backward(lstm_backward, lstm_forward, seed=0):
    __tracebackhide__ = True


def check_lstm_parameter_count(lstm_parameter_count):
    call(lstm_parameter_count, input_size=2, hidden_size=3)


def check_LSTMLayer(LSTMLayer, seed=0):
    __tracebackhide__ = True


def check_LSTM(LSTM, LSTMLayer, seed=0):
    __tracebackhide__ = True
