/// Finds plain text.
final class LiteralMatcher: LineMatcher {
    private var finder: LiteralFinder

    init(_ literal: RequiredLiteral.Literal, _ rarity: ByteRarity) {
        finder = LiteralFinder(literal, rarity)
    }

    func match(_ text: UnsafeMutableRawBufferPointer, _ found: (Range<Int>) -> Bool) -> MatchingEnd
    {
        let text = UnsafeRawBufferPointer(text)
        finder.begin()
        var place = 0
        while let start = finder.next(in: text, from: place) {
            place = start + finder.length
            if !found(start..<place) { return .refused }
        }
        return .finished
    }
}
