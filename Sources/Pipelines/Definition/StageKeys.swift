/// The keys that may stand at one place of a `dvc.yaml`.
struct StageKeys {
    let known: [String]
    /// Keys DVC knows and this version does not, with what would go wrong without them.
    let later: [String: String]

    private init(_ known: [String], later: [String: String] = [:]) {
        self.known = known
        self.later = later
    }

    /// All keys, in the words of a message.
    var words: String {
        "The keys here are \(known.joined(separator: ", "))."
    }

    static let top = StageKeys(
        ["vars", "stages", "params", "metrics", "plots", "artifacts"],
        later: [
            "datasets": "stages would not see that a data set changed."
        ]
    )

    static let stage = StageKeys(
        [
            "cmd", "wdir", "deps", "params", "outs", "metrics", "plots", "frozen",
            "always_changed", "desc", "meta", "vars", "matrix",
        ]
    )

    static let group = StageKeys(["foreach", "do"])

    private static let outputNames = [
        "cache", "persist", "remote", "push", "desc", "type", "labels", "meta", "checkpoint",
    ]

    static let output = StageKeys(outputNames)

    static let plot = StageKeys(
        outputNames + ["template", "x", "y", "x_label", "y_label", "title", "header"]
    )

    static let artifact = StageKeys(["path", "type", "desc", "labels", "meta"])

    static let topPlot = StageKeys(["x", "y", "x_label", "y_label", "title", "template"])
}
