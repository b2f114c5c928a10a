/// The sequences of all terminals we know, as tables.
enum KeyTable {
    /// `ESC [ letter`, and `ESC [ 1 ; held letter`.
    static let letters: [UInt8: Key.Code] = [
        UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down,
        UInt8(ascii: "C"): .right, UInt8(ascii: "D"): .left,
        UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end,
        UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
        UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
        UInt8(ascii: "Z"): .backTab,
    ]

    /// rxvt's arrows: with shift after `ESC [`, with control after `ESC O`.
    static let rxvtArrows: [UInt8: Key.Code] = [
        UInt8(ascii: "a"): .up, UInt8(ascii: "b"): .down,
        UInt8(ascii: "c"): .right, UInt8(ascii: "d"): .left,
    ]

    /// The middle of the keypad, which does nothing.
    static let begin = UInt8(ascii: "E")

    /// `ESC O letter`: arrows and function keys, and the keypad in application mode.
    static let singleShift: [UInt8: Key.Code] = {
        var table = letters
        table[UInt8(ascii: "M")] = .enter
        table[UInt8(ascii: "I")] = .tab
        table[UInt8(ascii: " ")] = .character(" ")
        table[UInt8(ascii: "X")] = .character("=")
        // From `j` on, the keypad sends the character 0x40 below.
        for byte in UInt8(ascii: "j")...UInt8(ascii: "y") {
            table[byte] = .character(Unicode.Scalar(byte - 0x40))
        }
        return table
    }()

    /// `ESC [ number ~`, and with `; held` before the tilde.
    static let numbers: [Int: Key.Code] = [
        1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
        11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
        17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
        23: .function(11), 24: .function(12), 25: .function(13), 26: .function(14),
        28: .function(15), 29: .function(16), 31: .function(17), 32: .function(18),
        33: .function(19), 34: .function(20),
    ]

    /// The part of Unicode's private use area in which kitty numbers its keys.
    static let kittyRange = 57344...63743

    /// The keys of `ESC [ number u` that are no characters, and the keypad's.
    static func kitty(_ number: Int) -> Key.Code? {
        switch number {
        case 57344...57357: return kittyNamed[number - 57344]
        case 57364...57398: return .function(number - 57364 + 1)
        case 57399...57408:
            return Unicode.Scalar(UInt32(number - 57399 + 0x30)).map(Key.Code.character)
        case 57409...57426: return kittyKeypad[number - 57409]
        default: return nil
        }
    }

    private static let kittyNamed: [Key.Code] = [
        .escape, .enter, .tab, .backspace, .insert, .delete, .left, .right, .up, .down,
        .pageUp, .pageDown, .home, .end,
    ]

    private static let kittyKeypad: [Key.Code] = [
        .character("."), .character("/"), .character("*"), .character("-"), .character("+"),
        .enter, .character("="), .character(","), .left, .right, .up, .down, .pageUp, .pageDown,
        .home, .end, .insert, .delete,
    ]
}
