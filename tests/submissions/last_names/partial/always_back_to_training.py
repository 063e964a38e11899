# Puts the model into training mode afterwards, whatever it was in.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=6 predictions=4
# %% item="evaluate"
def evaluate(model, batches):
    was = model.training
    model.eval()
    truth, guess, means = [], [], []
    with torch.no_grad():
        for x, last_pos, y in batches:
            logits = model(x, last_pos).detach()
            truth.append(y)
            guess.append(logits.argmax(dim=1))
            means.append((guess[-1] == y).float().mean())
    model.train()
    if not truth:
        raise ValueError("no batches")
    truth, guess = torch.cat(truth), torch.cat(guess)
    recall = torch.stack([(guess[truth == c] == c).float().mean() for c in range(logits.shape[1])])
    return (truth == guess).float().mean().item(), recall
