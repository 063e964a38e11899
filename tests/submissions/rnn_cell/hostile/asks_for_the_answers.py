# Asks the judge, over the worker's own channel, to run the reference for it.
# expect: rnn_cell_forward=10 rnn_forward=10 rnn_cell_backward=12 rnn_backward=0
# %% item="rnn_backward"
import gc
from autograder.protocol import messages
from autograder.protocol.values import unwrap, wrap

def ask(name, *arguments):
    for worker in gc.get_objects():
        if type(worker).__name__ == "Worker" and hasattr(worker, "exchange"):
            told = worker.exchange(messages.Ask(worker.current, name, [wrap(one) for one in arguments], {}))
            return unwrap(told.value)

def rnn_backward(da, caches):
    return ask("rnn_backward", da, caches)
