/// The places where `text` stands in `line` and is not part of a longer word.
func occurrences(of text: String, in line: String) -> [Range<String.Index>] {
    line.ranges(of: text).filter { range in
        let before = line[..<range.lowerBound].last
        let after = line[range.upperBound...].first
        let continuesBefore = text.first?.isWordPart == true && before?.isWordPart == true
        let continuesAfter = text.last?.isWordPart == true && after?.isWordPart == true
        return !continuesBefore && !continuesAfter
    }
}

extension Character {
    /// Whether the character can stand in a name.
    var isWordPart: Bool { isLetter || isNumber || self == "_" }
}
