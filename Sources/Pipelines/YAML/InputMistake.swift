package import Domain

/// One mistake in a file a person wrote: where it stands, what is wrong, and what to do.
package struct InputMistake: Error, Hashable, Sendable, CustomStringConvertible {
    package let place: SourcePlace

    /// One or two plain sentences, each ending with a period.
    package let text: String

    /// What else takes part in it, where it stands.
    package let others: [SourcePlace]

    /// False where the mistake is about the file itself, which then is shown without a line.
    package let hasLine: Bool

    /// A mistake at a place of a file.
    package init(_ place: SourcePlace, _ text: String, others: [SourcePlace] = []) {
        self.place = place
        self.others = others
        self.text = Self.harmless(text)
        self.hasLine = true
    }

    /// A mistake about a whole file.
    package init(file: ProjectPath, _ text: String) {
        self.place = SourcePlace(file: file, line: 1, column: 1)
        others = []
        self.text = Self.harmless(text)
        self.hasLine = false
    }

    /// The line people see: the place, then the text.
    package var description: String {
        hasLine ? "\(place): \(text)" : "\(place.file): \(text)"
    }

    /// Names from the file stand in the text, and must not move a terminal's cursor.
    private static func harmless(_ text: String) -> String {
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
                || (0x2028...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value)
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var scalars = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            scalars.append(isControl(scalar) ? "\u{FFFD}" : scalar)
        }
        return String(scalars)
    }
}

/// All mistakes of one or more files, found in one reading.
package struct InputMistakes: Error, Hashable, Sendable, CustomStringConvertible {
    /// How many are shown; the rest is counted.
    package static let shownLimit = 20

    /// In the order of their places; never empty.
    package let list: [InputMistake]

    /// Takes the mistakes of a file, in any order.
    package init(_ list: [InputMistake]) {
        precondition(!list.isEmpty, "a list of mistakes has at least one")
        self.list = list.sorted { left, right in
            (left.place.file, left.place.line, left.place.column)
                < (right.place.file, right.place.line, right.place.column)
        }
    }

    /// One mistake alone.
    package init(_ mistake: InputMistake) {
        self.init([mistake])
    }

    /// A line for each mistake, at most ``shownLimit``, then how many more there are.
    package var lines: [String] {
        let shown = list.prefix(Self.shownLimit).map(\.description)
        let rest = list.count - shown.count
        guard rest > 0 else { return shown }
        return shown + ["and \(rest) more \(rest == 1 ? "mistake" : "mistakes")."]
    }

    package var description: String { lines.joined(separator: "\n") }
}

/// Gathers the mistakes of a file while it is read, so that all are told at once.
package struct MistakeCollector: Sendable {
    /// How many are kept, so that a hostile file cannot fill memory with mistakes.
    package static let keptLimit = 1_000

    package private(set) var list: [InputMistake] = []

    package init() {}

    package var isEmpty: Bool { list.isEmpty }

    /// Notes a mistake at a place.
    package mutating func add(_ place: SourcePlace, _ text: String, others: [SourcePlace] = []) {
        add(InputMistake(place, text, others: others))
    }

    /// Notes a mistake; the same one at the same place counts once.
    package mutating func add(_ mistake: InputMistake) {
        guard list.count < Self.keptLimit, !list.contains(mistake) else { return }
        list.append(mistake)
    }

    /// Notes all mistakes of another reading.
    package mutating func add(_ mistakes: InputMistakes) {
        for mistake in mistakes.list { add(mistake) }
    }

    /// Throws what was gathered, if anything was.
    package func throwIfAny() throws(InputMistakes) {
        guard list.isEmpty else { throw InputMistakes(list) }
    }
}
