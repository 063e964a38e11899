# One second bias for the whole layer, not for each block.
# expect: two_steps=8 parameter_counts=2.5 gradient_factor=4 reading_a_loss=2 stacked_shapes=3
# %% item="parameter_counts"
def parameter_counts():
    n = numbers
    rnn = n["H"] * (n["D"] + n["H"] + 1)
    gru = 3 * rnn
    lstm = 4 * rnn
    rnn_two = rnn + n["H"]
    gru_two = gru + n["H"]
    lstm_two = lstm + n["H"]
    return dict(rnn=rnn, gru=gru, lstm=lstm, rnn_two=rnn_two, gru_two=gru_two, lstm_two=lstm_two)
