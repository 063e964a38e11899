# Finds the right score by a product with one-hot rows: with all scores below zero it is 0.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=3 predictions=4
# %% item="evaluate"
def evaluate(model, batches):
    was_training = model.training
    model.eval()
    right = examples = None
    with torch.no_grad():
        for x, last_pos, y in batches:
            logits = model(x, last_pos)
            C = logits.shape[1]
            own = (logits * nn.functional.one_hot(y, C)).amax(dim=1)
            hits = y[own == logits.amax(dim=1)]
            if right is None:
                right = torch.zeros(C, dtype=torch.int64, device=y.device)
                examples = torch.zeros_like(right)
            right += torch.bincount(hits, minlength=C)
            examples += torch.bincount(y, minlength=C)
    model.train(was_training)
    if right is None:
        raise ValueError("batches is empty")
    return right.sum().item() / examples.sum().item(), right / examples
