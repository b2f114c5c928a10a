"""Judges the model on the test rows: metrics, and one prediction a row."""

import model
import study


def main():
    fitted = study.read_json("model.json")
    rows = study.read_rows("valid/test.csv")
    inputs = model.standardised(model.features(rows), fitted["scale"])
    targets = model.labels(rows)
    loss, accuracy = model.evaluated(fitted["weights"], inputs, targets)

    predictions = []
    for row, values in zip(rows, inputs):
        chances = model.probabilities(fitted["weights"], values)
        best = chances.index(max(chances))
        predictions.append(
            {
                "row": row["row"],
                "species": row["species"],
                "predicted": study.SPECIES[best],
                "chance": f"{chances[best]:.4f}",
                "island": row["island"],
                "sex": row["sex"],
            }
        )
    study.write_rows("predictions.csv", list(predictions[0]), predictions)

    metrics = {"accuracy": round(accuracy, 6), "log_loss": round(loss, 6), "rows": len(rows)}
    metrics["recall"] = {name: recall(predictions, name) for name in study.SPECIES}
    study.write_json("metrics.json", metrics)

    print(f"accuracy {accuracy:.3f}, log-loss {loss:.4f} on {len(rows)} rows")
    for name, value in metrics["recall"].items():
        print(f"  {name:<10} recall {value:.3f}")
    for wrong in predictions:
        if wrong["species"] != wrong["predicted"]:
            print(
                f"line {wrong['row']} of penguins.csv: {wrong['species']} "
                f"taken for {wrong['predicted']} ({wrong['chance']})"
            )


def recall(predictions, name):
    """The share of a species' rows that were told right; 1 where there are none to tell."""
    told = [row["predicted"] == name for row in predictions if row["species"] == name]
    return round(sum(told) / len(told), 6) if told else 1.0


if __name__ == "__main__":
    main()
