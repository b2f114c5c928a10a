/// What a complete sequence says.
enum SequenceMeaning: Equatable {
    case event(InputEvent)
    case pasteStart
    /// A known sequence nobody here needs: a report, a key of the keypad's middle, a key let go.
    case nothing
    case unknown
}

extension SequenceMeaning {
    static func key(_ code: Key.Code, _ modifiers: Key.Modifiers = []) -> SequenceMeaning {
        .event(.key(Key(code, modifiers)))
    }

    /// What `ESC O` and these bytes say; all but the last are numbers and semicolons.
    static func singleShift(_ bytes: some Sequence<UInt8>) -> SequenceMeaning {
        let sequence = ControlSequence(bytes)
        guard let code = KeyTable.singleShift[sequence.final] else {
            if let code = KeyTable.rxvtArrows[sequence.final] { return .key(code, .control) }
            return sequence.final == KeyTable.begin ? .nothing : .unknown
        }
        let held = sequence.parameters.count > 1 ? sequence.number(1) : sequence.number(0)
        return pressed(code, held: held)
    }

    /// What `ESC [ [` and this byte say: the Linux console's first function keys.
    static func linuxFunction(_ byte: UInt8) -> SequenceMeaning {
        let number = Int(byte) - Int(UInt8(ascii: "A")) + 1
        return (1...5).contains(number) ? .key(.function(number)) : .unknown
    }

    /// What a control sequence says.
    static func of(_ sequence: ControlSequence) -> SequenceMeaning {
        if sequence.marker != 0
            || (sequence.intermediate != 0 && sequence.final != sequence.intermediate)
        {
            return report(sequence)
        }
        switch sequence.final {
        case UInt8(ascii: "~"): return tilde(sequence)
        case UInt8(ascii: "u"): return unicodeKey(sequence)
        case UInt8(ascii: "R") where sequence.parameters.count == 2:
            // A third function key with something held is always in "row 1".
            if sequence.number(0, absent: 1) == 1, (2...16).contains(sequence.number(1)) {
                return pressed(.function(3), held: sequence.number(1), sequence)
            }
            let row = sequence.number(0, absent: 1)
            return .event(.reply(.cursor(row: row, column: sequence.number(1, absent: 1))))
        case UInt8(ascii: "M") where sequence.parameters.count == 3:
            return mouse(sequence, offset: 32)
        case UInt8(ascii: "I") where sequence.parameters.isEmpty: return .event(.focus(true))
        case UInt8(ascii: "O") where sequence.parameters.isEmpty: return .event(.focus(false))
        case UInt8(ascii: "$"): return rxvt(sequence, .shift)
        case UInt8(ascii: "^"): return rxvt(sequence, .control)
        case UInt8(ascii: "@"): return rxvt(sequence, [.shift, .control])
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "x"), UInt8(ascii: "c"):
            // Reports always have numbers; rxvt's shifted arrow has none.
            return sequence.parameters.isEmpty ? letter(sequence) : .nothing
        default: return letter(sequence)
        }
    }

    // MARK: - Keys

    private static func letter(_ sequence: ControlSequence) -> SequenceMeaning {
        if let code = KeyTable.letters[sequence.final] {
            let held = sequence.parameters.count > 1 ? sequence.number(1) : sequence.number(0)
            return pressed(code, held: held, sequence)
        }
        if sequence.parameters.isEmpty, let code = KeyTable.rxvtArrows[sequence.final] {
            return .key(code, .shift)
        }
        return sequence.final == KeyTable.begin ? .nothing : .unknown
    }

    private static func tilde(_ sequence: ControlSequence) -> SequenceMeaning {
        switch sequence.number(0) {
        case 200: return .pasteStart
        case 201: return .nothing
        case 27 where sequence.parameters.count == 3:
            return character(sequence.number(2), held: sequence.number(1), sequence)
        case let number:
            guard let code = KeyTable.numbers[number] else { return .unknown }
            return pressed(code, held: sequence.number(1), sequence)
        }
    }

    private static func rxvt(
        _ sequence: ControlSequence,
        _ modifiers: Key.Modifiers
    ) -> SequenceMeaning {
        guard sequence.parameters.count == 1, let code = KeyTable.numbers[sequence.number(0)]
        else { return .unknown }
        return .key(code, modifiers)
    }

    /// A key in the form of fixterms and kitty: `code:shifted:base ; held:kind ; text u`.
    private static func unicodeKey(_ sequence: ControlSequence) -> SequenceMeaning {
        guard !sequence.parameters.isEmpty else { return .unknown }
        let held = sequence.number(1)
        if let code = KeyTable.kitty(sequence.number(0)) {
            return pressed(code, held: held, sequence)
        }
        let isShifted = held > 0 && (held - 1) & 1 == 1
        let shifted = sequence.number(0, part: 1)
        let text = sequence.number(2)
        let isText = held == 0 || (held - 1) & 0b111110 == 0
        if isText, text >= 0x20 { return character(text, held: 0, sequence) }
        return character(
            isShifted && shifted > 0 ? shifted : sequence.number(0),
            held: held,
            sequence
        )
    }

    private static func character(
        _ value: Int,
        held: Int,
        _ sequence: ControlSequence
    ) -> SequenceMeaning {
        // The private use area holds kitty's keys of music players and lone modifiers.
        guard value > 0, let scalar = Unicode.Scalar(UInt32(value)),
            !KeyTable.kittyRange.contains(value), !(0x80..<0xA0).contains(value)
        else { return .nothing }
        return pressed(.character(scalar), held: held, sequence)
    }

    /// A key with xterm's number for what is held: 1 and the bits shift, alt, control, super, ...
    private static func pressed(
        _ code: Key.Code,
        held: Int,
        _ sequence: ControlSequence? = nil
    ) -> SequenceMeaning {
        let isRelease = sequence?.number(1, part: 1) == 3
        let bits = max(held, 1) - 1
        // Keys with super or hyper belong to the desktop; the locks (64, 128) change nothing.
        guard !isRelease, bits & 0b11000 == 0 else { return .nothing }
        var modifiers = Key.Modifiers(rawValue: UInt8(bits & 0b111))
        if bits & 0b100000 != 0 { modifiers.insert(.alt) }
        return .key(code, modifiers)
    }

    // MARK: - Reports

    private static func report(_ sequence: ControlSequence) -> SequenceMeaning {
        switch (sequence.marker, sequence.final) {
        case (UInt8(ascii: "<"), UInt8(ascii: "M")), (UInt8(ascii: "<"), UInt8(ascii: "m")):
            return mouse(sequence, offset: 0)
        case (UInt8(ascii: "?"), UInt8(ascii: "y")):
            return .event(.reply(.mode(sequence.number(0), state: sequence.number(1))))
        default:
            return .nothing
        }
    }

    private static func mouse(_ sequence: ControlSequence, offset: Int) -> SequenceMeaning {
        guard sequence.parameters.count == 3 else { return .nothing }
        return MouseReport(
            code: sequence.number(0) - offset,
            column: sequence.number(1),
            row: sequence.number(2),
            isRelease: sequence.final == UInt8(ascii: "m")
        ).meaning
    }
}
