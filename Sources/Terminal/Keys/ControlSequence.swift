/// A control sequence taken apart: `ESC [`, a private marker, numbers, intermediates, final byte.
struct ControlSequence: Equatable {
    /// One of `< = > ?` before the numbers, or 0.
    private(set) var marker: UInt8 = 0

    /// The numbers between semicolons, each with its sub-numbers; one left out is 0.
    private(set) var parameters: [[Int]] = []

    /// The last intermediate byte, or 0.
    private(set) var intermediate: UInt8 = 0
    private(set) var final: UInt8 = 0

    /// Numbers above this are cut to it; nothing a terminal sends is higher.
    static let highest = 0x10FFFF

    /// Takes the bytes after the introducer apart; the last one is the final byte.
    init(_ bytes: some Sequence<UInt8>) {
        var hasNumbers = false
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if !hasNumbers { parameters.append([0]) }
                hasNumbers = true
                add(digit: Int(byte - UInt8(ascii: "0")))
            case UInt8(ascii: ";"):
                if !hasNumbers { parameters.append([0]) }
                hasNumbers = true
                parameters.append([0])
            case UInt8(ascii: ":"):
                if !hasNumbers { parameters.append([0]) }
                hasNumbers = true
                parameters[parameters.count - 1].append(0)
            case UInt8(ascii: "<")...UInt8(ascii: "?"):
                marker = byte
            case 0x20...0x2F:
                intermediate = byte
            default:
                break
            }
            final = byte
        }
    }

    private mutating func add(digit: Int) {
        let last = parameters.count - 1
        let part = parameters[last].count - 1
        parameters[last][part] = min(parameters[last][part] * 10 + digit, ControlSequence.highest)
    }

    /// A number by its position, or `absent` when it was left out.
    func number(_ index: Int, absent: Int = 0) -> Int {
        guard index < parameters.count, let number = parameters[index].first, number != 0
        else { return absent }
        return number
    }

    /// A sub-number by its position, or 0.
    func number(_ index: Int, part: Int) -> Int {
        guard index < parameters.count, part < parameters[index].count else { return 0 }
        return parameters[index][part]
    }

    /// Whether no person types such bytes: they hold several numbers, or a marked one.
    var isMachineMade: Bool {
        parameters.count > (marker == 0 ? 1 : 0)
    }
}
