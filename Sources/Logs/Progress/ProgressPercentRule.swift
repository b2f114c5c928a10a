/// Bare percentages, which are progress only where the line says so.
///
/// Up to 100, with no measured thing before (``ProgressWords/measured``) and no measuring word
/// behind, and one of these:
/// - brackets around it at the line's start or end, as pytest and CMake print,
/// - a drawn bar directly beside it,
/// - nothing else in the line, or only `done`, `complete` or the like behind it,
/// - a line that begins with what is being done (``ProgressWords/doing``), or that word directly
///   before the percentage,
/// - a line that was redrawn and begins or ends with it.
enum ProgressPercentRule {
    static func progress(in text: ProgressText) -> LogProgress? {
        for sign in text.bytes.indices where text.bytes[sign] == UInt8(ascii: "%") {
            guard let (percent, start) = text.decimal(before: sign), percent <= 100 else {
                continue
            }
            guard isProgress(from: start, sign, in: text) else { continue }
            return LogProgress(
                fraction: percent / 100,
                label: text.label(before: start),
                source: .percentage,
                remaining: ProgressTime.remaining(in: text, from: sign)
            )
        }
        return nil
    }

    private static func isProgress(from start: Int, _ sign: Int, in text: ProgressText) -> Bool {
        if start > 0,
            Byte.isWord(text.bytes[start - 1]) || text.bytes[start - 1] == UInt8(ascii: "-")
        {
            return false
        }
        let before = text.word(before: start)
        let after = text.word(after: sign + 1)
        guard !ProgressWords.measured.contains(before) else { return false }
        guard !ProgressWords.measuring.contains(after) else { return false }
        if after == "of", !isOfNumber(in: text, from: sign + 1) { return false }

        let lead = text.bytes[..<start].filter { !Byte.isBlank($0) }
        let trail = text.bytes[(sign + 1)...].filter { !Byte.isBlank($0) }
        let isBracketed = lead.last == UInt8(ascii: "[") && trail.first == UInt8(ascii: "]")
        if isBracketed && (lead.count == 1 || trail.count == 1) { return true }
        if text.hasBar(around: start, sign + 1) { return true }
        if lead.isEmpty && (trail.isEmpty || ProgressWords.following.contains(after)) {
            return true
        }
        if ProgressWords.doing.contains(before) || ProgressWords.doing.contains(text.firstWord) {
            return true
        }
        return text.isRedraw && (lead.isEmpty || trail.isEmpty)
    }

    /// Whether `43% of` goes on with a number, as in `43% of 1.2GB`.
    private static func isOfNumber(in text: ProgressText, from place: Int) -> Bool {
        let word = text.skippingBlanks(from: place)
        return text.byte(at: text.skippingBlanks(from: word + 2)).map(Byte.isDigit) ?? false
    }
}
