/// Where text that does not fit is cut.
package enum Truncation: Sendable {
    case end, middle, start
}

/// Where text stands in a space that is wider.
package enum Alignment: Sendable {
    case left, centre, right

    /// The cells to leave free before the text.
    package func offset(in free: Int) -> Int {
        switch self {
        case .left: return 0
        case .centre: return max(0, free) / 2
        case .right: return max(0, free)
        }
    }
}
