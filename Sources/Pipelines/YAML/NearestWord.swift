/// Finds the word a person most likely meant.
package enum NearestWord {
    /// Longer words are not compared; nobody mistypes them by a letter or two.
    static let longestWord = 64

    /// The candidate nearest to `word`, if one is near enough to be what was meant.
    ///
    /// Near enough is a third of the longer word's length in changed, missing, added or swapped
    /// letters, at least one, and half of it where the words begin alike. Upper and lower case,
    /// `-` and `_` count as equal. Of equally near words the first is taken.
    package static func nearest(to word: String, among candidates: some Sequence<String>) -> String?
    {
        let wanted = folded(word)
        guard !wanted.isEmpty, wanted.count <= longestWord else { return nil }
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let other = folded(candidate)
            guard other.count <= longestWord else { continue }
            let limit = limit(wanted, other)
            guard abs(wanted.count - other.count) <= limit else { continue }
            let found = distance(wanted, other)
            guard found <= limit, found < min(wanted.count, other.count) || found == 0 else {
                continue
            }
            if found < best?.distance ?? .max { best = (candidate, found) }
        }
        return best?.word
    }

    /// ` Did you mean 'triggers'?`, with a space before it, or nothing.
    package static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        guard let nearest = nearest(to: word, among: candidates) else { return "" }
        return " Did you mean '\(nearest)'?"
    }

    private static func limit(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        let longer = max(left.count, right.count)
        let alike = zip(left, right).prefix { $0 == $1 }.count
        return alike * 2 > longer ? longer / 2 : max(1, longer / 3)
    }

    private static func folded(_ word: String) -> [Unicode.Scalar] {
        word.unicodeScalars.map { scalar in
            switch scalar {
            case "A"..."Z": Unicode.Scalar(UInt8(scalar.value) + 32)
            case "_": "-"
            default: scalar
            }
        }
    }

    /// Changes, insertions, removals and swaps of neighbours that turn one word into the other.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for (column, other) in right.enumerated() {
                let change = last[column] + (letter == other ? 0 : 1)
                var best = min(change, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
