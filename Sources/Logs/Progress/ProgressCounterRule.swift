/// Counters: `epoch 67/100`, `Epoch [67/100]`, `Step 12 of 40`, `[67/100] Building`.
///
/// Two whole numbers with `/`, `of` or `out of` between, the first not greater than the second, and
/// one of these:
/// - a counted thing directly before (``ProgressWords/counted``) or behind
///   (``ProgressWords/following``),
/// - brackets around them at the line's start,
/// - a drawn bar directly behind them at the line's start, as Keras prints,
/// - nothing else in a line that was redrawn.
///
/// A step counted inside an epoch on the same line refines the epoch's fraction.
enum ProgressCounterRule {
    private struct Counter {
        var done: Int
        var all: Int
        var start: Int
        var end: Int
        var word: String
        var fraction: Double { Double(done) / Double(all) }
    }

    static func progress(in text: ProgressText) -> LogProgress? {
        let counters = counters(in: text)
        guard let first = counters.first else { return nil }
        var fraction = first.fraction
        var label = label(of: first)
        let isOuter = first.word.hasPrefix("epoch") || first.word == "round" || first.word == "fold"
        if isOuter, first.done >= 1, counters.count > 1,
            ProgressWords.inner.contains(counters[1].word)
        {
            fraction = (Double(first.done - 1) + counters[1].fraction) / Double(first.all)
            label += ", " + self.label(of: counters[1])
        }
        return LogProgress(
            fraction: fraction,
            label: label,
            source: .counter,
            remaining: ProgressTime.remaining(in: text, from: first.end)
        )
    }

    private static func label(of counter: Counter) -> String {
        let count = "\(counter.done)/\(counter.all)"
        return counter.word.isEmpty ? count : "\(counter.word) \(count)"
    }

    private static func counters(in text: ProgressText) -> [Counter] {
        var found: [Counter] = []
        var place = 0
        while place < text.bytes.count, found.count < 2 {
            guard let number = text.number(at: place) else {
                place += 1
                continue
            }
            if let counter = counter(in: text, from: place, number) {
                found.append(counter)
                place = counter.end
            } else {
                place = number.end
            }
        }
        return found
    }

    private static func counter(
        in text: ProgressText,
        from start: Int,
        _ done: (value: Int, end: Int)
    ) -> Counter? {
        if start > 0 {
            let before = text.bytes[start - 1]
            guard !Byte.isWord(before), !"/.-+,".utf8.contains(before) else { return nil }
        }
        guard let second = separated(in: text, from: done.end), second.value > 0 else { return nil }
        guard done.value <= second.value else { return nil }
        if let after = text.byte(at: second.end) {
            guard !Byte.isWord(after), !"/%".utf8.contains(after) else { return nil }
            let isPoint = after == UInt8(ascii: ".") || after == UInt8(ascii: "-")
            let next = text.byte(at: second.end + 1) ?? Byte.space
            guard !(isPoint && Byte.isDigit(next)) else { return nil }
        }
        var counter = Counter(
            done: done.value,
            all: second.value,
            start: start,
            end: second.end,
            word: text.word(before: start)
        )
        guard isProgress(counter, in: text) else { return nil }
        if !ProgressWords.counted.contains(counter.word) {
            let after = text.word(after: second.end)
            counter.word = ProgressWords.following.contains(after) ? after : ""
        }
        return counter
    }

    /// The number behind `/`, `of` or `out of`.
    private static func separated(in text: ProgressText, from end: Int) -> (value: Int, end: Int)? {
        let place = text.skippingBlanks(from: end)
        if text.byte(at: place) == UInt8(ascii: "/") {
            return text.number(at: text.skippingBlanks(from: place + 1))
        }
        guard place > end else { return nil }
        for word in ["of ", "out of "] where text.bytes[place...].starts(with: word.utf8) {
            return text.number(at: text.skippingBlanks(from: place + word.utf8.count))
        }
        return nil
    }

    private static func isProgress(_ counter: Counter, in text: ProgressText) -> Bool {
        if ProgressWords.counted.contains(counter.word) { return true }
        if ProgressWords.following.contains(text.word(after: counter.end)) { return true }
        let lead = text.bytes[..<counter.start].filter { !Byte.isBlank($0) }
        let next = text.byte(at: text.skippingBlanks(from: counter.end))
        if lead == [UInt8(ascii: "[")] { return next == UInt8(ascii: "]") }
        guard lead.isEmpty else { return false }
        return text.hasBar(around: 0, counter.end) || (text.isRedraw && next == nil)
    }
}
