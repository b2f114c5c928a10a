/// Finds lines that tell of trouble: what the expression finds, without measured values.
final class TroubleMatcher: LineMatcher {
    private let matcher: RegexMatcher

    init(_ matcher: RegexMatcher) {
        self.matcher = matcher
    }

    func match(_ text: UnsafeMutableRawBufferPointer, _ found: (Range<Int>) -> Bool) -> MatchingEnd
    {
        let bytes = UnsafeRawBufferPointer(text)
        return matcher.match(text) { range in
            TroubleRules.isMetric(bytes, range) ? true : found(range)
        }
    }
}
