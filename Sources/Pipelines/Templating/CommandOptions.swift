/// A mapping in a command, written as the options of a program.
struct CommandOptions {
    /// How DVC was told to write values, in its section `parsing`.
    struct Style: Hashable, Sendable {
        /// `false` is written `--no-name` instead of left out.
        var negatesFalse = false
        /// A list repeats its option for each item.
        var repeatsLists = false

        init() {}
    }

    let style: Style

    /// `--name value …`, nested names joined by points.
    func text(of members: [ParameterValue.Member]) throws(TemplateProblem) -> String {
        var words: [String] = []
        for member in members { words += try self.words(member.key.templateText, member.value) }
        return words.joined(separator: " ")
    }

    private func words(
        _ name: String,
        _ value: ParameterValue
    ) throws(TemplateProblem) -> [String] {
        switch value {
        case .bool(true): return ["--\(name)"]
        case .bool(false): return style.negatesFalse ? ["--no-\(name)"] : []
        case .mapping(let members):
            var words: [String] = []
            for member in members {
                words += try self.words("\(name).\(member.key.templateText)", member.value)
            }
            return words
        case .list(let items):
            guard items.allSatisfy(\.isScalar) else {
                throw TemplateProblem(
                    "'\(name)' cannot be written as options: its list holds lists or mappings."
                        + " Name the values one by one."
                )
            }
            let texts = items.map { Self.word($0) }
            return style.repeatsLists
                ? texts.flatMap { ["--\(name)", $0] } : ["--\(name)"] + texts
        case .null, .integer, .bigInteger, .float, .text:
            return ["--\(name)", Self.word(value)]
        }
    }

    private static func word(_ value: ParameterValue) -> String {
        guard case .text(let text) = value else { return value.templateText }
        let isSafe = !text.isEmpty && text.utf8.allSatisfy(isSafe)
        return isSafe ? text : "'" + text.replacing("'", with: "'\"'\"'") + "'"
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "_@%+=:,./-".utf8.contains(byte)
        }
    }
}
