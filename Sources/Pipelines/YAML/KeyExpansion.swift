import Foundation

/// Guards against aliases that multiply inside keys.
///
/// The parser compares the keys of each mapping before anything can be counted, so a key that is a
/// collection of aliases of aliases would cost time without bound. Whether a text may hold such a
/// key is seen from its bytes alone; what looks like one inside a comment or a text counts too, so
/// a text is refused only where the worst case is far beyond any file people write.
enum KeyExpansion {
    static func mayExceed(_ nodes: Int, in bytes: [UInt8]) -> Bool {
        var aliases = 0
        var hasAnchor = false
        var hasCollectionKey = false
        var isAliasOnLine = false
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "\n"):
                isAliasOnLine = false
            case UInt8(ascii: "&"):
                hasAnchor = hasAnchor || isNameStart(bytes, index + 1)
            case UInt8(ascii: "*") where isNameStart(bytes, index + 1):
                aliases += 1
                isAliasOnLine = true
            case UInt8(ascii: "?"):
                hasCollectionKey = hasCollectionKey || startsToken(bytes, index)
            case UInt8(ascii: ":") where isAliasOnLine:
                hasCollectionKey = hasCollectionKey || endsAliasOrCollection(bytes, index)
            default:
                break
            }
        }
        guard hasAnchor, aliases > 0, hasCollectionKey else { return false }
        // With a given number of aliases, three to a level multiply most.
        return Double(bytes.count) * pow(3, Double(aliases) / 3) > Double(nodes) * 100
    }

    private static func isNameStart(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index < bytes.count else { return false }
        switch bytes[index] {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            return true
        default:
            return false
        }
    }

    /// Whether an alias or a flow collection ends before the colon at `index`.
    private static func endsAliasOrCollection(_ bytes: [UInt8], _ index: Int) -> Bool {
        var last = index - 1
        while last >= 0, bytes[last] == 32 || bytes[last] == 9 { last -= 1 }
        guard last >= 0 else { return false }
        if bytes[last] == UInt8(ascii: "]") || bytes[last] == UInt8(ascii: "}") { return true }
        while last >= 0, isNameStart(bytes, last) { last -= 1 }
        return last >= 0 && bytes[last] == UInt8(ascii: "*")
    }

    /// A `?` with a blank after it that nothing but indicators precede on its line.
    private static func startsToken(_ bytes: [UInt8], _ index: Int) -> Bool {
        if index + 1 < bytes.count {
            guard [9, 10, 13, 32].contains(bytes[index + 1]) else { return false }
        }
        guard index > 0 else { return true }
        return [9, 10, 13, 32, 44, 91, 123].contains(bytes[index - 1])
    }
}
