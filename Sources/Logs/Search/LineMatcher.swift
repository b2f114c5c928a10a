/// How the search of a text came to its end.
enum MatchingEnd: Hashable {
    case finished
    /// Whoever takes the matches wanted no more.
    case refused
    /// The search was cancelled.
    case interrupted
    /// The line that starts here took longer than allowed.
    case tooSlow(Int)
}

/// Finds what a pattern matches, line by line.
///
/// Belongs to one thread.
protocol LineMatcher: AnyObject {
    /// Gives each match in `text`, which is made of whole lines, to `found`, in order.
    ///
    /// May mark bytes of `text` that are not valid UTF-8. Matches of a line do not overlap and
    /// never hold a newline. Stops when `found` returns `false`.
    func match(_ text: UnsafeMutableRawBufferPointer, _ found: (Range<Int>) -> Bool) -> MatchingEnd
}
