/// What the value of a key may be.
indirect enum Shape: Sendable {
    case text
    /// A path on one line.
    case path
    /// The name of an environment variable.
    case variable
    case flag
    case integer(ClosedRange<Int>)
    /// Above zero, up to a limit.
    case number(upTo: Double)
    case duration(isZeroAllowed: Bool)
    case size
    case percent
    /// A whole number with one of these units, `3 failures`.
    case count([String])
    case choice([String])
    case list(Shape)
    /// Keys that Pitwall knows.
    case table([Key])
    /// Keys that the person names.
    case map(NameRule, Shape)
    case either(Shape, Shape)

    /// A mapping of which exactly one of the keys is wanted.
    case oneOf([Key])
}

/// A key that Pitwall knows.
struct Key: Sendable {
    let name: String
    let shape: Shape
    let isAvailable: Bool

    /// A key whose feature works.
    static func now(_ name: String, _ shape: Shape) -> Key {
        Key(name: name, shape: shape, isAvailable: true)
    }

    /// A key whose feature is not built yet; it is checked like any other, then refused.
    static func later(_ name: String, _ shape: Shape) -> Key {
        Key(name: name, shape: shape, isAvailable: false)
    }
}

/// What names a person may give.
enum NameRule: Sendable {
    /// Of pipelines, people, gates and the like: no `/`, no blanks around, no leading `-`.
    case plain
    /// Of environment variables.
    case variable
    /// Of stages, with `*` for any text.
    case stagePattern

    /// What is wrong with a name, or nil.
    func problem(with name: String) -> String? {
        switch self {
        case .plain: Self.plainProblem(name)
        case .variable: Self.variableProblem(name)
        case .stagePattern: name.isEmpty ? "a stage's name cannot be empty." : nil
        }
    }

    /// The most bytes of a name; longer ones fit no screen and no file name.
    static let longestName = 100

    private static func plainProblem(_ name: String) -> String? {
        if name.isEmpty { return "a name cannot be empty." }
        if name.utf8.count > longestName {
            return "a name cannot be longer than \(longestName) bytes."
        }
        if name.hasPrefix("-") { return "the name '\(name)' cannot begin with '-'." }
        if name == "." || name == ".." { return "'\(name)' cannot be a name." }
        if name.first == " " || name.last == " " {
            return "the name '\(name)' cannot begin or end with a blank."
        }
        let isBroken = name.unicodeScalars.contains { $0 == "/" || $0.properties.isControl }
        return isBroken ? "a name cannot hold '/' or control characters." : nil
    }

    private static func variableProblem(_ name: String) -> String? {
        guard EnvironmentName.isValid(name) else {
            return "'\(name)' cannot be a variable's name. Use letters, digits and '_'."
        }
        guard !name.hasPrefix("PITWALL_") else {
            return "'\(name)' is a name of Pitwall's own. Choose one without 'PITWALL_'."
        }
        return nil
    }
}

extension Unicode.Scalar.Properties {
    /// Control characters, line separators included.
    fileprivate var isControl: Bool {
        switch generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

/// Names of environment variables.
package enum EnvironmentName {
    /// Letters, digits and `_`, not beginning with a digit.
    package static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case 48...57, 65...90, 97...122, 95: true
            default: false
            }
        }
    }
}

extension Shape {
    /// What is wanted, in the words of a message.
    var words: String {
        switch self {
        case .text: "text"
        case .path: "a path"
        case .variable: "a variable's name"
        case .flag: "true or false"
        case .integer(let range):
            "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .number(let limit): "a number above 0, at most \(Quantity.plain(limit))"
        case .duration: "a duration such as '30s'"
        case .size: "a size such as '8 GB'"
        case .percent: "a share such as '5 %'"
        case .count(let units): "a count such as '3 \(units.first ?? "")'"
        case .choice(let words): Self.joined(words)
        case .list(let element): "a list of \(element.pluralWords)"
        case .table, .map, .oneOf: "a mapping"
        case .either(let first, let second): "\(first.words) or \(second.words)"
        }
    }

    private var pluralWords: String {
        switch self {
        case .text: "texts"
        case .path: "paths"
        case .variable: "variables' names"
        case .percent: "shares such as '5 %'"
        default: words
        }
    }

    /// `a`, `a or b`, `a, b or c`.
    static func joined(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
