/// The characters a terminal can show.
package enum GlyphSet: Sendable {
    case unicode

    /// Nothing beyond ASCII: every other character is replaced by a plain one of the same width.
    case ascii

    /// The character to show for one of ours or of a text.
    package func form(of scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard self == .ascii, !scalar.isASCII else { return scalar }
        return GlyphSet.asciiForms[scalar] ?? GlyphSet.asciiForm(byRange: scalar.value)
    }

    /// Stretches of characters that look like one ASCII character.
    private static func asciiForm(byRange value: UInt32) -> Unicode.Scalar {
        switch value {
        case 0x2000...0x200A, 0xA0, 0x2800:
            return " "
        case 0x2500...0x257F:
            return lineForm(LineLinks(boxDrawing: value).mask)
        case 0x2801...0x28FF:
            return brailleForm(UInt8(value - 0x2800))
        default:
            return "?"
        }
    }

    private static func lineForm(_ mask: UInt8) -> Unicode.Scalar {
        switch mask {
        case 1, 4, 5: return "|"
        case 2, 8, 10: return "-"
        default: return "+"
        }
    }

    /// Dots in the upper half only, in the lower half only, or in both.
    private static func brailleForm(_ dots: UInt8) -> Unicode.Scalar {
        let upper = dots & 0b0001_1011 != 0
        let lower = dots & 0b1110_0100 != 0
        return upper ? (lower ? ":" : "'") : (lower ? "." : " ")
    }

    private static let asciiForms: [Unicode.Scalar: Unicode.Scalar] = {
        var forms: [Unicode.Scalar: Unicode.Scalar] = [:]
        let pairs: [(String, String)] = [
            // The states, as the design's table has them.
            ("○◌●✓≡↷✗⊘‖◇⚑▲◐◆", ".qR+=>X/|?!A%#"),
            // Bars, shades and blocks.
            ("▁▂▃▄▅▆▇█", "_..--==#"),
            ("▏▎▍▌▋▊▉", ".:||||#"),
            ("▓▒░▀▐■□▪", "#=.^|#.*"),
            // Arrows and pointers.
            ("→←↑↓▶◀▼▸▾◂▴›‹»«⟶", "><^v><v>v<^><>< "),
            // Signs in words.
            ("…·•–—−‑×÷±≥≤≠≈“”„‘’", "~.*----x/+><#~\"\"\"''"),
            ("┆┊╎┄┈╌━┃", ":::---=#"),
            ("°µ★", "ou*"),
        ]
        for (unicode, ascii) in pairs {
            for (from, to) in zip(unicode.unicodeScalars, ascii.unicodeScalars) { forms[from] = to }
        }
        return forms
    }()
}
