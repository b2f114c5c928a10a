/// The text form of keys, as tables, settings and the help write them.
///
/// A character stands for itself (`G`, `[`, `-`), the others have names: `enter esc tab shift-tab
/// space backspace Del Ins up down left right Home End PgUp PgDn f1`. What is held down stands
/// before: `^d`, `alt-x`, `ctrl-up`, `alt-shift-left`.
extension Key: CustomStringConvertible {
    /// The key's one text form; ``init(parsing:)`` reads it back.
    package var description: String {
        var result = modifiers.contains(.alt) ? "alt-" : ""
        let isControl = modifiers.contains(.control)
        if case .character(let scalar) = code, scalar != " " {
            result += modifiers.contains(.shift) ? "shift-" : ""
            return result + (isControl ? "^" : "") + String(scalar)
        }
        result += isControl ? "ctrl-" : ""
        result += modifiers.contains(.shift) || code == .backTab ? "shift-" : ""
        return result + Key.name(of: code)
    }

    /// Reads a key's text form, or answers nil when it is none.
    ///
    /// Names may be written in any case and have synonyms (`escape`, `return`, `pageup`, `delete`,
    /// `ctrl-d`, `c-d`, `m-x`); a single character is always that very character.
    package init?(parsing text: String) {
        var rest = Substring(text)
        var modifiers: Modifiers = []
        while let (modifier, length) = Key.prefix(of: rest) {
            modifiers.insert(modifier)
            rest = rest.dropFirst(length)
        }
        if rest.unicodeScalars.count == 1, let scalar = rest.unicodeScalars.first {
            guard scalar.value >= 0x20, !(0x7F..<0xA0).contains(scalar.value) else { return nil }
            self.init(.character(scalar), modifiers)
            return
        }
        guard let code = Key.code(named: rest.lowercased()) else { return nil }
        self.init(code, modifiers)
    }

    private static func prefix(of text: Substring) -> (Modifiers, Int)? {
        let lower = text.lowercased()
        for (prefix, modifier) in prefixes where lower.hasPrefix(prefix) {
            // What follows must be a key: `^` alone and `alt-` alone are none with a modifier.
            guard text.count > prefix.count else { continue }
            return (modifier, prefix.count)
        }
        return nil
    }

    private static let prefixes: [(String, Modifiers)] = [
        ("alt-", .alt), ("meta-", .alt), ("m-", .alt),
        ("ctrl-", .control), ("control-", .control), ("c-", .control), ("^", .control),
        ("shift-", .shift), ("s-", .shift),
    ]

    private static func name(of code: Code) -> String {
        switch code {
        case .character(let scalar): return scalar == " " ? "space" : String(scalar)
        case .function(let number): return "f\(number)"
        case .backTab: return "tab"
        default: return names.first { $0.code == code }?.name ?? ""
        }
    }

    private static func code(named name: String) -> Code? {
        if let found = names.first(where: { $0.name.lowercased() == name }) {
            return found.code
        }
        if let found = synonyms.first(where: { $0.name == name }) {
            return found.code
        }
        guard name.hasPrefix("f"), let number = Int(name.dropFirst()),
            (1...Key.highestFunction).contains(number), name == "f\(number)"
        else { return nil }
        return .function(number)
    }

    /// The highest function key any terminal sends.
    static let highestFunction = 35

    private static let names: [(name: String, code: Code)] = [
        ("enter", .enter), ("esc", .escape), ("tab", .tab), ("space", .character(" ")),
        ("backspace", .backspace), ("Del", .delete), ("Ins", .insert),
        ("up", .up), ("down", .down), ("left", .left), ("right", .right),
        ("Home", .home), ("End", .end), ("PgUp", .pageUp), ("PgDn", .pageDown),
    ]

    private static let synonyms: [(name: String, code: Code)] = [
        ("escape", .escape), ("return", .enter), ("cr", .enter), ("backtab", .backTab),
        ("bs", .backspace), ("delete", .delete), ("insert", .insert), ("pageup", .pageUp),
        ("pagedown", .pageDown), ("page-up", .pageUp), ("page-down", .pageDown),
        ("minus", .character("-")),
    ]
}

extension Key: ExpressibleByStringLiteral {
    /// The key with this text form; a literal that is none is a mistake of ours and stops.
    package init(stringLiteral text: StaticString) {
        guard let key = Key(parsing: "\(text)") else {
            preconditionFailure("'\(text)' is not a key")
        }
        self = key
    }
}
