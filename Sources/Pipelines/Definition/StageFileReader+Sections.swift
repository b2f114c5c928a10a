import Domain

/// What stands beside the stages of a file.
extension StageFileReader {
    /// Checks the shape of what stands beside the stages.
    mutating func checkTop(_ root: YAMLNode) {
        for key in ["params", "metrics"] {
            for item in list(root[key], for: key) { _ = text(item, for: key) }
        }
        for item in list(root["plots"], for: "plots") { checkPlot(item) }
        guard let artifacts = root["artifacts"], !artifacts.isNull else { return }
        guard let entries = artifacts.entries else {
            mistakes.add(artifacts.place, "'artifacts' takes a mapping of names to artifacts.")
            return
        }
        for entry in entries { checkArtifact(entry) }
    }

    private mutating func checkPlot(_ item: YAMLNode) {
        if item.string != nil {
            _ = text(item, for: "plots")
            return
        }
        guard let entries = item.entries else {
            mistakes.add(item.place, "'plots' takes paths or names, but this is \(item.kind).")
            return
        }
        for entry in entries where !entry.value.isNull {
            guard let inner = entry.value.entries else {
                mistakes.add(
                    entry.value.place,
                    "plot '\(entry.name)' takes a mapping, but this is \(entry.value.kind)."
                )
                continue
            }
            check(inner, against: .topPlot)
            for detail in inner where !["x", "y"].contains(detail.name) {
                _ = text(detail.value, for: detail.name)
            }
        }
    }

    private mutating func checkArtifact(_ entry: YAMLEntry) {
        guard let inner = entry.value.entries else {
            mistakes.add(
                entry.value.place,
                "artifact '\(entry.name)' takes a mapping, but this is \(entry.value.kind)."
            )
            return
        }
        check(inner, against: .artifact)
        for detail in inner {
            switch detail.name {
            case "path", "type", "desc": _ = text(detail.value, for: detail.name)
            case "labels":
                for item in list(detail.value, for: "labels") { _ = text(item, for: "labels") }
            default: break
            }
        }
        guard entry.value["path"] == nil else { return }
        mistakes.add(entry.keyPlace, "artifact '\(entry.name)' has no 'path'. Name its file.")
    }
}
