"""Fits the model by stochastic gradient descent and writes it with its loss curve."""

import math
import random
import time

import model
import study

REPORTED = 20  # epochs between two lines of the log


def main():
    settings = checked(study.parameters("train"))
    generator = random.Random(settings["seed"])
    rows = study.read_rows("valid/train.csv")
    generator.shuffle(rows)
    held = round(len(rows) * settings["holdout_share"])
    if not 0 < held < len(rows):
        study.stop("train.holdout_share leaves no rows to learn from, or none to watch.")
    watched, learnt = rows[:held], rows[held:]
    scale = model.scale_of(model.features(learnt))
    learnt = list(zip(model.standardised(model.features(learnt), scale), model.labels(learnt)))
    watched = list(zip(model.standardised(model.features(watched), scale), model.labels(watched)))
    print(f"{len(learnt)} rows to learn from, {len(watched)} held out.", flush=True)

    weights, curve = fit(learnt, watched, settings, generator)
    study.write_rows("loss.csv", list(curve[0]), curve)
    rounded = [[round(weight, 6) for weight in line] for line in weights]
    study.write_json(
        "model.json",
        {
            "kind": "softmax regression",
            "species": study.SPECIES,
            "features": study.MEASURES + ["bias"],
            "scale": {name: [round(value, 6) for value in scale[name]] for name in scale},
            "weights": rounded,
        },
    )


def checked(settings):
    for name in ("epochs", "batch_size"):
        if not isinstance(settings[name], int) or settings[name] < 1:
            study.stop(f"train.{name} is {settings[name]}; it must be a whole number from 1 on.")
    if not 0 <= settings["pace"] <= 60:
        study.stop(f"train.pace is {settings['pace']}; it must lie between 0 and 60 seconds.")
    return settings


def fit(learnt, watched, settings, generator):
    """The weights after the last epoch, and a row of the curve for each epoch."""
    weights = [[0.0] * len(learnt[0][0]) for _ in study.SPECIES]
    curve = []
    epochs, size = settings["epochs"], settings["batch_size"]
    progress = study.Progress("train", epochs)
    for epoch in range(1, epochs + 1):
        generator.shuffle(learnt)
        for start in range(0, len(learnt), size):
            descend(weights, learnt[start : start + size], settings)
        loss, accuracy = model.evaluated(weights, *zip(*learnt))
        held_loss, held_accuracy = model.evaluated(weights, *zip(*watched))
        if not math.isfinite(loss):
            progress.clear()
            study.stop(f"The loss is {loss} after epoch {epoch}. Lower train.learning_rate.")
        curve.append(
            {"epoch": epoch, "loss": f"{loss:.6f}", "holdout_loss": f"{held_loss:.6f}"}
        )
        time.sleep(settings["pace"])
        progress.step(f"loss={loss:.3f}")
        if epoch % REPORTED == 0 or epoch == epochs:
            progress.say(
                f"epoch {epoch}/{epochs} loss {loss:.4f} accuracy {accuracy:.3f} "
                f"held-out loss {held_loss:.4f} accuracy {held_accuracy:.3f}"
            )
    return weights, curve


def descend(weights, batch, settings):
    """One step against the gradient of the mean log-loss and the squared weights."""
    gradient = [[settings["l2"] * weight for weight in line] for line in weights]
    for row, target in batch:
        for species, chance in enumerate(model.probabilities(weights, row)):
            error = (chance - (species == target)) / len(batch)
            for place, value in enumerate(row):
                gradient[species][place] += error * value
    for line, slopes in zip(weights, gradient):
        for place, slope in enumerate(slopes):
            line[place] -= settings["learning_rate"] * slope


if __name__ == "__main__":
    main()
