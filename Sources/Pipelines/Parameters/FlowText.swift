import Domain

/// A value on one line, as YAML flow text; reading it gives the value back.
package enum FlowText {
    package static func text(of value: ParameterValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .float(let value): number(value)
        case .text(let text): self.text(text)
        case .list(let items): "[" + items.map(self.text(of:)).joined(separator: ", ") + "]"
        case .mapping(let members):
            "{"
                + members.map { "\(text(of: $0.key)): \(text(of: $0.value))" }
                .joined(separator: ", ") + "}"
        }
    }

    /// The value of a text that ``text(of:)`` gave; nil for any other text that is no YAML.
    package static func value(of text: String) -> ParameterValue? {
        let limits = YAMLLimits(bytes: 1 << 26, nodes: 1_000_000, scalarBytes: 1 << 26)
        guard let file = try? YAMLFile(text: "[\(text)]", path: "value", limits: limits),
            let items = file.root.list, items.count == 1
        else { return nil }  // What is wrong with it does not matter: it is not ours.
        return ParameterValue(items[0])
    }

    /// Floating-point numbers as YAML 1.2 spells them.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf" }
        return PythonFloat.repr(value)
    }

    private static func text(_ text: String) -> String {
        guard isPlain(text) else { return quoted(text) }
        return text
    }

    /// Whether a text stands for itself without quotes; letters, digits and the commonest marks.
    private static func isPlain(_ text: String) -> Bool {
        guard case .text = YAMLScalar.resolve(text), let first = text.unicodeScalars.first,
            first.properties.isAlphabetic || "_/.".unicodeScalars.contains(first),
            text.unicodeScalars.last != " ", !text.utf8.elementsEqual("<<".utf8)
        else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_-+./@ ()=%".unicodeScalars.contains(scalar)
        }
    }

    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case " "..."~", "\u{a0}"..."\u{fefe}", "\u{ff00}"..."\u{fffd}", "\u{10000}"...:
                result.unicodeScalars.append(scalar)
            default:
                let hex = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - hex.utf8.count) + hex
            }
        }
        return result + "\""
    }
}
