# Two biases are counted as one.
# expect: two_steps=8 parameter_counts=2.5 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="parameter_counts"
def parameter_counts():
    n = numbers
    rnn = n["H"] * (n["D"] + n["H"] + 1)
    gru = 3 * rnn
    lstm = 4 * rnn
    rnn_two = rnn
    gru_two = 3 * rnn_two
    lstm_two = 4 * rnn_two
    return dict(rnn=rnn, gru=gru, lstm=lstm, rnn_two=rnn_two, gru_two=gru_two, lstm_two=lstm_two)
