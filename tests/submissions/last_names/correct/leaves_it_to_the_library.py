# Leaves it to torch.cat to raise ValueError when there is nothing to measure.
# expect: letter_to_index=4 encode_names=8 RecurrentClassifier=16 evaluate=8 predictions=4
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
    model.train(was)
    truth, guess = torch.cat(truth), torch.cat(guess)
    recall = torch.stack([(guess[truth == c] == c).float().mean() for c in range(logits.shape[1])])
    return (truth == guess).float().mean().item(), recall
# %% item="predictions"
def predictions(model, names, languages):
    was = model.training
    model.train(False)
    x, lengths = encode_names(names)
    with torch.inference_mode():
        shares = torch.softmax(model(x.to(device), (lengths - 1).to(device)), dim=1)
    model.train(was)
    return [languages[c] for c in torch.max(shares, dim=1)[1]]
