import Domain

/// How a plot is drawn, by the name of its template.
enum PlotTemplate: Hashable {
    case lines
    case points
    case bars(isSorted: Bool)
    case matrix(isNormalized: Bool)
    /// A Vega-Lite file of the project, which only a browser can follow.
    case own(String)

    /// The names that DVC has without any file.
    static let names = [
        "linear", "simple", "smooth", "scatter", "scatter_jitter", "confusion",
        "confusion_normalized", "bar_horizontal", "bar_horizontal_sorted",
    ]

    /// Finds what a definition names; nil where there is no such template.
    init?(_ name: String?, root: RawPath) {
        switch name {
        case nil, "linear", "simple", "smooth": self = .lines
        case "scatter", "scatter_jitter": self = .points
        case "confusion": self = .matrix(isNormalized: false)
        case "confusion_normalized": self = .matrix(isNormalized: true)
        case "bar_horizontal": self = .bars(isSorted: false)
        case "bar_horizontal_sorted": self = .bars(isSorted: true)
        case .some(let name):
            guard Self.isFile(name, root) else { return nil }
            self = .own(name)
        }
    }

    /// Templates lie in `.dvc/plots`, with or without `.json` in the name, or anywhere by path.
    private static func isFile(_ name: String, _ root: RawPath) -> Bool {
        let folder = root.appending(".dvc/plots")
        let places = [
            folder.appending(name), folder.appending(name + ".json"), root.appending(name),
        ]
        return places.contains { place in
            // What cannot be looked at is as good as absent: the message names the template.
            (try? FileStatus.of(place))?.isFile == true
        }
    }
}
