/// One line or redraw without escape sequences, with what the progress rules ask of it.
struct ProgressText {
    let bytes: [UInt8]
    /// Whether a carriage return stands before it: it replaced what stood on the line.
    let isRedraw: Bool

    init(_ bytes: [UInt8], isRedraw: Bool) {
        self.bytes = bytes
        self.isRedraw = isRedraw
    }

    /// A whole number and the place behind it.
    func number(at place: Int) -> (value: Int, end: Int)? {
        var end = place
        var value = 0
        while end < bytes.count, Byte.isDigit(bytes[end]) {
            guard end - place < 15 else { return nil }
            value = value * 10 + Int(bytes[end] - 0x30)
            end += 1
        }
        return end > place ? (value, end) : nil
    }

    /// A number that may have a fraction, ending before `end`, and where it starts.
    func decimal(before end: Int) -> (value: Double, start: Int)? {
        var start = end
        while start > 0, Byte.isDigit(bytes[start - 1]) || bytes[start - 1] == UInt8(ascii: ".") {
            start -= 1
        }
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        guard end - start < 12, let value = Double(text) else { return nil }
        return (value, start)
    }

    func skippingBlanks(from place: Int) -> Int {
        var place = place
        while place < bytes.count, Byte.isBlank(bytes[place]) { place += 1 }
        return place
    }

    func byte(at place: Int) -> UInt8? {
        bytes.indices.contains(place) ? bytes[place] : nil
    }

    /// The word of letters that ends before `end`, in small letters; blanks and `:=#([` between are
    /// passed over.
    func word(before end: Int) -> String {
        var last = end
        while last > 0, ":=#([~ \t".utf8.contains(bytes[last - 1]) { last -= 1 }
        var first = last
        while first > 0, Byte.isLetter(bytes[first - 1]) { first -= 1 }
        return String(decoding: bytes[first..<last], as: UTF8.self).lowercased()
    }

    /// The word of letters behind `start`, in small letters; blanks and `])` between are passed
    /// over.
    func word(after start: Int) -> String {
        var first = start
        while first < bytes.count, "]) \t".utf8.contains(bytes[first]) { first += 1 }
        var last = first
        while last < bytes.count, Byte.isLetter(bytes[last]) { last += 1 }
        return String(decoding: bytes[first..<last], as: UTF8.self).lowercased()
    }

    /// The first word that is not part of a log line's head: a time, a level, a bracket.
    var firstWord: String {
        for token in bytes.split(separator: Byte.space, maxSplits: 8) {
            let letters = token.prefix(while: Byte.isLetter)
            let word = String(decoding: letters, as: UTF8.self).lowercased()
            if letters.isEmpty || ProgressWords.levels.contains(word) { continue }
            return word
        }
        return ""
    }

    /// What is written before `end`, as a label: without a drawn bar and the signs before a number.
    func label(before end: Int) -> String {
        let text = PlainText.of(bytes[..<end])
        var kept = Substring(text)
        while let last = kept.unicodeScalars.last, Self.isOrnament(last) {
            kept.unicodeScalars.removeLast()
        }
        while let first = kept.first, first == " " || first == "\t" { kept.removeFirst() }
        return String(kept.suffix(ProgressWords.labelLength))
    }

    private static func isOrnament(_ scalar: Unicode.Scalar) -> Bool {
        (0x2500...0x259F).contains(scalar.value) || ":-[](|#=>. \t".unicodeScalars.contains(scalar)
    }

    /// Whether a drawn bar stands directly before `start` or behind `end`.
    func hasBar(around start: Int, _ end: Int) -> Bool {
        var before = start
        while before > 0, "[]| ".utf8.contains(bytes[before - 1]) { before -= 1 }
        var after = end
        while after < bytes.count, "[]| :".utf8.contains(bytes[after]) { after += 1 }
        return isBar(bytes[..<before].suffix(9)) || isBar(bytes[after...].prefix(9))
    }

    /// Whether the bytes are the bar's signs: box and block elements, or three of `#=>.-` with a
    /// sign of progress among them.
    private func isBar(_ part: ArraySlice<UInt8>) -> Bool {
        guard part.count >= 3 else { return false }
        let isBlock: (Int) -> Bool = { place in
            part[place] == 0xE2 && place + 2 < part.endIndex
                && (0x94...0x96).contains(part[place + 1])
        }
        if part.indices.filter(isBlock).count >= 2 { return true }
        return part.allSatisfy { "#=>.-_ ".utf8.contains($0) }
            && part.contains { "#=>".utf8.contains($0) }
    }
}
