"""One check for each exercise of the part last_names. What should hold comes from your own code and from small cases."""

import csv
import string
from collections import Counter
from pathlib import Path

import torch

from checks import call, expect_parts, fail
from checks_torch import close, expect_gradients_reach, expect_tensor, run

ALPHABET = string.ascii_letters + " .,;'"
PADDING = len(ALPHABET)
FILE = "last_names_predictions.csv"


def expect_refused(called, function, *arguments, shows=None, next_step):
    """The call must raise ValueError, with a message that shows what is wrong."""
    try:
        result = run(called, function, *arguments)
    except ValueError as error:
        if shows and shows not in str(error):
            fail(called, f"it raises ValueError, but the message ({str(error)[:60]!r}) does not show {shows!r}.",
                 "the text of the error.", "put the letter into it, as f\"{letter!r} is …\".")
        return
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        fail(called, f"it raises {type(error).__name__}; it should raise ValueError.", "the docstring under Raises.",
             next_step)
    shown = f"a tensor of shape {tuple(result.shape)}" if torch.is_tensor(result) else repr(result)[:60]
    fail(called, f"it returned {shown}; it should raise ValueError.", "the docstring under Raises.", next_step)


# ---- letter_to_index --------------------------------------------------------------------------------------------


def check_letter_to_index(letter_to_index):
    """Every letter of the alphabet, letters outside it, several letters and none."""
    __tracebackhide__ = True
    for place, letter in enumerate(ALPHABET):
        index = call(letter_to_index, letter=letter)
        called = f"letter_to_index({letter!r})"
        if isinstance(index, bool) or not hasattr(index, "__index__"):
            fail(called, f"came back as a {type(index).__name__}; it should be an int.", "what you return.",
                 "print its type.")
        if int(index) != place:
            there = repr(ALPHABET[index]) if 0 <= index < len(ALPHABET) else "no letter at all"
            fail(called, f"came back as {index}, which is the place of {there}.", "how the place is counted.",
                 "print ALPHABET and count from 0.")
    for letter in ("é", "-", "7", "ж"):
        expect_refused(f"letter_to_index({letter!r})", letter_to_index, letter, shows=letter,
                       next_step="what does your code do with a letter that it does not find?")
    for letter in ("ab", ""):
        expect_refused(f"letter_to_index({letter!r})", letter_to_index, letter,
                       next_step=f"what is {letter!r} in ALPHABET, and why?")
    print("passes: all 57 letters; other letters, two letters and no letter are refused")


# ---- encode_names -----------------------------------------------------------------------------------------------

PLAIN = [["Ann", "O'Hara", "de la Cruz"], ["Li"], ["Bo", "Zz. ;,"], ["b", "Bb"]]
#: As typed, and folded.
TYPED = [("Ørsted", "Orsted"), ("Weiß", "Weiss"), ("Nguyễn", "Nguyen"), ("O\u2019Brien-Łoś", "O'Brien Los"),
         ("Ægir", "Aegir"), ("e\u0301", "e"), ("Đặng", "Dang"), ("Ǿlund", "Olund")]  # fmt: skip


def check_encode_names(encode_names, letter_to_index):
    """Kind and dtype, lengths, letters, padding; folding, step by step; what must be refused."""
    __tracebackhide__ = True
    for names in PLAIN:
        check_rows(encode_names, names, names)
    for typed, folded in TYPED:
        check_rows(encode_names, [typed, "Bo"], [folded, "Bo"])
    for names in (["Li", "李"], ["Li李"], ["Bob2"]):
        expect_refused(f"encode_names({names})", encode_names, names,
                       next_step="which function of yours refuses a letter, and is it asked about every one?")
    for names in ([], ["Ann", ""], ["\u0301"]):
        expect_refused(f"encode_names({names!r})", encode_names, names,
                       next_step="check it before you make the rectangle: what is left of each name after folding?")
    print("passes: letters, padding, lengths, int64; folding in three steps; what cannot be encoded is refused")


def check_rows(encode_names, names, folded):
    called = f"encode_names({names})"
    try:
        result = call(encode_names, names=list(names))
    except ValueError as error:
        fail(called, f"it raises ValueError ({str(error)[:80]}), but these names fold to {folded}.",
             "steps A to C, in this order.", "print what is left of the name after each step.")
    expect_parts(called, result, 2, "x and lengths")
    x, lengths = result
    B, T = len(folded), max(map(len, folded))
    for what, value in (("x", x), ("lengths", lengths)):
        if not torch.is_tensor(value) or value.dtype != torch.int64:
            got = f"a tensor of {value.dtype}" if torch.is_tensor(value) else f"a {type(value).__name__}"
            fail(called, f"{what} is {got}; it should be an int64 tensor.", f"the line that makes {what}.",
                 "what does torch.tensor make of a list of int?")
    expect_tensor(called, "lengths", lengths, "(B,)", (B,))
    for typed, name, length in zip(names, folded, lengths.tolist()):
        if length != len(name):
            hint = " That is the place of its last letter." if length == len(name) - 1 else ""
            hint = " That is its length as it was typed." if length == len(typed) else hint
            fail(called, f"the length of {typed!r} is {length}; folded, it is {name!r}.{hint}",
                 "from what, and when, lengths are taken.", "print the folded name and its length.")
    expect_tensor(called, "x", x, "(B, T)", (B, T))
    for typed, name, row in zip(names, folded, x.tolist()):
        spelled = "".join(ALPHABET[index] if 0 <= index < PADDING else "?" for index in row[: len(name)])
        if spelled != name:
            fail(called, f"the row of {typed!r} begins {row[: len(name)]}, which spells {spelled!r}; folded, the "
                 f"name is {name!r}.", "steps A to D, in this order.", "print what is left of the name after each step.")
        if any(index != PADDING for index in row[len(name) :]):
            fail(called, f"behind {name!r} stands {row[len(name) :]}; it should be PADDING, {PADDING}, throughout.",
                 "with what the rectangle is filled.", "which number did you fill it with, and is it a letter's?")


# ---- RecurrentClassifier ----------------------------------------------------------------------------------------


def make_loud(model, seed):
    """Large random weights, so that every letter can be heard in the scores."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(0, 0.6)


def check_classifier(RecurrentClassifier):
    """Shapes; padding, other names, every letter; scores; the layers; dropout; gradients; for both kinds of layers."""
    __tracebackhide__ = True
    for V, R, C, layers, kind in ((9, 4, 3, 1, "lstm"), (7, 6, 5, 1, "rnn"), (8, 5, 2, 2, "lstm"), (8, 3, 4, 3, "rnn")):
        made = f"RecurrentClassifier({V}, {R}, {C}, num_layers={layers}, model_type={kind!r})"
        model = run(made, lambda: RecurrentClassifier(V, R, C, num_layers=layers, model_type=kind))
        make_loud(model, seed=V)
        model.eval()
        x = torch.tensor([[1, 2, 0, 3, 4], [5, 0, 6, 6, 6], [3, 1, 2, 6, 6], [2, 6, 6, 6, 6]])
        last_pos = torch.tensor([4, 1, 2, 0])
        logits = run(made, model, x, last_pos)
        expect_tensor(made, "logits", logits, "(B, n_categories)", (4, C))
        expect_scores(made, logits)
        check_padding(made, model, x, last_pos, logits, V)
        check_companions(made, model, x, last_pos, logits)
        check_letters(made, model)
        check_layers(made, model, V, R, C, layers, kind)
        targets = torch.arange(4) % C
        loss = torch.nn.functional.cross_entropy(model(x, last_pos), targets)
        expect_gradients_reach(made, loss, model)
        expect_letters_learn(made, loss, model, (V, R), x[torch.arange(5) <= last_pos[:, None]].unique().tolist())
    check_dropout(RecurrentClassifier)
    expect_refused("RecurrentClassifier(9, 4, 3, model_type='gru')",
                   lambda: RecurrentClassifier(9, 4, 3, model_type="gru"), next_step="what if it is neither of the two?")
    print("passes: shapes, padding, other names, every letter, scores, layers, dropout, gradients; LSTM and RNN")


def expect_scores(made, logits):
    sums = logits.detach().sum(dim=1)
    if not torch.isfinite(logits).all():
        fail(made, "some scores are nan or inf.", "what you do after the linear map.", "print the scores of one name.")
    if logits.min() >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-4):
        fail(made, "the scores of each name are positive and sum to 1, so they are probabilities.",
             "what stands after the linear map.", "what does cross_entropy do with the scores, by its documentation?")


def check_padding(made, model, x, last_pos, logits, V):
    behind = torch.arange(x.shape[1]) > last_pos[:, None]
    others = (("other indices", torch.where(behind, 0, x)), ("more of it", torch.cat([x, x.new_full((4, 3), V - 1)], 1)))
    for what, other in others:
        if not close(run(made, model, other, last_pos), logits):
            rows = [row for row in range(4) if not close(model(other, last_pos)[row], logits[row])]
            fail(made, f"the scores of rows {rows} change when there is {what} behind the last letters.",
                 "which state goes into the linear map: that of the last column, or of the last letter?",
                 "for one name, print all its states with and without padding. From where on do they differ?")


def check_companions(made, model, x, last_pos, logits):
    for row in range(len(x)):
        alone = run(made, model, x[row : row + 1], last_pos[row : row + 1])
        if not close(alone[0], logits[row]):
            fail(made, f"name {row} of a batch of 4 has other scores there than alone.",
                 "on which axis the recurrent layer expects the batch, and how the states are picked.",
                 "print the shape of the states, and the shape of what you pick from them.")


def check_letters(made, model):
    name, last = torch.tensor([[1, 2, 0, 3]]), torch.tensor([3])
    before = run(made, model, name, last)
    for place in range(4):
        other = name.clone()
        other[0, place] = 4
        if close(run(made, model, other, last), before):
            guess = " The last letter is never read." if place == 3 else ""
            fail(made, f"letter {place} of a name of 4 can be changed, and no score changes.{guess}",
                 "at which place the state is taken.", "last_pos is an index, not a length. Which entry is index 3?")


def check_layers(made, model, V, R, C, layers, kind):
    found = sum(parameter.numel() for parameter in model.parameters())
    gates = {"lstm": 4, "rnn": 1}
    counts = {each: {V * R + R * C + layers * gates[each] * (2 * R * R + biases * R) + more + row
                     for biases in (0, 1, 2) for more in (0, C) for row in (0, R)} for each in gates}  # fmt: skip
    if found in counts[kind]:
        return
    other = "rnn" if kind == "lstm" else "lstm"
    guess = f" That many has one with model_type={other!r}." if found in counts[other] else ""
    held = ", ".join(f"{name} {tuple(entry.shape)}" for name, entry in model.named_parameters())
    fail(made, f"it has {found} parameters: {held}. Asked for are an embedding ({V}, {R}), {layers} {kind} layers "
         f"from {R} to {R} numbers, and a linear map to {C} scores.{guess}", "what __init__ puts into self.",
         "which argument decides the kind of the layers, and which their number?")


def expect_letters_learn(made, loss, model, shape, letters):
    for name, parameter in model.named_parameters():
        if tuple(parameter.shape) != shape:
            continue
        (gradient,) = torch.autograd.grad(loss, [parameter], retain_graph=True)
        still = [index for index in letters if not gradient[index].any()]
        if still:
            fail(made, f"index {still[0]} is in the names, but no gradient reaches its row of {name}.",
                 "the arguments of the embedding: is a letter taken for padding?",
                 "which index is padding in this course, and is it ever read?")


def check_dropout(RecurrentClassifier):
    made = "RecurrentClassifier(9, 40, 3, dropout=0.5)"
    model = run(made, lambda: RecurrentClassifier(9, 40, 3, dropout=0.5))
    make_loud(model, seed=3)
    x, last_pos = torch.tensor([[1, 2, 3], [4, 0, 0]]), torch.tensor([2, 0])
    model.eval()
    if not close(run(made, model, x, last_pos), run(made, model, x, last_pos)):
        fail(made, "after model.eval(), two calls give different scores.", "where numbers are dropped.",
             "does what drops know in which mode the model is? nn.Dropout does.")
    model.train()
    if close(run(made, model, x, last_pos), run(made, model, x, last_pos)):
        fail(made, "after model.train(), two calls give the same scores: nothing is dropped.",
             "what becomes of the argument dropout.", "print your model: is there a Dropout in it, and is it called?")
    made = "RecurrentClassifier(9, 40, 3)"
    model = run(made, lambda: RecurrentClassifier(9, 40, 3))
    make_loud(model, seed=3)
    model.train()
    if not close(run(made, model, x, last_pos), run(made, model, x, last_pos)):
        fail(made, "after model.train(), two calls give different scores, although dropout is 0.0.",
             "what becomes of the argument dropout.", "print your model: which p has its Dropout?")


# ---- evaluate ---------------------------------------------------------------------------------------------------


class TableModel(torch.nn.Module):
    """Scores by the last letter, from a table; wrong ones while it is in training."""

    def __init__(self, table):
        super().__init__()
        self.table = torch.nn.Parameter(table)
        self.gradients = False

    def forward(self, x, last_pos):
        self.gradients |= torch.is_grad_enabled()
        letters = x[torch.arange(len(x), device=x.device), last_pos]
        found = self.table.to(x.device)[letters]
        return found.roll(1, dims=1) if self.training else found


def small_batches():
    """Three batches of 3, 5 and 1 examples; a model that says letter modulo 4 gets 2, 4 and 0 of them right."""
    return [
        (torch.tensor([[0, 9], [1, 9], [9, 2]]), torch.tensor([0, 0, 1]), torch.tensor([0, 1, 1])),
        (torch.tensor([[4], [5], [6], [0], [0]]), torch.zeros(5, dtype=torch.int64), torch.tensor([0, 1, 2, 0, 1])),
        (torch.tensor([[9, 9, 1]]), torch.tensor([2]), torch.tensor([0])),
    ]


def check_evaluate(evaluate):
    """Accuracy and recall of unequal batches, a category without examples, modes, gradients, no batches."""
    __tracebackhide__ = True
    called = "evaluate on 3 batches of 3, 5 and 1 examples, of which 2, 4 and 0 are answered rightly"
    for training in (True, False):
        model = TableModel(5 * torch.eye(4).repeat(3, 1)).train(training)
        try:
            result = run(called, evaluate, model, iter(small_batches()))
        except ValueError as error:
            fail(called, f"it raises ValueError ({str(error)[:80]}), although there are batches.",
                 "how often you walk through batches: they are there once.", "count while you walk, in one loop.")
        expect_parts(called, result, 2, "accuracy and recall")
        accuracy, recall = expect_number(called, result[0]), result[1]
        expect_tensor(called, "recall", recall.nan_to_num() if torch.is_tensor(recall) else recall, "(C,)", (4,))
        expect_accuracy(called, accuracy)
        expect_recall(called, recall)
        if model.training is not training:
            fail(called, f"the model came in {'training' if training else 'evaluation'} mode and is in the other now.",
                 "the end of your function.", "remember model.training at the beginning.")
        if model.gradients:
            fail(called, "the model was asked with gradients, which costs time and memory.", "what surrounds the call.",
                 "look up torch.no_grad.")
    expect_refused("evaluate without any batch", evaluate, TableModel(torch.eye(4)), iter([]),
                   next_step="what do you divide by if nothing was counted?")
    print("passes: accuracy, recall and nan; evaluation mode, and back; no gradients; no batches are refused")


def expect_number(called, accuracy):
    if not torch.is_tensor(accuracy) and not isinstance(accuracy, (int, float)) or getattr(accuracy, "ndim", 0):
        fail(called, f"accuracy is a {type(accuracy).__name__}; it should be a float.", "the last line.",
             "print the type of each of the two results.")
    return float(accuracy)


def expect_accuracy(called, accuracy):
    guesses = {"the mean of the batches' accuracies": (2 / 3 + 4 / 5 + 0) / 3, "the mean of the recalls": 0.75,
               "that of the model in training mode": 1 / 9, "that of the last batch alone": 0.0,
               "the number of right answers": 6.0}  # fmt: skip
    if abs(accuracy - 6 / 9) > 1e-4:
        guess = next((text for text, value in guesses.items() if abs(accuracy - value) < 1e-4), "")
        fail(called, f"accuracy is {accuracy:.4f}.{f' It looks like {guess}.' if guess else ''}",
             "what you add up over batches, and what you divide by, when.",
             "add up right answers and examples; divide once, at the end.")


def expect_recall(called, recall):
    wanted, precisions, found = [3 / 4, 2 / 4, 1.0], [3 / 4, 2 / 3, 1 / 2], recall.tolist()

    def looks_like(values):
        return all(abs(one - value) < 1e-4 for one, value in zip(found, values))

    if not looks_like(wanted):
        guess = " That is the share among the guesses: the precision." if looks_like(precisions) else ""
        fail(called, f"recall begins {[round(one, 4) for one in found[:3]]}; there are 4, 4 and 1 examples of the first "
             f"categories, of which 3, 2 and 1 are answered rightly.{guess}", "by what you divide, for each category.",
             "print right answers and examples of each category.")
    if found[3] == found[3]:
        fail(called, f"recall[3] is {found[3]:g}, but no example has category 3: it should be nan.",
             "the division for a category without examples.", "what does torch make of 0 / 0?")


# ---- predictions ------------------------------------------------------------------------------------------------


def check_predictions(predictions, test_names, languages):
    """The function on a model whose answers are known; then the file: every name once, known languages."""
    __tracebackhide__ = True
    some = ["first", "second", "third"]
    model = TableModel(5 * torch.eye(3).repeat(20, 1)).train()
    names = ["Xa", "yb", "Zc", "qb", "ra"]
    called = f"predictions for {names}, with a model that answers by the last letter,"
    found = run(called, predictions, model, list(names), list(some))
    if not isinstance(found, list) or len(found) != 5 or not all(isinstance(one, str) for one in found):
        got = f"a {type(found).__name__}" + (f" of {len(found)}" if hasattr(found, "__len__") else "")
        fail(called, f"came back as {got}; it should be a list of 5 str.", "what you return.", "print its first entry.")
    if not set(found) <= set(some):
        fail(called, f"holds {found[0]!r}; the languages that were handed in are {some}.",
             "from where the words are taken.", "use the argument languages, not a list of the notebook.")
    if found != ["first", "second", "third", "second", "first"]:
        fail(called, f"came back as {found}; names that end alike should have one answer, in the order of names.",
             "order, mode, and last_pos.", "call it with one name at a time. Which answers change?")
    print(f"passes: predictions; {check_file(test_names, languages)}")


def check_file(test_names, languages):
    path = Path(FILE)
    if not path.is_file():
        fail(FILE, "there is no such file beside the notebook.", "the cell above, which writes it.",
             "run the cell above, then this one.")
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = list(csv.reader(file)) or [[]]
    if header != ["name", "language"] or any(len(row) != 2 for row in rows):
        fail(FILE, f"its first line is {header}, or a row has not two fields.", "how it is written.",
             "open it in a text editor: the first line should be name,language.")
    if sorted(name for name, _ in rows) != sorted(test_names):
        missing, times = len(set(test_names) - {name for name, _ in rows}), Counter(name for name, _ in rows)
        fail(FILE, f"{missing} of the {len(test_names)} names are missing, {sum(times[n] > 1 for n in times)} stand "
             "there several times, or others stand there.", "which names are written.", "run the cell above again.")
    counts = Counter(language for _, language in rows)
    unknown = sorted(set(counts) - set(languages))
    if unknown:
        fail(FILE, f"it says {unknown[0]!r}, which is no language of the course.", "what is written beside the names.",
             "print LANGUAGES.")
    language, count = counts.most_common(1)[0]
    return f"{FILE} has all {len(rows)} names; most often it says {language}, {100 * count / len(rows):.0f} %"
