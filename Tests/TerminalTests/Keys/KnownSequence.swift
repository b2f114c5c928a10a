import Terminal
import Testing

/// Bytes a terminal sends, and what they say.
struct KnownSequence: CustomTestStringConvertible, Sendable {
    let bytes: [UInt8]
    let events: [InputEvent]

    /// Whether nothing that follows can belong to it.
    var isClosed: Bool {
        let opening = ["\u{1b}", "\u{1b}[", "\u{1b}O"]
        return bytes.last != 0x1B && !opening.contains(String(decoding: bytes, as: UTF8.self))
    }

    var testDescription: String { "\(String(decoding: bytes, as: UTF8.self).debugDescription)" }

    init(_ text: String, _ events: [InputEvent]) {
        bytes = Array(text.utf8)
        self.events = events
    }

    init(key text: String, _ key: Key) {
        self.init(text, [.key(key)])
    }

    static let all: [KnownSequence] =
        plain + arrows + editing + functions + linux + rxvt + keypad + alt + unicode + mouse + other

    static let plain: [KnownSequence] = [
        .init(key: "j", "j"), .init(key: "é", "é"), .init(key: "€", "€"), .init(key: "🟢", "🟢"),
        .init(key: " ", "space"), .init(key: "\r", "enter"), .init(key: "\n", "enter"),
        .init(key: "\t", "tab"), .init(key: "\u{7f}", "backspace"), .init(key: "\u{1b}", "esc"),
        .init(key: "\u{03}", "^c"), .init(key: "\u{00}", "ctrl-space"), .init(key: "\u{1c}", "^\\"),
        .init(key: "\u{1f}", "^_"), .init(key: "\u{08}", "^h"),
        .init("\u{1b}\u{1b}", [.key("esc"), .key("esc")]),
        .init("\u{1b}\u{1b}\u{1b}", [.key("esc"), .key("esc"), .key("esc")]),
        .init("aé€", [.key("a"), .key("é"), .key("€")]),
    ]

    static let held: [(Int, Key.Modifiers)] = [
        (2, .shift), (3, .alt), (4, [.shift, .alt]), (5, .control), (6, [.shift, .control]),
        (7, [.alt, .control]), (8, [.shift, .alt, .control]), (33, .alt), (65, []), (129, []),
        (133, .control),
    ]

    static let arrows: [KnownSequence] = {
        let codes: [(String, Key.Code)] = [
            ("A", .up), ("B", .down), ("C", .right), ("D", .left), ("H", .home), ("F", .end),
        ]
        return codes.flatMap { letter, code in
            [
                KnownSequence(key: "\u{1b}[" + letter, Key(code)),
                KnownSequence(key: "\u{1b}O" + letter, Key(code)),
                KnownSequence(key: "\u{1b}[5" + letter, Key(code, .control)),
                KnownSequence(key: "\u{1b}O5" + letter, Key(code, .control)),
                KnownSequence(key: "\u{1b}O1;2" + letter, Key(code, .shift)),
                KnownSequence(key: "\u{1b}[1;5:1" + letter, Key(code, .control)),
                KnownSequence("\u{1b}[1;5:3" + letter, []),
                KnownSequence("\u{1b}[1;9" + letter, []),
                KnownSequence(key: "\u{1b}\u{1b}[" + letter, Key(code, .alt)),
                KnownSequence(key: "\u{1b}\u{1b}O" + letter, Key(code, .alt)),
            ]
                + held.map { number, modifiers in
                    KnownSequence(key: "\u{1b}[1;\(number)" + letter, Key(code, modifiers))
                }
        }
    }()

    static let editing: [KnownSequence] = {
        let codes: [(Int, Key.Code)] = [
            (1, .home), (2, .insert), (3, .delete), (4, .end), (5, .pageUp), (6, .pageDown),
            (7, .home), (8, .end),
        ]
        return codes.flatMap { number, code in
            [
                KnownSequence(key: "\u{1b}[\(number)~", Key(code)),
                KnownSequence(key: "\u{1b}\u{1b}[\(number)~", Key(code, .alt)),
            ]
                + held.map { held, modifiers in
                    KnownSequence(key: "\u{1b}[\(number);\(held)~", Key(code, modifiers))
                }
        }
    }()

    static let functions: [KnownSequence] = {
        let numbers = [
            11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34,
        ]
        let tilde = numbers.enumerated().flatMap { index, number in
            [
                KnownSequence(key: "\u{1b}[\(number)~", Key(.function(index + 1))),
                KnownSequence(
                    key: "\u{1b}[\(number);6~",
                    Key(.function(index + 1), [.shift, .control])
                ),
            ]
        }
        let letters = ["P", "Q", "R", "S"].enumerated().flatMap { index, letter in
            [
                KnownSequence(key: "\u{1b}O" + letter, Key(.function(index + 1))),
                KnownSequence(key: "\u{1b}[" + letter, Key(.function(index + 1))),
                KnownSequence(key: "\u{1b}[1;2" + letter, Key(.function(index + 1), .shift)),
                KnownSequence(key: "\u{1b}O1;3" + letter, Key(.function(index + 1), .alt)),
                KnownSequence(key: "\u{1b}O5" + letter, Key(.function(index + 1), .control)),
            ]
        }
        return tilde + letters
    }()

    static let linux: [KnownSequence] =
        ["A", "B", "C", "D", "E"].enumerated().map { index, letter in
            KnownSequence(key: "\u{1b}[[" + letter, Key(.function(index + 1)))
        } + [
            KnownSequence(key: "\u{1b}\t", "shift-tab"),
            KnownSequence(key: "\u{1b}[Z", "shift-tab"),
        ]

    static let rxvt: [KnownSequence] =
        [("a", Key.Code.up), ("b", .down), ("c", .right), ("d", .left)].flatMap { letter, code in
            [
                KnownSequence(key: "\u{1b}[" + letter, Key(code, .shift)),
                KnownSequence(key: "\u{1b}O" + letter, Key(code, .control)),
            ]
        }
        + [(3, Key.Code.delete), (5, .pageUp), (7, .home), (15, .function(5))].flatMap {
            number,
            code in
            [
                KnownSequence(key: "\u{1b}[\(number)$", Key(code, .shift)),
                KnownSequence(key: "\u{1b}[\(number)^", Key(code, .control)),
                KnownSequence(key: "\u{1b}[\(number)@", Key(code, [.shift, .control])),
            ]
        }

    static let keypad: [KnownSequence] =
        zip("jklmnopqrstuvwxy", "*+,-./0123456789".unicodeScalars).map { letter, scalar in
            KnownSequence(key: "\u{1b}O\(letter)", Key(scalar))
        } + [
            KnownSequence(key: "\u{1b}OM", "enter"), KnownSequence(key: "\u{1b}OX", "="),
            KnownSequence(key: "\u{1b}O ", "space"), KnownSequence(key: "\u{1b}OI", "tab"),
            KnownSequence("\u{1b}OE", []), KnownSequence("\u{1b}[E", []),
        ]

    static let alt: [KnownSequence] = [
        .init(key: "\u{1b}x", "alt-x"), .init(key: "\u{1b}X", "alt-X"),
        .init(key: "\u{1b}é", "alt-é"),
        .init(key: "\u{1b}\r", "alt-enter"), .init(key: "\u{1b}\u{7f}", "alt-backspace"),
        .init(key: "\u{1b}\u{04}", "alt-^d"), .init(key: "\u{1b} ", "alt-space"),
        .init(key: "\u{1b}[", "alt-["), .init(key: "\u{1b}O", "alt-O"),
        .init(key: "\u{1b}]", "alt-]"),
        .init(key: "\u{1b}P", "alt-P"), .init(key: "\u{1b}_", "alt-_"),
        .init(key: "\u{1b}^", "alt-^"),
        .init("\u{1b}\u{1b}x", [.key("esc"), .key("alt-x")]),
    ]

    static let unicode: [KnownSequence] = [
        .init(key: "\u{1b}[97;5u", "^a"), .init(key: "\u{1b}[97u", "a"),
        .init(key: "\u{1b}[97;2u", "A"), .init(key: "\u{1b}[97:65;2u", "A"),
        .init(key: "\u{1b}[49:33;2u", "!"), .init(key: "\u{1b}[97;;98u", "b"),
        .init(key: "\u{1b}[97;3u", "alt-a"), .init(key: "\u{1b}[97;6u", "shift-^a"),
        .init(key: "\u{1b}[27u", "esc"), .init(key: "\u{1b}[27;1u", "esc"),
        .init(key: "\u{1b}[13;5u", Key(.enter, .control)), .init(key: "\u{1b}[9;2u", "shift-tab"),
        .init(key: "\u{1b}[9;5u", Key(.tab, .control)),
        .init(key: "\u{1b}[127;5u", "ctrl-backspace"),
        .init(key: "\u{1b}[32;2u", "space"), .init(key: "\u{1b}[32;5u", "ctrl-space"),
        .init(key: "\u{1b}[8364u", "€"), .init(key: "\u{1b}[57376u", "f13"),
        .init(key: "\u{1b}[57352;5u", "ctrl-up"), .init(key: "\u{1b}[57399u", "0"),
        .init(key: "\u{1b}[57414u", "enter"), .init("\u{1b}[57358u", []), .init("\u{1b}[0u", []),
        .init("\u{1b}[97;1:3u", []), .init(key: "\u{1b}[97;1:2u", "a"),
        .init(key: "\u{1b}[27;5;106~", "^j"), .init(key: "\u{1b}[27;2;33~", "!"),
        .init(key: "\u{1b}[27;5;9~", Key(.tab, .control)),
        .init(key: "\u{1b}[27;6;13~", "ctrl-shift-enter"),
    ]

    static let mouse: [KnownSequence] = {
        let at = Point(x: 11, y: 4)
        func report(
            _ code: Int,
            _ final: String,
            _ action: MouseEvent.Action?,
            _ held: Key.Modifiers = []
        )
            -> KnownSequence
        {
            let events = action.map { [InputEvent.mouse(MouseEvent($0, at: at, held))] }
            return KnownSequence("\u{1b}[<\(code);12;5\(final)", events ?? [])
        }
        return [
            report(0, "M", .press(.left)), report(1, "M", .press(.middle)),
            report(2, "M", .press(.right)),
            report(0, "m", .release(.left)), report(2, "m", .release(.right)),
            report(32, "M", .drag(.left)), report(34, "M", .drag(.right)), report(35, "M", .move),
            report(64, "M", .wheelUp), report(65, "M", .wheelDown), report(66, "M", .wheelLeft),
            report(67, "M", .wheelRight), report(64, "m", nil),
            report(4, "M", .press(.left), .shift),
            report(8, "M", .press(.left), .alt), report(80, "M", .wheelUp, .control),
            report(128, "M", .press(.other)), report(999, "M", nil),
            KnownSequence(
                "\u{1b}[<35;501;401M",
                [.mouse(MouseEvent(.move, at: Point(x: 500, y: 400)))]
            ),
            KnownSequence("\u{1b}[32;12;5M", [.mouse(MouseEvent(.press(.left), at: at))]),
            KnownSequence("\u{1b}[35;12;5M", [.mouse(MouseEvent(.release(.left), at: at))]),
            KnownSequence("\u{1b}[M ,%", [.mouse(MouseEvent(.press(.left), at: at))]),
            KnownSequence("\u{1b}[M`,%", [.mouse(MouseEvent(.wheelUp, at: at))]),
            KnownSequence(
                "\u{1b}\u{1b}[<0;12;5M",
                [.key("esc"), .mouse(MouseEvent(.press(.left), at: at))]
            ),
        ]
    }()

    static let other: [KnownSequence] = [
        .init("\u{1b}[I", [.focus(true)]), .init("\u{1b}[O", [.focus(false)]),
        .init("\u{1b}[200~x\ny\u{1b}[201~", [.paste(Paste("x\ny"))]),
        .init("\u{1b}[200~\u{1b}[201~", [.paste(Paste(""))]),
        .init("\u{1b}[2;3R", [.reply(.cursor(row: 2, column: 3))]),
        .init("\u{1b}[?2026;2$y", [.reply(.mode(2026, state: 2))]),
        .init("\u{1b}[?64;1;2c", []), .init("\u{1b}]10;rgb:ff/ff/ff\u{1b}\\", []),
        .init("\u{1b}]10;rgb:ff/ff/ff\u{07}", []), .init("\u{1b}P1+r544e\u{1b}\\", []),
    ]
}
