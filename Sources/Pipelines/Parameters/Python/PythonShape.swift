/// Checks that values and the signs between them take turns.
///
/// Expressions that are no literals are not read any further; this finds the slips that people
/// make in a parameter file.
struct PythonShape {
    private var brackets: [String] = []
    private var previous: PythonToken?
    /// Whether a value stands right before.
    private var isAfterValue = false

    private init() {}

    /// Checks the words of an expression or an assignment that ends at a byte.
    static func check(_ tokens: ArraySlice<PythonToken>, end: Int) throws(PythonFault) {
        var shape = PythonShape()
        for token in tokens { try shape.pass(token) }
        if shape.needsValue {
            throw PythonFault(offset: end, text: "a value is missing here")
        }
    }

    private mutating func pass(_ token: PythonToken) throws(PythonFault) {
        switch token.kind {
        case .sign(let sign): try pass(sign, token)
        case .name where token.isKeyword: isAfterValue = false
        case .name, .number, .imaginary, .text, .otherText:
            let isPair = token.isText && previous?.isText == true
            if isAfterValue, !isPair {
                throw PythonFault(
                    offset: token.offset,
                    text: "an operator or a comma is missing before this"
                )
            }
            if isPair, isBytes(token) != previous.map(isBytes) {
                throw PythonFault(offset: token.offset, text: "bytes and texts cannot be joined")
            }
            isAfterValue = true
        case .newline, .indent, .dedent, .end: break
        }
        previous = token
    }

    private func isBytes(_ token: PythonToken) -> Bool {
        token.kind == .otherText(isBytes: true)
    }

    private mutating func pass(_ sign: String, _ token: PythonToken) throws(PythonFault) {
        switch sign {
        case "(", "[", "{":
            if sign == "{", isAfterValue {
                throw PythonFault(
                    offset: token.offset,
                    text: "an operator or a comma is missing before this"
                )
            }
            brackets.append(sign)
            isAfterValue = false
        case ")", "]", "}":
            let isOpenMember = sign == "}" && previous?.isSign(":") == true
            if needsValue || isOpenMember {
                throw PythonFault(offset: token.offset, text: "a value is missing before this")
            }
            brackets.removeLast()
            isAfterValue = true
        case "...": isAfterValue = true
        case "+", "-", "~", "*", "**", ":", "/": isAfterValue = false
        default:
            let isFirst = previous.map { $0.isSign("(") || $0.isSign("[") || $0.isSign("{") }
            let isComma = sign == "," && previous?.isSign(",") == true
            if needsValue && !isStar || isFirst ?? true || isComma {
                throw PythonFault(offset: token.offset, text: "a value is missing before this")
            }
            isAfterValue = false
        }
    }

    /// Whether a sign stands right before that takes a value on its right.
    private var needsValue: Bool {
        guard !isAfterValue, case .sign(let sign)? = previous?.kind else { return false }
        return ![",", ":", "(", "[", "{", "..."].contains(sign)
    }

    /// Whether a sign stands right before that alone can be a lambda's parameter.
    private var isStar: Bool {
        previous?.isSign("*") == true || previous?.isSign("/") == true
    }
}
