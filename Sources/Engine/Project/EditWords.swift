import Domain
import Pipelines

/// What an edit of a file changed, in words for people.
enum EditWords {
    /// Changes named one by one; the rest is counted.
    static let shownLimit = 20

    /// Letters of a value that are shown.
    private static let valueLimit = 60

    /// The parameters that changed, one a line: `train.rate 0.1 → 0.05`.
    ///
    /// Of a file that holds no parameters, before or after, it says how many lines changed. Texts
    /// that are equal give nothing.
    static func lines(_ path: ProjectPath, _ before: String, _ after: String) -> [String] {
        guard !before.utf8.elementsEqual(after.utf8) else { return [] }
        guard let old = parameters(of: before, path), let new = parameters(of: after, path) else {
            return [lineCounts(before, after)]
        }
        let changes = parameterChanges(old, new)
        guard !changes.isEmpty else { return ["no value changed"] }
        guard changes.count > shownLimit else { return changes }
        return changes.prefix(shownLimit) + ["and \(changes.count - shownLimit) more"]
    }

    // MARK: - Parameters

    private struct Parameter {
        let key: String
        let value: ParameterValue
    }

    private static func parameters(of text: String, _ path: ProjectPath) -> [Parameter]? {
        // Stage files are YAML too, but their commands are no parameters.
        let name = path.text.split(separator: "/").last ?? ""
        guard name != "dvc.yaml", name != "pitwall.yaml", isParameterFile(name),
            let file = try? ParameterFile(bytes: Array(text.utf8), path: path)
        else { return nil }  // What cannot be read is told by its lines.
        var found: [Parameter] = []
        collect(file.root, at: "", into: &found)
        return found
    }

    private static func isParameterFile(_ name: Substring) -> Bool {
        [".yaml", ".yml", ".json", ".toml"].contains { name.lowercased().hasSuffix($0) }
    }

    /// The values that are no mappings, with their dotted keys.
    private static func collect(
        _ value: ParameterValue,
        at key: String,
        into found: inout [Parameter]
    ) {
        guard case .mapping(let members) = value, !members.isEmpty || key.isEmpty else {
            found.append(Parameter(key: key, value: value))
            return
        }
        for member in members {
            let name: String
            if case .text(let text) = member.key {
                name = text
            } else {
                name = FlowText.text(of: member.key)
            }
            collect(member.value, at: key.isEmpty ? name : key + "." + name, into: &found)
        }
    }

    /// What changed, in the order of the new file, and then what is gone.
    private static func parameterChanges(_ old: [Parameter], _ new: [Parameter]) -> [String] {
        let before = values(old)
        let after = values(new)
        let changed = new.compactMap { parameter -> String? in
            let value = words(parameter.value)
            guard let earlier = before[Array(parameter.key.utf8)] else {
                return "\(parameter.key) \(value) (new)"
            }
            // `1` and `1.0` are equal, and yet somebody edited one into the other.
            let text = words(earlier)
            guard earlier != parameter.value || text != value else { return nil }
            return "\(parameter.key) \(text) → \(value)"
        }
        let gone = old.filter { after[Array($0.key.utf8)] == nil }
        return changed + gone.map { "\($0.key) \(words($0.value)) (gone)" }
    }

    private static func values(_ parameters: [Parameter]) -> [[UInt8]: ParameterValue] {
        Dictionary(
            parameters.map { (Array($0.key.utf8), $0.value) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static func words(_ value: ParameterValue) -> String {
        let text = FlowText.text(of: value)
        return text.count <= valueLimit ? text : text.prefix(valueLimit - 1) + "…"
    }

    // MARK: - Lines

    private static func lineCounts(_ before: String, _ after: String) -> String {
        var counts: [[UInt8]: Int] = [:]
        for line in split(after) { counts[Array(line), default: 0] += 1 }
        for line in split(before) { counts[Array(line), default: 0] -= 1 }
        let added = counts.values.reduce(0) { $0 + max(0, $1) }
        let removed = counts.values.reduce(0) { $0 + max(0, -$1) }
        guard added + removed > 0 else { return "lines in another order" }
        return "+\(added) −\(removed) \(added + removed == 1 ? "line" : "lines")"
    }

    private static func split(_ text: String) -> [Substring.UTF8View] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    }
}
