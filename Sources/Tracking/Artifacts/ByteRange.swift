/// The one part of a file that a request asks for: `bytes=0-99`, `bytes=100-` or `bytes=-100`.
package struct ByteRange: Hashable, Sendable {
    private let first: Int?
    private let last: Int?

    /// Reads the header; nil for any other form, several parts among them, which is no fault.
    package init?(_ text: String) {
        guard text.hasPrefix("bytes=") else { return nil }
        let sides = text.dropFirst("bytes=".count)
            .split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2, sides.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }) else {
            return nil
        }
        (first, last) = (Int(sides[0]), Int(sides[1]))
        // Numbers that are too large to be ones, or none at all.
        guard (first != nil) == !sides[0].isEmpty, (last != nil) == !sides[1].isEmpty,
            first != nil || last != nil
        else { return nil }
        if let first, let last, last < first { return nil }
    }

    /// The part of a file of `size` bytes; nil where nothing of it is there.
    package func part(of size: Int) -> Range<Int>? {
        guard let first else {
            let count = min(last ?? 0, size)
            return count > 0 ? size - count..<size : nil
        }
        guard first < size else { return nil }
        return first..<min(last ?? size - 1, size - 1) + 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= byte
    }
}
