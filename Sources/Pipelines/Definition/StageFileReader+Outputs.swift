import Domain

extension StageFileReader {
    struct PlacedOutput {
        let definition: OutputDefinition
        let path: PlacedStage.Path
        /// How it is drawn, where it is a plot.
        var plot: PlotDefinition?
    }

    /// All outputs of a stage: plain ones, metrics and plots.
    mutating func outputs(of stage: YAMLNode, in folder: ProjectPath) -> [PlacedOutput] {
        outputs(stage["outs"], "outs", .plain, in: folder)
            + outputs(stage["metrics"], "metrics", .metric, in: folder)
            + outputs(stage["plots"], "plots", .plot, in: folder)
    }

    private mutating func outputs(
        _ node: YAMLNode?,
        _ key: String,
        _ kind: OutputDefinition.Kind,
        in folder: ProjectPath
    ) -> [PlacedOutput] {
        var outputs: [PlacedOutput] = []
        for item in list(node, for: key) {
            if let text = item.string {
                guard let path = path(text, at: item.place, in: folder, for: key) else { continue }
                outputs.append(
                    PlacedOutput(
                        definition: OutputDefinition(path: path.text, kind: kind),
                        path: path,
                        plot: kind == .plot ? plot(of: path, nil) : nil
                    )
                )
            } else if let entries = item.entries {
                for entry in entries {
                    let path = path(entry.name, at: entry.keyPlace, in: folder, for: key)
                    guard let path else { continue }
                    let definition = definition(path.text, kind, flags: entry.value)
                    let plot = kind == .plot ? plot(of: path, entry.value) : nil
                    outputs.append(PlacedOutput(definition: definition, path: path, plot: plot))
                }
            } else {
                mistakes.add(
                    item.place,
                    "'\(key)' takes a list of paths, but this is \(item.kind)."
                )
            }
        }
        return Self.withoutRepeats(outputs)
    }

    /// Each path once, where it stands first; what is said of it last counts, as for DVC.
    private static func withoutRepeats(_ outputs: [PlacedOutput]) -> [PlacedOutput] {
        var positions: [ProjectPath: Int] = [:]
        var result: [PlacedOutput] = []
        for output in outputs {
            // A path that is written in another way is another one here.
            if let position = positions[ProjectPath(output.path.text)] {
                result[position] = output
            } else {
                positions[ProjectPath(output.path.text)] = result.count
                result.append(output)
            }
        }
        return result
    }

    private mutating func definition(
        _ path: String,
        _ kind: OutputDefinition.Kind,
        flags: YAMLNode
    ) -> OutputDefinition {
        checkFlags(flags, kind == .plot ? .plot : .output)
        return OutputDefinition(
            path: path,
            kind: kind,
            isCached: flag(flags["cache"], for: "cache", default: true),
            isPersistent: flag(flags["persist"], for: "persist", default: false),
            summary: flags["desc"].flatMap { text($0, for: "desc") }
        )
    }

    private mutating func checkFlags(_ node: YAMLNode, _ keys: StageKeys) {
        guard let entries = node.entries else {
            mistakes.add(
                node.place,
                "an output takes a mapping such as '{cache: false}', but this is \(node.kind)."
            )
            return
        }
        check(entries, against: keys)
        for entry in entries { checkFlag(entry) }
    }

    private mutating func checkFlag(_ entry: YAMLEntry) {
        switch entry.name {
        case "remote", "type", "template", "x", "y", "x_label", "y_label", "title":
            _ = text(entry.value, for: entry.name)
        case "push", "checkpoint", "header":
            _ = flag(entry.value, for: entry.name, default: false)
        case "labels":
            for item in list(entry.value, for: "labels") { _ = text(item, for: "labels") }
        default: break  // Read where it is used, or unknown and told already; `meta` is free.
        }
    }
}
