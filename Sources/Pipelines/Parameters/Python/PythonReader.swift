/// Finds the parameters in the words of a Python file.
struct PythonReader {
    /// Which assignments of a block make parameters.
    private enum Scope {
        /// Those to names, and to attributes of `self`.
        case names
        /// Those to attributes of `self`.
        case attributes
        case nothing
    }

    private let tokens: [PythonToken]
    private var index = 0

    /// The words of a lexer, the last of which is the end.
    init(_ tokens: [PythonToken]) {
        self.tokens = tokens
    }

    /// The parameters of the whole file.
    mutating func read() throws(PythonFault) -> PythonMembers {
        var members = PythonMembers()
        while tokens[index].kind != .end { try statement(.names, &members) }
        return members
    }

    private static let compound: Set<String> = [
        "async", "class", "def", "elif", "else", "except", "finally", "for", "if", "try", "while",
        "with",
    ]

    private static let plain: Set<String> = [
        "assert", "break", "continue", "del", "from", "global", "import", "nonlocal", "pass",
        "raise", "return",
    ]

    private func fault(_ text: String, at place: Int) -> PythonFault {
        PythonFault(offset: tokens[place].offset, text: text)
    }

    /// The words up to the end of the line.
    private var line: Range<Int> {
        let end = tokens[index...].firstIndex {
            switch $0.kind {
            case .newline, .indent, .dedent, .end: true
            default: false
            }
        }
        return index..<(end ?? tokens.endIndex - 1)
    }

    // MARK: - Blocks

    private mutating func statement(
        _ scope: Scope,
        _ members: inout PythonMembers
    ) throws(PythonFault) {
        let line = line
        guard !line.isEmpty else {
            if tokens[index].kind == .indent {
                throw fault("this line is indented where no block is", at: index)
            }
            index += 1
            return
        }
        guard isCompound(line) else {
            if !tokens[index].isSign("@") { try simples(line, scope, &members) }
            index = line.upperBound + 1
            return
        }
        let name = name(at: index + 1)
        if tokens[index].isName("class") {
            guard let name else { throw fault("a class needs a name", at: index + 1) }
            var inner = PythonMembers()
            try suite(of: line, scope == .nothing ? .nothing : .names, &inner)
            if scope != .nothing { members.set(.text(name), .mapping(inner.list)) }
        } else if tokens[index].isName("def"), name == "__init__" {
            var inner = PythonMembers()
            try suite(of: line, scope == .nothing ? .nothing : .attributes, &inner)
            members.merge(inner)
        } else {
            var inner = PythonMembers()
            try suite(of: line, .nothing, &inner)
        }
    }

    private func name(at place: Int) -> String? {
        guard case .name(let name) = tokens[place].kind, !tokens[place].isKeyword else {
            return nil
        }
        return name
    }

    private func isCompound(_ line: Range<Int>) -> Bool {
        guard case .name(let first) = tokens[line.lowerBound].kind else { return false }
        if Self.compound.contains(first) { return true }
        guard first == "match" || first == "case", line.count > 2 else { return false }
        guard let colon = signs(":", in: line).first else { return false }
        guard case .sign(let sign) = tokens[line.lowerBound + 1].kind else { return true }
        // `match[0]: int = 1` is an assignment.
        return ["(", "[", "{", "-", "*"].contains(sign)
            && signs("=", in: colon..<line.upperBound).isEmpty
    }

    /// What follows the colon of a line: more of it, or an indented block.
    private mutating func suite(
        of line: Range<Int>,
        _ scope: Scope,
        _ members: inout PythonMembers
    ) throws(PythonFault) {
        guard let colon = signs(":", in: line).first else {
            throw fault("this line needs a ':'", at: line.upperBound)
        }
        index = line.upperBound + 1
        let rest = (colon + 1)..<line.upperBound
        guard rest.isEmpty else { return try simples(rest, scope, &members) }
        guard index < tokens.count, tokens[index].kind == .indent else {
            throw fault("an indented block is missing here", at: min(index, tokens.count - 1))
        }
        index += 1
        while tokens[index].kind != .dedent { try statement(scope, &members) }
        index += 1
    }

    /// Where a sign stands outside of brackets.
    private func signs(_ sign: String, in range: Range<Int>) -> [Int] {
        var depth = 0
        return range.filter { place in
            guard case .sign(let found) = tokens[place].kind else { return false }
            switch found {
            case "(", "[", "{": depth += 1
            case ")", "]", "}": depth -= 1
            default: return depth == 0 && found == sign
            }
            return false
        }
    }

    // MARK: - Simple statements

    /// Statements with semicolons between them.
    private func simples(
        _ line: Range<Int>,
        _ scope: Scope,
        _ members: inout PythonMembers
    ) throws(PythonFault) {
        var start = line.lowerBound
        for end in signs(";", in: line) + [line.upperBound] {
            if start < end {
                try simple(start..<end, scope, &members)
            } else if end < line.upperBound {
                throw fault("a statement is missing before this ';'", at: end)
            }
            start = end + 1
        }
    }

    private func simple(
        _ part: Range<Int>,
        _ scope: Scope,
        _ members: inout PythonMembers
    ) throws(PythonFault) {
        if case .name(let first) = tokens[part.lowerBound].kind {
            if Self.plain.contains(first) { return }
            if Self.compound.contains(first) {
                throw fault("'\(first)' must begin a line", at: part.lowerBound)
            }
            if first == "type", part.count > 1, name(at: part.lowerBound + 1) != nil { return }
        }
        try PythonShape.check(tokens[part], end: tokens[part.upperBound].offset)
        let equals = signs("=", in: part)
        guard let equal = equals.first else { return }
        let colon = signs(":", in: part.lowerBound..<equal).first
        guard equals.count == 1 else {
            for (left, right) in zip(equals, equals.dropFirst()) {
                _ = try target((left + 1)..<right, .nothing)
                if colon != nil, !tokens[part].contains(where: { $0.isName("lambda") }) {
                    throw fault("only one value can be assigned here", at: right)
                }
            }
            return
        }
        guard let name = try target(part.lowerBound..<(colon ?? equal), scope) else { return }
        switch try PythonLiteral.outcome(tokens[(equal + 1)..<part.upperBound]) {
        case .value(let value): members.set(.text(name), value)
        case .foreign: members.remove(.text(name))
        case .computed: break
        }
    }

    /// The name of the parameter that an assignment sets; nil where it sets none.
    private func target(_ range: Range<Int>, _ scope: Scope) throws(PythonFault) -> String? {
        var range = range
        while range.count > 2, tokens[range.lowerBound].isSign("("),
            tokens[range.upperBound - 1].isSign(")")
        {
            range = (range.lowerBound + 1)..<(range.upperBound - 1)
        }
        guard let start = range.first else { return nil }
        if range.count == 1 {
            guard let name = name(at: start), !["True", "False", "None"].contains(name) else {
                throw fault("nothing can be assigned to this", at: start)
            }
            return scope == .names ? name : nil
        }
        let isAttribute =
            range.count == 3 && tokens[start].isName("self") && tokens[start + 1].isSign(".")
        return isAttribute && scope != .nothing ? name(at: start + 2) : nil
    }
}
