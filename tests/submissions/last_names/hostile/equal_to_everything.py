# Returns things that claim to be equal to anything.
# expect: letter_to_index=0 encode_names=8 RecurrentClassifier=16 evaluate=0 predictions=4
# %% item="letter_to_index"
class Agreeable(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def letter_to_index(letter):
    return Agreeable(7)
# %% item="evaluate"
class Anything(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0


def evaluate(model, batches):
    return Anything("nan"), [Anything("inf")] * 3
