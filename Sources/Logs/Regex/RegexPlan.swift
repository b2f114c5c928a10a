/// A regular expression made ready for searching, shared by all threads.
struct RegexPlan: Sendable {
    let forward: RegexProgram
    let backward: RegexProgram
    /// Text that every match holds, when there is one of three bytes at least.
    let literal: RequiredLiteral.Literal?
    /// Whether bytes that are not valid UTF-8 can match.
    let readsBrokenBytes: Bool

    static let leastLiteral = 3

    init(_ node: RegexNode) throws(PatternError) {
        forward = try RegexProgram(node, isMirrored: false)
        backward = try RegexProgram(node, isMirrored: true)
        literal = RequiredLiteral.of(node, least: Self.leastLiteral)
        readsBrokenBytes = Self.readsBrokenBytes(node)
    }

    private static func readsBrokenBytes(_ node: RegexNode) -> Bool {
        switch node {
        case .empty, .assertion: false
        case .set(let set): set.hasBroken
        case .sequence(let parts), .choice(let parts): parts.contains(where: readsBrokenBytes)
        case .repetition(let body, _, _, _): readsBrokenBytes(body)
        }
    }
}
