/// Remaining times as tools print them.
enum ProgressTime {
    /// The remaining time behind `start`: `<00:15` of tqdm, `ETA: 3s`, `eta 1:02:03`.
    static func remaining(in text: ProgressText, from start: Int) -> Duration? {
        let bytes = text.bytes
        for place in bytes.indices where place >= start {
            if bytes[place] == UInt8(ascii: "<"), let clock = clock(in: text, at: place + 1) {
                return .seconds(clock.seconds)
            }
            if let end = nameEnd(in: bytes, at: place) {
                var number = end
                while let byte = text.byte(at: number), ":=~ ".utf8.contains(byte) { number += 1 }
                if let clock = clock(in: text, at: number) { return .seconds(clock.seconds) }
                return units(in: text, at: number)
            }
        }
        return nil
    }

    /// `15:02` or `1:15:02`, and the place behind it.
    static func clock(in text: ProgressText, at start: Int) -> (seconds: Int, end: Int)? {
        guard var part = text.number(at: start), part.value < 1_000_000 else { return nil }
        var seconds = part.value
        var fields = 1
        while fields < 3, text.byte(at: part.end) == UInt8(ascii: ":"),
            let next = text.number(at: part.end + 1), next.value < 60
        {
            seconds = seconds * 60 + next.value
            part = next
            fields += 1
        }
        return fields > 1 ? (seconds, part.end) : nil
    }

    private static func nameEnd(in bytes: [UInt8], at place: Int) -> Int? {
        for name in ["eta", "remaining"] {
            let end = place + name.utf8.count
            guard end < bytes.count, place == 0 || !Byte.isLetter(bytes[place - 1]) else {
                continue
            }
            if bytes[place..<end].map(Byte.lowered).elementsEqual(name.utf8) { return end }
        }
        return nil
    }

    /// `3s`, `2m3s`, `1h 2m`, `3 min`.
    private static func units(in text: ProgressText, at start: Int) -> Duration? {
        let units: [UInt8: Int] = [
            UInt8(ascii: "d"): 86_400, UInt8(ascii: "h"): 3_600, UInt8(ascii: "m"): 60,
            UInt8(ascii: "s"): 1,
        ]
        var place = start
        var total: Int?
        while let part = text.number(at: place), part.value < 1_000_000 {
            var end = part.end
            if text.byte(at: end) == UInt8(ascii: "."), let more = text.number(at: end + 1) {
                end = more.end
            }
            end = text.skippingBlanks(from: end)
            guard let letter = text.byte(at: end), let unit = units[letter] else { break }
            // `ms` is no minute.
            guard !(letter == UInt8(ascii: "m") && text.byte(at: end + 1) == UInt8(ascii: "s"))
            else {
                return total.map { .seconds($0) } ?? .zero
            }
            total = (total ?? 0) + part.value * unit
            while let byte = text.byte(at: end), Byte.isLetter(byte) { end += 1 }
            place = text.skippingBlanks(from: end)
        }
        return total.map { .seconds($0) }
    }
}
