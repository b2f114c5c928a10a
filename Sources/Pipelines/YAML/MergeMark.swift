import Domain

/// The lines by which git marks what both sides of a merge changed.
enum MergeMark: Hashable {
    /// `<<<<<<<`: the first side follows.
    case open
    /// `=======`, or `|||||||` before what both sides changed: another one follows.
    case middle
    /// `>>>>>>>`: the last side ended.
    case close

    private static let length = 7

    /// Nil for any other line.
    init?(_ line: some BidirectionalCollection<UInt8>) {
        guard let first = line.first, line.prefix(Self.length).count == Self.length,
            line.prefix(Self.length).allSatisfy({ $0 == first })
        else { return nil }
        let next = line.dropFirst(Self.length).first
        guard next == nil || next == 0x20 || next == 0x0D else { return nil }
        switch first {
        case UInt8(ascii: "<"): self = .open
        case UInt8(ascii: "="), UInt8(ascii: "|"): self = .middle
        case UInt8(ascii: ">"): self = .close
        default: return nil
        }
    }

    /// The first line of a merge that nobody finished, counted from 1.
    static func line(in text: some BidirectionalCollection<UInt8>) -> Int? {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { line in
            // A line of '=' alone may be anybody's.
            MergeMark(line).map { $0 != .middle } ?? false
        }.map { $0 + 1 }
    }
}
