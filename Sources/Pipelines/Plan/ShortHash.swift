/// Hashes and sizes in the few letters people are shown.
enum ShortHash {
    /// How many digits of a hash are shown, unless more are needed to tell two apart.
    static let digits = 4

    /// The first digits of two different hashes, as many as show that they differ.
    static func pair(_ old: ContentHash?, _ new: ContentHash?) -> (old: String?, new: String?) {
        guard let old, let new else { return (old.map { text($0) }, new.map { text($0) }) }
        var count = digits
        while count < old.digest.count, old.digest.prefix(count) == new.digest.prefix(count) {
            count += 1
        }
        return (String(old.digest.prefix(count)), String(new.digest.prefix(count)))
    }

    private static func text(_ hash: ContentHash) -> String {
        String(hash.digest.prefix(digits))
    }

    /// How a content grew or shrank, such as `+ 2,114 bytes`; nil where there is nothing to say.
    static func growth(from old: Content?, to new: Content) -> String? {
        guard let old else { return count(new.size, "byte") }
        if (old.fileCount == nil) != (new.fileCount == nil) {
            return new.fileCount == nil
                ? "a file now, a folder before" : "a folder now, a file before"
        }
        var parts: [String] = []
        if let before = old.fileCount, let now = new.fileCount, before != now {
            parts.append(signed(Int64(now) - Int64(before), "file"))
        }
        if old.size >= 0 {
            let change = new.size - old.size
            if change != 0 { parts.append(signed(change, "byte")) }
            if parts.isEmpty { parts.append("same size") }
        }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }

    private static func signed(_ number: Int64, _ unit: String) -> String {
        "\(number < 0 ? "−" : "+") \(count(abs(number), unit))"
    }

    private static func count(_ number: Int64, _ unit: String) -> String {
        var digits = String(number)
        var index = digits.count - 3
        while index > 0 {
            digits.insert(",", at: digits.index(digits.startIndex, offsetBy: index))
            index -= 3
        }
        return "\(digits) \(unit)\(number == 1 ? "" : "s")"
    }
}
