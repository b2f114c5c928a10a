import Glibc

/// Finds a text in bytes, by looking for its rarest byte with `memchr`.
///
/// When case is folded the text is in small letters and both forms of the rarest byte are looked
/// for; each remembers where it found one next, so that a form that does not occur costs one look.
struct LiteralFinder {
    private let needle: [UInt8]
    private let foldsCase: Bool
    /// The place of the rarest byte in the text, and of the next rarest.
    private let rarest: Int
    private let second: Int
    private let forms: [UInt8]
    /// Where each form was found last, ahead of the search.
    private var ahead: (Int, Int) = (-1, -1)

    init(_ literal: RequiredLiteral.Literal, _ rarity: ByteRarity) {
        needle = literal.bytes
        foldsCase = literal.foldsCase
        let weights = needle.map { byte in
            Self.forms(of: byte, literal.foldsCase).reduce(0) { $0 + rarity.weight($1) }
        }
        let order = needle.indices.sorted { weights[$0] < weights[$1] }
        rarest = order.first ?? 0
        second = order.dropFirst().first ?? rarest
        forms = needle.isEmpty ? [] : Self.forms(of: needle[rarest], foldsCase)
    }

    private static func forms(of byte: UInt8, _ foldsCase: Bool) -> [UInt8] {
        foldsCase && Byte.isLetter(byte) ? [byte | 0x20, byte & 0xDF] : [byte]
    }

    var length: Int { needle.count }

    /// Forgets what lies ahead; needed before each new text.
    mutating func begin() { ahead = (-1, -1) }

    /// The first place at or behind `start` where the text stands.
    mutating func next(in text: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard !needle.isEmpty, let base = text.baseAddress else { return nil }
        let last = text.count - needle.count
        var place = start
        while place <= last {
            guard let found = nextRarest(base, from: place + rarest, to: last + rarest + 1) else {
                return nil
            }
            place = found - rarest
            if matches(base + place) { return place }
            place += 1
        }
        return nil
    }

    /// The next place of the rarest byte in either form.
    @inline(__always)
    private mutating func nextRarest(_ base: UnsafeRawPointer, from start: Int, to end: Int) -> Int?
    {
        guard forms.count == 2 else {
            return memchr(base + start, CInt(forms[0]), end - start).map {
                UnsafeRawPointer($0) - base
            }
        }
        if ahead.0 < start { ahead.0 = Self.first(base, forms[0], start, end) }
        if ahead.1 < start { ahead.1 = Self.first(base, forms[1], start, end) }
        let nearest = min(ahead.0, ahead.1)
        return nearest < end ? nearest : nil
    }

    /// The place of the byte, or one that no text reaches.
    private static func first(
        _ base: UnsafeRawPointer,
        _ byte: UInt8,
        _ start: Int,
        _ end: Int
    ) -> Int {
        memchr(base + start, CInt(byte), end - start).map { UnsafeRawPointer($0) - base } ?? .max
    }

    @inline(__always)
    private func matches(_ text: UnsafeRawPointer) -> Bool {
        needle.withUnsafeBufferPointer { needle in
            let sample = text.load(fromByteOffset: second, as: UInt8.self)
            guard foldsCase else {
                guard sample == needle[second], let start = needle.baseAddress else { return false }
                return memcmp(text, start, needle.count) == 0
            }
            guard Byte.lowered(sample) == needle[second] else { return false }
            for place in 0..<needle.count {
                let byte = text.load(fromByteOffset: place, as: UInt8.self)
                if Byte.lowered(byte) != needle[place] { return false }
            }
            return true
        }
    }
}
