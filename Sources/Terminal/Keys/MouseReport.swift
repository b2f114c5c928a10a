/// A report of the mouse as terminals send it: a number of bits, and a cell counted from 1.
struct MouseReport: Equatable {
    var code: Int
    var column: Int
    var row: Int

    /// Whether the report itself says that the button was let go; the old forms cannot.
    var isRelease = false

    /// The report in X10's form: three bytes, each 32 too high.
    init?(x10 bytes: some Collection<UInt8>) {
        let numbers = bytes.map { Int($0) - 32 }
        guard numbers.count == 3 else { return nil }
        self.init(code: numbers[0], column: numbers[1], row: numbers[2])
    }

    init(code: Int, column: Int, row: Int, isRelease: Bool = false) {
        self.code = code
        self.column = column
        self.row = row
        self.isRelease = isRelease
    }

    /// The event, or nothing where the numbers make no sense.
    var meaning: SequenceMeaning {
        guard code >= 0, column >= 1, row >= 1 else { return .nothing }
        guard let action else { return .nothing }
        let place = Point(x: column - 1, y: row - 1)
        return .event(.mouse(MouseEvent(action, at: place, modifiers)))
    }

    private var modifiers: Key.Modifiers {
        var result: Key.Modifiers = []
        if code & 4 != 0 { result.insert(.shift) }
        if code & 8 != 0 { result.insert(.alt) }
        if code & 16 != 0 { result.insert(.control) }
        return result
    }

    private var action: MouseEvent.Action? {
        switch code & ~0b11100 {
        case 64: return isRelease ? nil : .wheelUp
        case 65: return isRelease ? nil : .wheelDown
        case 66: return isRelease ? nil : .wheelLeft
        case 67: return isRelease ? nil : .wheelRight
        case 35: return .move
        case 32, 33, 34: return .drag(button)
        // The old forms do not say which button was let go.
        case 3: return .release(.left)
        case 0, 1, 2: return isRelease ? .release(button) : .press(button)
        case 128...131: return isRelease ? .release(.other) : .press(.other)
        case 160...163: return .drag(.other)
        default: return nil
        }
    }

    private var button: MouseEvent.Button {
        switch code & 3 {
        case 0: return .left
        case 1: return .middle
        default: return .right
        }
    }
}
