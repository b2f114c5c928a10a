/// A set of characters as sorted ranges of code points, and whether broken bytes belong to it.
struct ScalarSet: Hashable, Sendable {
    private(set) var ranges: [ClosedRange<UInt32>]
    /// Whether a byte that is not valid UTF-8 counts as a member.
    var hasBroken = false

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        self.ranges = ranges
        normalize()
    }

    init(_ scalar: Unicode.Scalar) {
        ranges = [scalar.value...scalar.value]
    }

    static let digits = ScalarSet([0x30...0x39])
    static let words = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let blanks = ScalarSet([0x09...0x09, 0x0B...0x0D, 0x20...0x20])
    /// Everything but the newline, which never stands inside a line.
    static let all = ScalarSet().inverted

    /// The only member, when there is one.
    var single: Unicode.Scalar? {
        guard ranges.count == 1, !hasBroken, ranges[0].count == 1 else { return nil }
        return Unicode.Scalar(ranges[0].lowerBound)
    }

    /// All characters that are not members; the newline is in neither.
    var inverted: ScalarSet {
        var result = ScalarSet()
        var next: UInt32 = 0
        for range in ScalarSet(ranges + [0x0A...0x0A]).ranges {
            if range.lowerBound > next { result.ranges.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= 0x10FFFF { result.ranges.append(next...0x10FFFF) }
        result.hasBroken = !hasBroken
        return result
    }

    mutating func insert(_ other: ScalarSet) {
        ranges += other.ranges
        hasBroken = hasBroken || other.hasBroken
        normalize()
    }

    /// The set with both cases of every letter.
    ///
    /// Letters whose other case is more than one character stay as they are.
    var caseFolded: ScalarSet {
        var extra: [ClosedRange<UInt32>] = []
        for range in ranges {
            // A wide range holds whole alphabets with both cases; only its ASCII part can miss
            // some.
            let end = range.count > 3_000 ? min(range.upperBound, 0x7F) : range.upperBound
            guard range.lowerBound <= end else { continue }
            for value in range.lowerBound...end {
                guard let scalar = Unicode.Scalar(value) else { continue }
                let properties = scalar.properties
                for text in [properties.lowercaseMapping, properties.uppercaseMapping] {
                    let scalars = text.unicodeScalars
                    guard let other = scalars.first, scalars.count == 1, other != scalar else {
                        continue
                    }
                    extra.append(other.value...other.value)
                }
            }
        }
        var folded = self
        folded.insert(ScalarSet(extra))
        return folded
    }

    private mutating func normalize() {
        guard ranges.count > 1 else { return }
        ranges.sort { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt32>] = [ranges[0]]
        for range in ranges.dropFirst() {
            let last = merged[merged.count - 1]
            if range.lowerBound <= last.upperBound + 1 {
                let end = max(last.upperBound, range.upperBound)
                merged[merged.count - 1] = last.lowerBound...end
            } else {
                merged.append(range)
            }
        }
        ranges = merged
    }
}
