import Domain
import Foundation
import Terminal

/// A stage's parameters, one a line, with the values of the last look.
enum ParameterLines {
    /// The parameters with their values; those that changed since the last run stand out.
    static func lines(_ row: StageTable.Row, _ stage: StageDefinition) -> [StyledText] {
        let facts = (row.check ?? row.run?.check)?.parameters ?? []
        guard !facts.isEmpty else {
            return stage.parameters.map { source in
                let keys = source.keys.map { ": " + $0.joined(separator: ", ") } ?? ""
                return StyledText(untrusted: source.path + keys, .muted)
            }
        }
        let changed = changedNames(row)
        return facts.flatMap { fact in
            leaves(of: fact).map { leaf in
                let isChanged = changed.contains("\(fact.file):\(leaf.key)")
                return StyledText(untrusted: "\(leaf.key) ", .muted)
                    + StyledText(
                        untrusted: leaf.value,
                        Style(isChanged ? .warning : .syntaxNumber)
                    )
            }
        }
    }

    private static func changedNames(_ row: StageTable.Row) -> Set<String> {
        guard row.isStale, case .runs(let changes) = row.check?.verdict else { return [] }
        return Set(changes.filter { $0.subject == .parameter }.map(\.name))
    }

    /// A map's entries as parameters of their own, one level deep; anything else as it is.
    static func leaves(of fact: ParameterFact) -> [(key: String, value: String)] {
        guard let value = fact.value else { return [(fact.key, "missing")] }
        guard let entries = entries(ofFlowMap: value) else { return [(fact.key, value)] }
        return entries.map { ("\(fact.key).\($0.key)", $0.value) }
    }

    /// The entries of `{a: 1, b: [2, 3]}`; nil for what is no such map or has quoted keys.
    private static func entries(ofFlowMap text: String) -> [(key: String, value: String)]? {
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.count > 2 else { return nil }
        var entries: [(key: String, value: String)] = []
        for part in parts(of: text.dropFirst().dropLast()) {
            guard let mark = part.range(of: ": "), part.first != "\"", part.first != "'" else {
                return nil
            }
            entries.append(
                (String(part[..<mark.lowerBound]).trimmingSpaces, String(part[mark.upperBound...]))
            )
        }
        return entries
    }

    /// Splits at the commas that are in no bracket and no quotes.
    private static func parts(of text: Substring) -> [Substring] {
        var parts: [Substring] = []
        var start = text.startIndex
        var depth = 0
        var quote: Character?
        for index in text.indices {
            let character = text[index]
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "\"", "'": quote = character
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = text.index(after: index)
            default: break
            }
        }
        return parts + [text[start...]]
    }
}
