/// Reads the words of one expression as a literal.
struct PythonLiteral {
    /// What an expression comes to.
    enum Outcome {
        case value(ParameterValue)
        /// A literal that no parameter can be, such as bytes.
        case foreign
        /// Something to be computed.
        case computed
    }

    private enum Stop: Error {
        case computed
        case fault(PythonFault)
    }

    private let tokens: [PythonToken]
    private var index = 0
    private var isForeign = false

    private init(_ tokens: ArraySlice<PythonToken>) {
        self.tokens = Array(tokens)
    }

    /// The outcome of a whole right side, in which a bare comma makes a list.
    static func outcome(_ tokens: ArraySlice<PythonToken>) throws(PythonFault) -> Outcome {
        var reader = PythonLiteral(tokens)
        do throws(Stop) {
            let value = try reader.top()
            return reader.isForeign ? .foreign : .value(value)
        } catch {
            switch error {
            case .computed: return .computed
            case .fault(let fault): throw fault
            }
        }
    }

    private var current: PythonToken? { index < tokens.count ? tokens[index] : nil }

    private mutating func take(_ sign: String) -> Bool {
        guard current?.isSign(sign) == true else { return false }
        index += 1
        return true
    }

    private mutating func top() throws(Stop) -> ParameterValue {
        let first = try value()
        var items = [first]
        var isList = false
        while take(",") {
            isList = true
            if current == nil { break }
            items.append(try value())
        }
        guard current == nil else { throw Stop.computed }
        return isList ? .list(items) : first
    }

    private mutating func value() throws(Stop) -> ParameterValue {
        guard let token = current else { throw Stop.computed }
        index += 1
        switch token.kind {
        case .number(let value): return value
        case .text, .otherText: return try text(token)
        case .name(let name): return try named(name)
        case .imaginary:
            isForeign = true
            return .null
        case .sign(let sign): return try signed(sign)
        case .newline, .indent, .dedent, .end: throw Stop.computed
        }
    }

    /// Texts that follow each other are one.
    private mutating func text(_ first: PythonToken) throws(Stop) -> ParameterValue {
        var result = ""
        var token: PythonToken? = first
        index -= 1
        while let part = token, part.isText {
            index += 1
            switch part.kind {
            case .text(let text): result += text
            case .otherText(isBytes: true): isForeign = true
            default: throw Stop.computed
            }
            token = current
        }
        return .text(result)
    }

    private mutating func named(_ name: String) throws(Stop) -> ParameterValue {
        switch name {
        case "True": return .bool(true)
        case "False": return .bool(false)
        case "None": return .null
        case "set" where take("("):
            guard take(")") else { throw Stop.computed }
            return .list([])
        default: throw Stop.computed
        }
    }

    private mutating func signed(_ sign: String) throws(Stop) -> ParameterValue {
        switch sign {
        case "-", "+":
            let isNegative = sign == "-"
            return try number(isNegative: isNegative)
        case "(": return try parenthesis()
        case "[": return .list(try items(until: "]", from: []))
        case "{": return try brace()
        case "...":
            isForeign = true
            return .null
        default: throw Stop.computed
        }
    }

    private mutating func number(isNegative: Bool) throws(Stop) -> ParameterValue {
        // Only one sign makes a literal: `--1` is computed, `-(1)` is not.
        var depth = 0
        while take("(") { depth += 1 }
        guard let token = current else { throw Stop.computed }
        index += 1
        let value: ParameterValue
        switch token.kind {
        case .number(let number): value = isNegative ? Self.negative(number) : number
        case .imaginary:
            isForeign = true
            value = .null
        default: throw Stop.computed
        }
        for _ in 0..<depth { guard take(")") else { throw Stop.computed } }
        return value
    }

    private static func negative(_ number: ParameterValue) -> ParameterValue {
        switch number {
        case .integer(let value): .integer(-value)
        case .float(let value): .float(-value)
        case .bigInteger("9223372036854775808"): .integer(.min)
        case .bigInteger(let digits): .bigInteger("-" + digits)
        case .null, .bool, .text, .list, .mapping: number
        }
    }

    private mutating func parenthesis() throws(Stop) -> ParameterValue {
        if take(")") { return .list([]) }
        let first = try value()
        if take(")") { return first }
        guard take(",") else { throw Stop.computed }
        return .list(try items(until: ")", from: [first]))
    }

    private mutating func items(
        until close: String,
        from start: [ParameterValue]
    ) throws(Stop) -> [ParameterValue] {
        var items = start
        while !take(close) {
            items.append(try value())
            if take(close) { break }
            guard take(",") else { throw Stop.computed }
        }
        return items
    }

    private mutating func brace() throws(Stop) -> ParameterValue {
        if take("}") { return .mapping([]) }
        var start = index
        let first = try value()
        guard take(":") else {
            return .list(try set(from: first, start))
        }
        var members = PythonMembers()
        var key = first
        while true {
            let end = index - 1
            let value = try value()
            try checkKeys(start..<end, isName: true)
            members.set(key, value)
            if take("}") { break }
            guard take(",") else { throw Stop.computed }
            if take("}") { break }
            start = index
            key = try self.value()
            guard take(":") else { throw missingColon }
        }
        return .mapping(members.list)
    }

    private mutating func set(
        from first: ParameterValue,
        _ start: Int
    ) throws(Stop) -> [ParameterValue] {
        guard current?.isSign("}") == true || take(",") else { throw Stop.computed }
        let items = try items(until: "}", from: [first])
        var seen: Set<ParameterValue> = []
        try checkKeys(start..<index, isName: false)
        return items.filter { seen.insert($0).inserted }
    }

    private var missingColon: Stop {
        guard let token = current, token.isSign("}") || token.isSign(",") else { return .computed }
        return .fault(PythonFault(offset: token.offset, text: "a ':' is missing before this"))
    }

    /// Lists, sets and mappings cannot be found by their value; tuples can, but no file of
    /// parameters holds one as a name.
    private mutating func checkKeys(_ range: Range<Int>, isName: Bool) throws(Stop) {
        let opening = tokens[range].first { $0.isSign("[") || $0.isSign("{") }
        if let opening {
            let text = "a list, set or mapping cannot be a name or stand in a set"
            throw Stop.fault(PythonFault(offset: opening.offset, text: text))
        }
        if isName, tokens[range].contains(where: { $0.isSign(",") }) { isForeign = true }
    }
}
