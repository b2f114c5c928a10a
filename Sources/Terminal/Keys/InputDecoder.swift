/// Turns the bytes of a terminal into keys, mouse events, pastes and replies.
///
/// It is a value that reads no clock: bytes come with the time at which they were read, and
/// ``tick(_:)`` says that time went by without any. A sequence may be split anywhere. Each gap
/// between two bytes counts for itself:
///
/// - An escape byte alone becomes the key after the policy's delay.
/// - What then completes a known sequence, with no gap longer than the policy's window, is
///   swallowed; anything else is keys.
/// - A sequence whose second byte came in time waits for each further one as long as the window.
///
/// Sequences nobody knows are swallowed whole. Nothing that comes in can make it fail or grow.
package struct InputDecoder: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// The most bytes kept of one paste.
    package static let pasteLimit = 1 << 20

    /// The longest silence within a paste; then it ends, lest a lost end mark eats all keys.
    package static let pasteSilence = Duration.seconds(5)

    /// The most bytes kept of one sequence; a longer one is swallowed.
    static let sequenceLimit = 256

    /// The most bytes of a late sequence that a person may have typed.
    private static let typedLimit = 8

    package var policy: EscapePolicy

    /// Whether the terminal's erase character is `^H`; then that byte is `backspace`.
    package var erasesWithControlH: Bool

    private var state = State.ground
    /// The bytes after the escape of the sequence under way.
    private var held: [UInt8] = []
    /// Whether another escape stood before: rxvt's way to say alt.
    private var isDoubled = false
    /// Whether the escape byte has already been given out as a key.
    private var isLate = false
    private var isOverlong = false
    private var isAlt = false
    private var character: CharacterCollector?
    private var paste: PasteCollector?
    private var lastByte: Instant
    private let pasteLimit: Int
    private var events: [InputEvent] = []

    private enum State: Sendable {
        case ground, late, escape, character
        case control, linuxFunction, x10, singleShift
        case string, stringEscape
        case paste
    }

    package init(
        policy: EscapePolicy = EscapePolicy(),
        erasesWithControlH: Bool = false,
        pasteLimit: Int = InputDecoder.pasteLimit
    ) {
        self.policy = policy
        self.erasesWithControlH = erasesWithControlH
        self.pasteLimit = pasteLimit
        lastByte = ContinuousClock().systemEpoch
    }

    /// When ``tick(_:)`` is due if no byte comes before, or nil when nothing waits for time.
    package var nextDeadline: Instant? {
        // A window with nothing held in it ends by itself.
        state == .late ? nil : expiry
    }

    /// Takes bytes that were read at `now`, and returns what they say.
    ///
    /// Where the reader was busy before, `since` is the last moment at which it knew that nothing
    /// had come: a gap is then measured to that moment, so that work never splits a sequence.
    package mutating func feed(
        _ bytes: some Sequence<UInt8>,
        at now: Instant,
        since: Instant? = nil
    ) -> [InputEvent] {
        expire(at: min(since ?? now, now))
        for byte in bytes {
            lastByte = max(lastByte, now)
            take(byte)
        }
        return flush()
    }

    /// Says that no byte has come until `now`, and returns what that makes of those before.
    package mutating func tick(_ now: Instant) -> [InputEvent] {
        expire(at: now)
        return flush()
    }

    private mutating func flush() -> [InputEvent] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }
}

// MARK: - Time

extension InputDecoder {
    private var expiry: Instant? {
        switch state {
        case .ground, .character: return nil
        case .escape: return lastByte.advanced(by: policy.delay)
        case .paste: return lastByte.advanced(by: InputDecoder.pasteSilence)
        case .late, .control, .linuxFunction, .x10, .singleShift, .string, .stringEscape:
            return lastByte.advanced(by: policy.window)
        }
    }

    private mutating func expire(at now: Instant) {
        while let expiry, expiry <= now {
            switch state {
            case .ground, .character:
                return
            case .escape:
                if isDoubled { emit(.escape) }
                emit(.escape)
                reset()
                state = .late
            case .late:
                state = .ground
            case .paste:
                endPaste()
            case .control, .linuxFunction, .x10, .singleShift, .string, .stringEscape:
                giveUp()
            }
        }
    }

    /// Ends a sequence that stays incomplete: what a person can have typed becomes keys.
    private mutating func giveUp() {
        let bytes = held
        let wasLate = isLate
        let wasDoubled = isDoubled
        let wasOverlong = isOverlong || state == .stringEscape
        reset()
        if wasLate {
            let isMachineMade = ControlSequence(bytes.dropFirst()).isMachineMade
            let isTyped = bytes.count <= InputDecoder.typedLimit && !wasOverlong && !isMachineMade
            if isTyped { bytes.forEach { ground($0) } }
        } else if bytes.count == 1 {
            if wasDoubled { emit(.escape) }
            isAlt = true
            ground(bytes[0])
        }
    }
}

// MARK: - Bytes

extension InputDecoder {
    private mutating func take(_ byte: UInt8) {
        switch state {
        case .ground: ground(byte)
        case .late: late(byte)
        case .escape: escape(byte)
        case .character: continueCharacter(byte)
        case .control: control(byte)
        case .linuxFunction: linuxFunction(byte)
        case .x10: x10(byte)
        case .singleShift: singleShift(byte)
        case .string: string(byte)
        case .stringEscape: stringEscape(byte)
        case .paste:
            if paste?.take(byte) ?? true { endPaste() }
        }
    }

    private mutating func ground(_ byte: UInt8) {
        switch byte {
        case 0x1B:
            reset()
            state = .escape
        case 0x08 where erasesWithControlH:
            emit(.backspace)
        case 0x09 where isAlt:
            // The Linux console sends shift-tab as escape and tab; no window manager lets alt-tab
            // by.
            isAlt = false
            emit(.backTab)
        case ..<0x80:
            emit(.character(Unicode.Scalar(byte)))
        default:
            character = CharacterCollector(lead: byte)
            if character == nil {
                emit(.character("\u{FFFD}"))
            } else {
                state = .character
            }
        }
    }

    private mutating func continueCharacter(_ byte: UInt8) {
        switch character?.take(byte) {
        case .more:
            return
        case .character(let scalar):
            state = .ground
            // The C1 controls are no keys.
            if scalar.value >= 0xA0 { emit(.character(scalar)) }
            isAlt = false
        case .broken, nil:
            state = .ground
            emit(.character("\u{FFFD}"))
            ground(byte)
        }
    }

    private mutating func escape(_ byte: UInt8) {
        if byte == 0x1B {
            if isDoubled { emit(.escape) }
            isDoubled = true
        } else if !begin(byte) {
            if isDoubled { emit(.escape) }
            reset()
            isAlt = true
            ground(byte)
        }
    }

    private mutating func late(_ byte: UInt8) {
        isLate = true
        if !begin(byte) {
            reset()
            ground(byte)
        }
    }

    /// Begins the sequence this byte introduces after an escape, if any.
    private mutating func begin(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "["): state = .control
        case UInt8(ascii: "O"): state = .singleShift
        case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "_"): state = .string
        default: return false
        }
        held = [byte]
        return true
    }

    private mutating func control(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "[") where held.count == 1:
            hold(byte)
            state = .linuxFunction
        case UInt8(ascii: "M") where held.count == 1:
            hold(byte)
            state = .x10
        case UInt8(ascii: "$") where held.count > 1 && held.dropFirst().allSatisfy(isDigit):
            // rxvt's keys with shift end with what is an intermediate byte elsewhere.
            complete(byte, .of(ControlSequence(held.dropFirst() + [byte])))
        case 0x20...0x3F:
            hold(byte)
        case 0x40...0x7E:
            let sequence = ControlSequence(held.dropFirst() + [byte])
            complete(byte, isOverlong ? .nothing : .of(sequence), sequence.isMachineMade)
        default:
            interrupt(by: byte)
        }
    }

    private mutating func linuxFunction(_ byte: UInt8) {
        guard (0x20..<0x7F).contains(byte) else { return interrupt(by: byte) }
        complete(byte, .linuxFunction(byte))
    }

    private mutating func singleShift(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ";"):
            hold(byte)
        case 0x20, 0x40...0x7E:
            let meaning = SequenceMeaning.singleShift(held.dropFirst() + [byte])
            complete(byte, isOverlong ? .nothing : meaning)
        default:
            interrupt(by: byte)
        }
    }

    private mutating func x10(_ byte: UInt8) {
        guard byte >= 0x20 else { return interrupt(by: byte) }
        hold(byte)
        guard held.count == 5 else { return }
        complete(nil, MouseReport(x10: held.dropFirst(2))?.meaning ?? .nothing)
    }

    /// A string the terminal sends: a reply that begins as only replies do, up to its end.
    private mutating func string(_ byte: UInt8) {
        if held.count == 1 {
            let isReply = StringIntroducer.begins(held[0], byte)
            guard isReply, byte != 0x1B else { return interrupt(by: byte) }
        }
        switch byte {
        case 0x07: complete(nil, .nothing)
        case 0x18, 0x1A: reset()
        case 0x1B: state = .stringEscape
        default: hold(byte)
        }
    }

    private mutating func stringEscape(_ byte: UInt8) {
        reset()
        guard byte != UInt8(ascii: "\\") else { return }
        // The string was cut off by another sequence.
        state = .escape
        escape(byte)
    }

    private mutating func hold(_ byte: UInt8) {
        if held.count < InputDecoder.sequenceLimit {
            held.append(byte)
        } else {
            isOverlong = true
        }
    }

    /// Ends the sequence at a byte that cannot belong to it, and takes that byte anew.
    private mutating func interrupt(by byte: UInt8) {
        if byte == 0x18 || byte == 0x1A, !isLate {
            return reset()
        }
        giveUp()
        take(byte)
    }

    private func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

// MARK: - Events

extension InputDecoder {
    /// Ends a sequence with its last byte, if it is not held yet.
    private mutating func complete(
        _ byte: UInt8?,
        _ meaning: SequenceMeaning,
        _ isMachineMade: Bool = false
    ) {
        let bytes = held + (byte.map { [$0] } ?? [])
        let wasLate = isLate
        let wasDoubled = isDoubled
        reset()
        if meaning == .pasteStart {
            if wasDoubled { emit(.escape) }
            paste = PasteCollector(limit: pasteLimit, isDropped: wasLate)
            state = .paste
        } else if wasLate {
            if meaning == .unknown, !isMachineMade { bytes.forEach { ground($0) } }
        } else {
            give(meaning, isDoubled: wasDoubled)
        }
    }

    private mutating func give(_ meaning: SequenceMeaning, isDoubled: Bool) {
        switch meaning {
        case .event(.key(let key)) where isDoubled:
            events.append(.key(Key(key.code, key.modifiers.union(.alt))))
        case .event(let event):
            if isDoubled { emit(.escape) }
            events.append(event)
        case .nothing, .unknown, .pasteStart:
            if isDoubled { emit(.escape) }
        }
    }

    private mutating func endPaste() {
        if let paste = paste?.paste { events.append(.paste(paste)) }
        paste = nil
        reset()
    }

    private mutating func emit(_ code: Key.Code) {
        events.append(.key(Key(code, isAlt ? .alt : [])))
        isAlt = false
    }

    private mutating func reset() {
        state = .ground
        held.removeAll(keepingCapacity: true)
        isDoubled = false
        isLate = false
        isOverlong = false
        isAlt = false
    }
}
