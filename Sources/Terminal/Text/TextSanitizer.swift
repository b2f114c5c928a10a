/// What becomes of a tab.
package enum TabRule: Sendable {
    /// It is shown as `^I`, for names.
    case visible

    /// It becomes spaces up to the next multiple of eight cells, for the lines of a log.
    case expanded

    /// The distance of tab stops.
    package static let stop = 8
}

/// Turns any scalars and bytes into text that cannot command a terminal and whose width is known.
///
/// The one function behind ``SafeText``. Controls, invisible and direction-changing characters
/// become visible text, what has no certain width becomes `?`, and a character carries at most
/// ``markLimit`` marks.
struct TextSanitizer {
    /// What ncurses holds in one cell besides the base.
    static let markLimit = 4

    private(set) var utf8: [UInt8] = []
    private(set) var width = 0
    private let tabs: TabRule

    // The last base that was taken, the marks on it, and whether a joiner followed it.
    private var base: UInt32 = 0
    private var marks = 0
    private var isJoining = false

    /// `column` is where the text begins, for its tab stops.
    init(tabs: TabRule, column: Int = 0) {
        self.tabs = tabs
        startColumn = column
    }

    private let startColumn: Int

    /// The text so far.
    var text: SafeText {
        SafeText(
            sanitized: String(decoding: utf8, as: UTF8.self),
            width: width,
            isPlain: utf8.count == width
        )
    }

    mutating func take(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        switch value {
        case 0x20..<0x7F:
            append(ascii: UInt8(value))
        case 0x09 where tabs == .expanded:
            repeat { append(ascii: 0x20) } while (startColumn + width) % TabRule.stop != 0
        case 0..<0x20, 0x7F:
            append(ascii: UInt8(ascii: "^"))
            append(ascii: UInt8(value) ^ 0x40)
        case 0x80..<0xA0:
            append("\\x" + String(value, radix: 16))
        default:
            takeBeyondASCII(scalar)
        }
    }

    /// Takes a byte that is no part of valid UTF-8.
    mutating func takeInvalid(_ byte: UInt8) {
        append("\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
    }

    mutating func append(_ ascii: String) {
        for byte in ascii.utf8 { append(ascii: byte) }
    }

    private mutating func append(ascii: UInt8) {
        utf8.append(ascii)
        width += 1
        base = UInt32(ascii)
        marks = 0
        isJoining = false
    }

    private mutating func takeBeyondASCII(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0xAD:
            append(ascii: UInt8(ascii: "-"))
        case 0x200C, 0x200D:
            takeJoiner(scalar)
        case 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB, 0xE0000...0xE00FF:
            append("\\u{" + String(scalar.value, radix: 16) + "}")
        case 0xFE00...0xFE0F, 0xE0100...0xE01EF:
            // A variation changes how wide terminals draw the base, so the base goes alone.
            break
        case 0x1F1E6...0x1F1FF:
            // Half a flag: its letter is one cell everywhere.
            append(ascii: UInt8(scalar.value - 0x1F1E6) + UInt8(ascii: "A"))
        case 0x1F3FB...0x1F3FF where isPictograph(base):
            // A skin tone: the figure before it stands alone.
            break
        default:
            takeByWidth(scalar)
        }
    }

    private mutating func takeByWidth(_ scalar: Unicode.Scalar) {
        switch ScalarWidth.of(scalar) {
        case 0:
            takeMark(scalar)
        case 1:
            takeBase(scalar, width: 1)
        case 2:
            takeBase(scalar, width: 2)
        default:
            append(ascii: UInt8(ascii: "?"))
        }
    }

    private mutating func takeBase(_ scalar: Unicode.Scalar, width cells: Int) {
        if isJoining, isPictograph(scalar.value) {
            // The rest of a joined emoji: only its first figure is shown.
            isJoining = false
            return
        }
        utf8.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
        width += cells
        base = scalar.value
        marks = 0
        isJoining = false
    }

    private mutating func takeMark(_ scalar: Unicode.Scalar) {
        if base == 0 {
            // A mark needs something to sit on, also at the start of a piece.
            append(ascii: 0x20)
        }
        guard marks < TextSanitizer.markLimit else { return }
        marks += 1
        utf8.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .init())
    }

    /// Between letters of scripts that need it a joiner is only dropped; elsewhere it could make
    /// two names look alike and is shown.
    private mutating func takeJoiner(_ scalar: Unicode.Scalar) {
        if scalar.value == 0x200D, isPictograph(base) {
            isJoining = true
        } else if base < 0x80 {
            append("\\u{" + String(scalar.value, radix: 16) + "}")
        }
    }

    private func isPictograph(_ value: UInt32) -> Bool {
        (0x2600...0x27BF).contains(value) || (0x1F000...0x1FAFF).contains(value)
            || (0x2640...0x2642).contains(value)
    }
}
