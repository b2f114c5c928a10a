/// Reads the usual regular expressions: Perl's, as `NSRegularExpression` and most tools have them.
///
/// `\d \w \s \b` mean ASCII, as in most logs. What only a backtracking engine can do (references
/// back, lookaround, atomic groups, possessive quantifiers, Unicode properties) is recognised and
/// noted in ``needsBacktracking``; the tree is then not to be used.
struct RegexParser {
    private let pattern: [Unicode.Scalar]
    private var place = 0
    private var depth = 0
    private var ignoresCase: Bool
    private(set) var needsBacktracking = false
    private var hasWordEdge = false

    private static let deepest = 100
    private static let mostRepeats = 1_000

    init(_ pattern: String, ignoresCase: Bool) {
        self.pattern = Array(pattern.unicodeScalars)
        self.ignoresCase = ignoresCase
    }

    /// The whole pattern as a tree, or where it is wrong.
    mutating func parse() throws(PatternError) -> RegexNode {
        let node = try choice()
        guard place == pattern.count else {
            throw error("There is no '(' for this ')'.", at: place)
        }
        // An edge of ASCII words beside other letters would surprise; the other engine knows
        // better.
        if hasWordEdge, pattern.contains(where: { !$0.isASCII }) { needsBacktracking = true }
        return node
    }

    func error(_ message: String, at place: Int) -> PatternError {
        PatternError(message, column: min(place, pattern.count) + 1)
    }

    private var next: Unicode.Scalar? { place < pattern.count ? pattern[place] : nil }

    private mutating func take(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        guard pattern[place...].starts(with: scalars) else { return false }
        place += scalars.count
        return true
    }

    // MARK: - Structure

    private mutating func choice() throws(PatternError) -> RegexNode {
        let outerCase = ignoresCase
        defer { ignoresCase = outerCase }
        var branches = [try sequence()]
        while take("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .choice(branches)
    }

    private mutating func sequence() throws(PatternError) -> RegexNode {
        var parts: [RegexNode] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            let start = place
            let atom = try atom()
            parts.append(try repeated(atom, from: start))
        }
        return parts.count == 1 ? parts[0] : parts.isEmpty ? .empty : .sequence(parts)
    }

    private mutating func repeated(
        _ atom: RegexNode,
        from start: Int
    ) throws(PatternError) -> RegexNode {
        var node = atom
        while let (least, most) = try quantifier() {
            let isGreedy = !take("?")
            if isGreedy, take("+") { needsBacktracking = true }
            node = .repetition(node, least: least, most: most, isGreedy: isGreedy)
            guard place - start < 200 else { break }
        }
        return node
    }

    private mutating func quantifier() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = place
        guard take("{") else { return nil }
        let least = number()
        var most = least
        if take(",") { most = number() }
        // Braces that count nothing are text, as in the JSON that logs are full of.
        guard let least, take("}") else {
            place = start
            return nil
        }
        if pattern[place - 2] == "," { most = nil }
        guard least <= Self.mostRepeats, (most ?? 0) <= Self.mostRepeats else {
            throw error("At most \(Self.mostRepeats) repetitions can be asked for.", at: start)
        }
        if let most, most < least {
            throw error("The greatest number is less than the least.", at: start)
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = next, scalar.isASCII, scalar.properties.numericType == .decimal {
            value = min(1_000_000, (value ?? 0) * 10 + Int(scalar.value - 0x30))
            place += 1
        }
        return value
    }

    // MARK: - Atoms

    private mutating func atom() throws(PatternError) -> RegexNode {
        let start = place
        guard let scalar = next else { return .empty }
        place += 1
        switch scalar {
        case "(": return try group(from: start)
        case "[": return try characterClass(from: start)
        case ".": return .set(.all)
        case "^": return .assertion(.lineStart)
        case "$": return .lineEnd
        case "\\": return try escape(from: start)
        case "*", "+", "?":
            throw error("There is nothing before '\(scalar)' to repeat.", at: start)
        default: return .set(literal(scalar))
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> ScalarSet {
        ignoresCase ? ScalarSet(scalar).caseFolded : ScalarSet(scalar)
    }

    private mutating func group(from start: Int) throws(PatternError) -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw error("Groups can be nested \(Self.deepest) deep.", at: start)
        }
        let outerCase = ignoresCase
        if take("?") {
            if try isFlagGroup(from: start) { return .empty }
        }
        let node = try choice()
        ignoresCase = outerCase
        guard take(")") else { throw error("This '(' has no ')'.", at: start) }
        return node
    }

    /// Reads what stands behind `(?`, and says whether it was only a change of flags.
    private mutating func isFlagGroup(from start: Int) throws(PatternError) -> Bool {
        if take(":") { return false }
        for lookaround in ["=", "!", "<=", "<!", ">"] where take(lookaround) {
            needsBacktracking = true
            return false
        }
        if take("<") || take("P<") {
            while let scalar = next, scalar != ">" {
                guard
                    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                        || scalar == "_"
                else { throw error("A group's name is made of letters and digits.", at: place) }
                place += 1
            }
            guard take(">") else { throw error("The group's name has no '>'.", at: start) }
            return false
        }
        var isOn = true
        while let scalar = next, scalar != ")", scalar != ":" {
            switch scalar {
            case "-": isOn = false
            case "i": ignoresCase = isOn
            case "s", "m": break
            case "x", "u", "w": needsBacktracking = true
            default: throw error("'(?\(scalar)' is not known.", at: place)
            }
            place += 1
        }
        if take(":") { return false }
        guard take(")") else { throw error("This '(' has no ')'.", at: start) }
        return true
    }

    private mutating func escape(from start: Int) throws(PatternError) -> RegexNode {
        guard let scalar = next else { throw error("Nothing follows the '\\'.", at: start) }
        switch scalar {
        case "b", "B":
            place += 1
            hasWordEdge = true
            return .assertion(scalar == "b" ? .wordEdge : .noWordEdge)
        case "A":
            place += 1
            return .assertion(.lineStart)
        case "z", "Z":
            place += 1
            return .lineEnd
        case "1"..."9", "k", "G", "Q", "R", "X":
            place += 1
            needsBacktracking = true
            return .empty
        default:
            return .set(try escapedSet(from: start))
        }
    }

    /// The members of `\d`, `\x41`, `\.` and their like, inside and outside of classes.
    private mutating func escapedSet(from start: Int) throws(PatternError) -> ScalarSet {
        guard let scalar = next else { throw error("Nothing follows the '\\'.", at: start) }
        place += 1
        switch scalar {
        case "d": return .digits
        case "D": return ScalarSet.digits.inverted
        case "w": return .words
        case "W": return ScalarSet.words.inverted
        case "s": return .blanks
        case "S": return ScalarSet.blanks.inverted
        case "t": return ScalarSet("\t")
        case "r": return ScalarSet("\r")
        case "n": return ScalarSet("\n")
        case "f": return ScalarSet("\u{C}")
        case "v": return ScalarSet("\u{B}")
        case "a": return ScalarSet("\u{7}")
        case "e": return ScalarSet("\u{1B}")
        case "0": return ScalarSet("\0")
        case "x": return literal(try hexadecimal(digits: 2, from: start))
        case "u": return literal(try hexadecimal(digits: 4, from: start))
        case "U": return literal(try hexadecimal(digits: 8, from: start))
        case "p", "P", "N", "h", "H":
            needsBacktracking = true
            if take("{") {
                while let inner = next, inner != "}" { place += 1 }
                guard take("}") else { throw error("This '{' has no '}'.", at: start) }
            }
            return ScalarSet()
        default:
            guard !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                throw error("'\\\(scalar)' is not known.", at: start)
            }
            return literal(scalar)
        }
    }

    private mutating func hexadecimal(
        digits: Int,
        from start: Int
    ) throws(PatternError) -> Unicode.Scalar {
        let isBraced = take("{")
        var value: UInt32 = 0
        var count = 0
        while count < (isBraced ? 8 : digits), let scalar = next, scalar.isASCII,
            let digit = Character(scalar).hexDigitValue
        {
            value = value &* 16 &+ UInt32(digit)
            place += 1
            count += 1
        }
        let isWhole = isBraced ? count > 0 && take("}") : count == digits
        guard isWhole, let scalar = Unicode.Scalar(value) else {
            throw error("This is not the number of a character.", at: start)
        }
        return scalar
    }

    // MARK: - Classes

    private mutating func characterClass(from start: Int) throws(PatternError) -> RegexNode {
        let isInverted = take("^")
        var set = ScalarSet()
        var isFirst = true
        while true {
            guard let scalar = next else { throw error("This '[' has no ']'.", at: start) }
            if scalar == "]", !isFirst { break }
            isFirst = false
            if take("[:") {
                set.insert(try namedClass(from: start))
                continue
            }
            // Sets of sets belong to the other engine.
            if scalar == "[" || pattern[place...].starts(with: "&&".unicodeScalars) {
                needsBacktracking = true
            }
            set.insert(try classMember())
        }
        place += 1
        if ignoresCase { set = set.caseFolded }
        return .set(isInverted ? set.inverted : set)
    }

    private mutating func classMember() throws(PatternError) -> ScalarSet {
        let start = place
        let low = try classScalar()
        guard let first = low.single, next == "-", place + 1 < pattern.count,
            pattern[place + 1] != "]"
        else { return low }
        place += 1
        guard let last = try classScalar().single, last.value >= first.value else {
            throw error("A range goes from a lower to a higher character.", at: start)
        }
        return ScalarSet([first.value...last.value])
    }

    private mutating func classScalar() throws(PatternError) -> ScalarSet {
        let start = place
        guard let scalar = next else { throw error("This '[' has no ']'.", at: start) }
        place += 1
        guard scalar == "\\" else { return ScalarSet(scalar) }
        if take("b") { return ScalarSet("\u{8}") }
        return try escapedSet(from: start)
    }

    private mutating func namedClass(from start: Int) throws(PatternError) -> ScalarSet {
        let named: [(String, ScalarSet)] = [
            ("alpha", ScalarSet([0x41...0x5A, 0x61...0x7A])), ("digit", .digits),
            ("alnum", ScalarSet([0x30...0x39, 0x41...0x5A, 0x61...0x7A])), ("space", .blanks),
            ("upper", ScalarSet([0x41...0x5A])), ("lower", ScalarSet([0x61...0x7A])),
            ("xdigit", ScalarSet([0x30...0x39, 0x41...0x46, 0x61...0x66])), ("word", .words),
            ("punct", ScalarSet([0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E])),
        ]
        for (name, set) in named where take(name + ":]") { return set }
        throw error("This named class is not known.", at: place)
    }
}
