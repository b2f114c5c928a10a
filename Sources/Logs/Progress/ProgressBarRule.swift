/// Bars as tqdm draws them: `train:  43%|████▎     | 43/100 [00:12<00:15,  3.4it/s]`.
///
/// Asked for are a percentage of at most 100 with a bar between two `|` behind it. Without a known
/// end tqdm prints `43it [00:12, 3.4it/s]`, which says that something goes on.
enum ProgressBarRule {
    static func progress(in text: ProgressText) -> LogProgress? {
        bar(in: text) ?? endless(in: text)
    }

    private static func bar(in text: ProgressText) -> LogProgress? {
        let bytes = text.bytes
        guard
            let sign = bytes.indices.dropLast().first(where: { place in
                bytes[place] == UInt8(ascii: "%") && bytes[place + 1] == UInt8(ascii: "|")
            })
        else { return nil }
        guard let (percent, start) = text.decimal(before: sign), percent <= 100 else { return nil }
        guard let close = bytes[(sign + 2)...].firstIndex(of: UInt8(ascii: "|")) else { return nil }
        let rest = text.skippingBlanks(from: close + 1)
        let count = counter(in: text, at: rest)
        let name = text.label(before: start)
        let label = [name, count?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
        return LogProgress(
            fraction: count?.fraction ?? percent / 100,
            label: label,
            source: .bar,
            remaining: ProgressTime.remaining(in: text, from: close)
        )
    }

    /// `43/100` or `1.2M/3.4M`; the latter is kept as text only.
    private static func counter(
        in text: ProgressText,
        at start: Int
    ) -> (text: String, fraction: Double?)? {
        let token = text.bytes[start...].prefix { $0 != Byte.space && $0 != UInt8(ascii: "[") }
        guard token.contains(UInt8(ascii: "/")), token.count <= 24 else { return nil }
        let label = PlainText.of(token)
        let parts = label.split(separator: "/")
        guard parts.count == 2, let done = Int(parts[0]), let all = Int(parts[1]) else {
            return (label, nil)
        }
        guard all > 0, done >= 0, done <= all else { return (label, nil) }
        return (label, Double(done) / Double(all))
    }

    private static func endless(in text: ProgressText) -> LogProgress? {
        let bytes = text.bytes
        let mark = Array("it [".utf8)
        for place in bytes.indices where bytes[place...].starts(with: mark) {
            guard let (_, start) = text.decimal(before: place), start < place else { continue }
            guard let clock = ProgressTime.clock(in: text, at: place + mark.count),
                text.byte(at: clock.end) == UInt8(ascii: ",")
            else { continue }
            let label = PlainText.of(bytes[..<(place + 2)]).drop { $0 == " " }
            return LogProgress(
                fraction: nil,
                label: String(label.suffix(ProgressWords.labelLength)),
                source: .bar
            )
        }
        return nil
    }
}
