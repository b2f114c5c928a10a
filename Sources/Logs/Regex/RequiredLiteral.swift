/// Text that every match of an expression holds.
///
/// Looking for it first is many times faster than reading every byte with the automaton.
enum RequiredLiteral {
    /// A text, and whether its ASCII letters, which are small then, may stand in either case.
    struct Literal: Sendable, Hashable {
        var bytes: [UInt8]
        var foldsCase: Bool
    }

    /// The longest such text, when it has at least `least` bytes.
    static func of(_ node: RegexNode, least: Int) -> Literal? {
        let exact = Literal(bytes: analyse(node, pairs: false).best, foldsCase: false)
        let small = analyse(node, pairs: true).best.map(Byte.lowered)
        let folded = Literal(bytes: small, foldsCase: true)
        // Two cases cost twice the time; a text twice as long is worth it.
        let best =
            exact.bytes.count >= least && exact.bytes.count * 2 >= small.count ? exact : folded
        return best.bytes.count >= least ? best : nil
    }

    private struct Found {
        /// All that the node can match, when that is one text.
        var exact: [UInt8]?
        var best: [UInt8] = []

        static let nothing = Found(exact: nil)
    }

    private static func analyse(_ node: RegexNode, pairs: Bool) -> Found {
        switch node {
        case .empty, .assertion:
            return Found(exact: [])
        case .set(let set):
            return byte(set, pairs: pairs).map { Found(exact: $0, best: $0) } ?? .nothing
        case .sequence(let parts):
            return sequence(parts, pairs: pairs)
        case .choice(let branches):
            let exact = branches.map { analyse($0, pairs: pairs).exact }
            guard let first = exact.first, let text = first, exact.allSatisfy({ $0 == text }) else {
                return .nothing
            }
            return Found(exact: text, best: text)
        case .repetition(let body, let least, let most, _):
            guard least > 0 else { return .nothing }
            let inner = analyse(body, pairs: pairs)
            return least == 1 && most == 1 ? inner : Found(exact: nil, best: inner.best)
        }
    }

    private static func sequence(_ parts: [RegexNode], pairs: Bool) -> Found {
        var run: [UInt8] = []
        var best: [UInt8] = []
        var isExact = true
        for part in parts {
            let found = analyse(part, pairs: pairs)
            if let exact = found.exact {
                run += exact
            } else {
                isExact = false
                run = []
                if found.best.count > best.count { best = found.best }
            }
            if run.count > best.count { best = run }
        }
        return Found(exact: isExact ? run : nil, best: best)
    }

    /// The one text of a set: a character, or a letter of ASCII in both cases, as the small one.
    private static func byte(_ set: ScalarSet, pairs: Bool) -> [UInt8]? {
        if let single = set.single { return Array(String(single).utf8) }
        guard pairs, !set.hasBroken, set.ranges.count == 2, set.ranges.allSatisfy({ $0.count == 1 })
        else {
            return nil
        }
        let (upper, lower) = (set.ranges[0].lowerBound, set.ranges[1].lowerBound)
        return (0x41...0x5A).contains(upper) && lower == upper + 32 ? [UInt8(lower)] : nil
    }
}
