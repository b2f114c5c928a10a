/// What is known about one long line of redraws, so that following it costs only its new bytes.
struct RedrawMemory: Sendable, Hashable {
    /// Where the line starts.
    var lineStart = 0
    /// Up to where it was read without meeting a newline.
    var readTo = 0
    /// How many carriage returns stand before `readTo`.
    var returns = 0

    func covers(_ offset: Int) -> Bool { offset > lineStart && offset <= readTo }
}
