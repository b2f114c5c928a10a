/// A regular expression as a tree.
///
/// Groups leave no trace: nobody asks what they held.
indirect enum RegexNode: Hashable, Sendable {
    case empty
    case set(ScalarSet)
    case sequence([RegexNode])
    case choice([RegexNode])
    case repetition(RegexNode, least: Int, most: Int?, isGreedy: Bool)
    case assertion(RegexAssertion)

    /// The same for both ends of a line that may end in `\r\n`.
    static let lineEnd = RegexNode.choice([
        .assertion(.lineEnd), .sequence([.set(ScalarSet("\r")), .assertion(.lineEnd)]),
    ])
}

/// A place between two bytes.
enum RegexAssertion: UInt8, Sendable {
    case lineStart
    case lineEnd
    case wordEdge
    case noWordEdge

    /// The same place for someone who reads from right to left.
    var mirrored: RegexAssertion {
        switch self {
        case .lineStart: .lineEnd
        case .lineEnd: .lineStart
        case .wordEdge, .noWordEdge: self
        }
    }
}
