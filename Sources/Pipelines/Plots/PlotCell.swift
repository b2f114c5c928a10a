import Domain

/// A value in a row of a plot's file.
enum PlotCell: Hashable, Sendable {
    case number(Double)
    case text(String)
    /// Nothing stands there, or something that is neither: a list, a mapping.
    case nothing

    /// Reads a value of a table, where everything is text.
    init(table bytes: ArraySlice<UInt8>) {
        guard let first = bytes.first else {
            self = .nothing
            return
        }
        // Most values are numbers, and most texts do not begin like one.
        if Self.mayBeginNumber(first), let number = DecimalNumber.parse(bytes) {
            self = .number(number)
        } else {
            self = .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    init(_ value: ParameterValue) {
        switch value {
        case .integer(let value): self = .number(Double(value))
        case .bigInteger(let digits): self = .number(Double(digits) ?? .infinity)
        case .float(let value): self = .number(value)
        case .bool(let value): self = .text(value ? "true" : "false")
        case .text(let text): self = PlotCell(table: Array(text.utf8)[...])
        case .null, .list, .mapping: self = .nothing
        }
    }

    /// The number; not a number where there is none.
    var number: Double {
        if case .number(let value) = self { return value }
        return .nan
    }

    /// The value as a name.
    var name: String {
        switch self {
        case .number(let value) where value == value.rounded() && abs(value) < 1e15:
            String(Int(value))
        case .number(let value): PythonFloat.repr(value)
        case .text(let text): text
        case .nothing: ""
        }
    }

    private static func mayBeginNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), 0x20,
            UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "i"), UInt8(ascii: "I"):
            true
        default: false
        }
    }
}
