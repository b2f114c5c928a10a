/// A key as a person pressed it: what it is, and what was held down with it.
///
/// Keys are kept in one form, so that two ways of sending the same key are equal: `shift` with a
/// letter is the upper-case letter, `control` with a letter is the lower-case one, `shift` with
/// `tab` is ``Code/backTab``, and `shift` with any other character is left out, since the
/// character already says it.
package struct Key: Hashable, Sendable {
    /// What a key is, apart from what is held down with it.
    package enum Code: Hashable, Sendable {
        case character(Unicode.Scalar)
        case enter
        case escape
        case tab
        case backTab
        case backspace
        case delete
        case insert
        case up
        case down
        case left
        case right
        case home
        case end
        case pageUp
        case pageDown
        /// A function key, counted from 1.
        case function(Int)
    }

    /// The keys held down with another; the bits are those of xterm's parameter less one.
    package struct Modifiers: OptionSet, Hashable, Sendable {
        package let rawValue: UInt8

        package init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        package static let shift = Modifiers(rawValue: 1)
        package static let alt = Modifiers(rawValue: 2)
        package static let control = Modifiers(rawValue: 4)
    }

    package let code: Code
    package let modifiers: Modifiers

    /// Makes a key in its one form.
    package init(_ code: Code, _ modifiers: Modifiers = []) {
        switch code {
        case .character(let scalar):
            (self.code, self.modifiers) = Key.normal(scalar, modifiers)
        case .tab where modifiers.contains(.shift), .backTab:
            self.code = .backTab
            self.modifiers = modifiers.subtracting(.shift)
        default:
            self.code = code
            self.modifiers = modifiers
        }
    }

    /// Makes the key of a character.
    package init(_ scalar: Unicode.Scalar, _ modifiers: Modifiers = []) {
        self.init(.character(scalar), modifiers)
    }

    /// The character the key writes into a text field, or nil for any other key.
    package var text: Unicode.Scalar? {
        guard case .character(let scalar) = code, modifiers.isEmpty else { return nil }
        return scalar
    }

    private static func normal(
        _ scalar: Unicode.Scalar,
        _ modifiers: Modifiers
    ) -> (Code, Modifiers) {
        if scalar.value < 0x20 || scalar.value == 0x7F {
            return control(UInt8(scalar.value), modifiers)
        }
        guard modifiers.contains(.control) else {
            let isShifted = modifiers.contains(.shift)
            let shown = isShifted ? single(scalar.properties.uppercaseMapping) ?? scalar : scalar
            return (.character(shown), modifiers.subtracting(.shift))
        }
        let lower = single(scalar.properties.lowercaseMapping) ?? scalar
        let hasCase = lower != single(scalar.properties.uppercaseMapping)
        return (.character(lower), hasCase ? modifiers : modifiers.subtracting(.shift))
    }

    /// The key a control byte stands for.
    private static func control(_ byte: UInt8, _ modifiers: Modifiers) -> (Code, Modifiers) {
        switch byte {
        case 0x09:
            return modifiers.contains(.shift)
                ? (.backTab, modifiers.subtracting(.shift)) : (.tab, modifiers)
        case 0x0A, 0x0D: return (.enter, modifiers)
        case 0x1B: return (.escape, modifiers)
        case 0x7F: return (.backspace, modifiers)
        case 0x00: return (.character(" "), modifiers.union(.control).subtracting(.shift))
        default:
            let letter = Unicode.Scalar(byte < 0x1B ? byte + 0x60 : byte + 0x40)
            return (.character(letter), modifiers.union(.control))
        }
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}
