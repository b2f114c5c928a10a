/// A regular expression as a machine that reads bytes, forward or backward.
struct RegexProgram: Sendable {
    /// One step of the machine.
    enum Step: Sendable {
        /// Reads one byte of the range.
        case read(ClosedRange<UInt8>, next: Int32)
        /// Goes both ways; the first is preferred.
        case fork(Int32, Int32)
        case check(RegexAssertion, next: Int32)
        case match
    }

    private(set) var steps: [Step] = [.match]
    /// Where a match begins.
    private(set) var start: Int32 = 0
    /// Where a search begins that may pass over bytes first.
    private(set) var searchStart: Int32 = 0
    private(set) var hasWordEdge = false
    private let isMirrored: Bool
    private var isTooLarge = false

    private static let mostSteps = 20_000

    /// The machine for `node`; `isMirrored` reads from right to left.
    init(_ node: RegexNode, isMirrored: Bool) throws(PatternError) {
        self.isMirrored = isMirrored
        start = compile(node, then: 0)
        let fork = Int32(steps.count)
        steps.append(.fork(start, fork + 1))
        steps.append(.read(0...0xFF, next: fork))
        searchStart = fork
        guard !isTooLarge else {
            throw PatternError(
                "The pattern repeats too much at once. Make its numbers smaller.",
                column: 1
            )
        }
    }

    /// Steps are laid out from the end to the start, so that each knows where it goes on.
    private mutating func compile(_ node: RegexNode, then next: Int32) -> Int32 {
        guard steps.count < Self.mostSteps else {
            isTooLarge = true
            return next
        }
        switch node {
        case .empty:
            return next
        case .set(let set):
            return compile(set, then: next)
        case .sequence(let parts):
            let ordered = isMirrored ? parts : parts.reversed()
            return ordered.reduce(next) { compile($1, then: $0) }
        case .choice(let branches):
            let ends = branches.map { compile($0, then: next) }
            return fork(ends)
        case .repetition(let body, let least, let most, let isGreedy):
            return compile(body, least, most, isGreedy, then: next)
        case .assertion(let assertion):
            let kind = isMirrored ? assertion.mirrored : assertion
            if kind == .wordEdge || kind == .noWordEdge { hasWordEdge = true }
            return add(.check(kind, next: next))
        }
    }

    private mutating func compile(_ set: ScalarSet, then next: Int32) -> Int32 {
        let ways = UTF8Sequences.of(set).map { sequence in
            (isMirrored ? sequence : sequence.reversed()).reduce(next) { add(.read($1, next: $0)) }
        }
        return ways.isEmpty ? add(.read(0x0A...0x0A, next: next)) : fork(ways)
    }

    private mutating func compile(
        _ body: RegexNode,
        _ least: Int,
        _ most: Int?,
        _ isGreedy: Bool,
        then next: Int32
    ) -> Int32 {
        var entry = next
        if let most {
            for _ in 0..<max(0, most - least) where !isTooLarge {
                let once = compile(body, then: entry)
                entry = add(isGreedy ? .fork(once, next) : .fork(next, once))
            }
        } else {
            let loop = add(.match)
            let once = compile(body, then: loop)
            steps[Int(loop)] = isGreedy ? .fork(once, next) : .fork(next, once)
            entry = loop
        }
        for _ in 0..<least where !isTooLarge { entry = compile(body, then: entry) }
        return entry
    }

    private mutating func fork(_ ways: [Int32]) -> Int32 {
        guard var entry = ways.last else { return 0 }
        for way in ways.dropLast().reversed() { entry = add(.fork(way, entry)) }
        return entry
    }

    private mutating func add(_ step: Step) -> Int32 {
        steps.append(step)
        return Int32(steps.count - 1)
    }
}
