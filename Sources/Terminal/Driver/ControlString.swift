/// Sequences that tell the terminal something besides what to show.
package enum ControlString {
    /// The longest text that is copied: what most terminals take in one sequence.
    package static let copyLimit = 74_994

    /// The longest title or notification, in scalars; the rest is left out.
    package static let wordsLimit = 250

    /// Copies a text to the clipboard, or nil when it is longer than ``copyLimit``.
    package static func copy(
        _ text: String,
        through multiplexer: TerminalIdentity.Multiplexer
    ) -> [UInt8]? {
        guard text.utf8.count <= copyLimit else { return nil }
        let plain = Array("\u{1b}]52;c;".utf8) + base64(Array(text.utf8)) + [0x07]
        // Depending on its settings tmux takes either form; where it takes both, the text is the
        // same.
        return multiplexer == .tmux ? plain + wrapped(plain, .tmux) : wrapped(plain, multiplexer)
    }

    /// Notifies the person at the terminal.
    package static func notification(
        title: String,
        _ text: String,
        for identity: TerminalIdentity
    ) -> [UInt8] {
        let title = words(title).replacing(";", with: ",")
        let sequence: String
        switch identity.notification {
        case .short:
            sequence = "\u{1b}]9;\(words(title.isEmpty ? text : "\(title): \(text)"))\u{07}"
        case .titled: sequence = "\u{1b}]777;notify;\(title);\(words(text))\u{07}"
        }
        return wrapped(Array(sequence.utf8), identity.multiplexer)
    }

    /// Names the terminal's window.
    package static func title(_ text: String) -> [UInt8] {
        Array("\u{1b}]2;\(words(text))\u{07}".utf8)
    }

    /// A text without anything that could end the sequence it stands in.
    private static func words(_ text: String) -> String {
        let printable = text.unicodeScalars.filter {
            $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value)
        }
        return String(String.UnicodeScalarView(printable.prefix(wordsLimit)))
    }

    /// A sequence in the form in which a multiplexer hands it on to its own terminal.
    private static func wrapped(
        _ sequence: [UInt8],
        _ multiplexer: TerminalIdentity.Multiplexer
    ) -> [UInt8] {
        let end: [UInt8] = [0x1B, UInt8(ascii: "\\")]
        switch multiplexer {
        case .none:
            return sequence
        case .screen:
            return [0x1B, UInt8(ascii: "P")] + sequence + end
        case .tmux:
            let doubled = sequence.flatMap { $0 == 0x1B ? [0x1B, 0x1B] : [$0] }
            return Array("\u{1b}Ptmux;".utf8) + doubled + end
        }
    }

    /// Bytes as letters, digits, `+` and `/`, filled up with `=` (RFC 4648).
    package static func base64(_ bytes: [UInt8]) -> [UInt8] {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for offset in 0..<3 {
                bits = bits << 8 | (offset < group.count ? UInt32(group[start + offset]) : 0)
            }
            for place in 0..<4 {
                let isFilled = place <= group.count
                let index = Int(bits >> UInt32(18 - 6 * place) & 63)
                result.append(isFilled ? alphabet[index] : UInt8(ascii: "="))
            }
        }
        return result
    }
}
