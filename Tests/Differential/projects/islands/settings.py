"""Settings of the study."""

SEED = 3


class Prepare:
    columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm"]
    label = "species"
