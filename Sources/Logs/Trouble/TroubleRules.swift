/// Which lines tell of trouble.
///
/// - The head of a Python traceback.
/// - The levels `ERROR`, `CRITICAL`, `FATAL`, `SEVERE` in capitals, as whole words.
/// - Names that end in `Error`, `Exception` or `Interrupt` before a colon or at the line's end, as
///   interpreters print them.
/// - `Exception`, `panic:`, `panicked at`, `Segmentation fault`, `core dumped`, `Killed`,
///   `Aborted`, `out of memory`, `command not found`.
/// - `error:`, `fatal:` and `fatal error:` in any of their usual forms.
///
/// A word directly before a bare number is a metric and not trouble: `train-error:0.046`,
/// `mean squared error: 0.12`, `ERROR: 0`, unless text goes on behind it: `ERROR: 404 not found`.
enum TroubleRules {
    static let expression = [
        #"Traceback \(most recent call last\)"#,
        #"\b(ERROR|CRITICAL|FATAL|SEVERE)\b"#,
        #"\b[A-Za-z_.]+(Error|Exception|Interrupt)(:|\s*$)"#,
        #"\bException\b"#,
        #"\b([Ee]rror|[Ff]atal|[Ff]atal error|panic):"#,
        #"\bpanicked at\b"#,
        #"\b[Ss]egmentation fault\b|\bcore dumped\b|\bKilled\b|\bAborted\b"#,
        #"\b[Oo]ut of memory\b|: command not found\b"#,
    ].joined(separator: "|")

    /// Whether what was matched at `range` is a measured value after all.
    static func isMetric(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var place = range.upperBound
        let lineEnd = Bytes.first(Byte.newline, in: text, from: place) ?? text.count
        while place < lineEnd, ":= \t".utf8.contains(text[place]) { place += 1 }
        let start = place
        while place < lineEnd, Byte.isDigit(text[place]) || "+-.eE%".utf8.contains(text[place]) {
            place += 1
        }
        guard place > start, text[start..<place].contains(where: Byte.isDigit) else { return false }
        return isOver(text, place, lineEnd)
    }

    /// Whether the line ends here, or goes on with another named value.
    private static func isOver(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
        var place = start
        while place < end, text[place] <= Byte.space || ",;|)]".utf8.contains(text[place]) {
            place += 1
        }
        if place == end { return true }
        guard place > start else { return false }
        while place < end, Byte.isWord(text[place]) || "-/.@".utf8.contains(text[place]) {
            place += 1
        }
        return place < end && ":=".utf8.contains(text[place])
    }
}
