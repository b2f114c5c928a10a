import Foundation

extension ParameterValue: Hashable {
    package static func == (left: ParameterValue, right: ParameterValue) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.text(let left), .text(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.list(let left), .list(let right)): return left == right
        case (.mapping(let left), .mapping(let right)): return areEqual(left, right)
        default:
            guard let left = left.numeral, let right = right.numeral else { return false }
            return left == right
        }
    }

    /// Equal values give equal hashes, numbers of all kinds among them.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .text(let text): for byte in text.utf8 { hasher.combine(byte) }
        case .list(let items): hasher.combine(items)
        case .mapping(let members): hasher.combine(members.count)
        case .bool, .integer, .bigInteger, .float: hasher.combine(numeral?.approximation)
        }
    }

    private static func areEqual(_ left: [Member], _ right: [Member]) -> Bool {
        guard left.count == right.count else { return false }
        var values: [ParameterValue: ParameterValue] = [:]
        for member in right { values[member.key] = member.value }
        return left.allSatisfy { values[$0.key] == $0.value }
    }

    private var numeral: Numeral? {
        switch self {
        case .bool(let value): .whole(value ? 1 : 0)
        case .integer(let value): .whole(value)
        case .bigInteger(let digits): .big(digits)
        case .float(let value): .float(value)
        case .null, .text, .list, .mapping: nil
        }
    }
}

/// A number of any kind, compared by its exact value.
private enum Numeral {
    case whole(Int)
    case big(String)
    case float(Double)

    var approximation: Double {
        switch self {
        case .whole(let value): Double(value)
        case .big(let digits): Double(digits) ?? .infinity
        case .float(let value): value
        }
    }

    static func == (left: Numeral, right: Numeral) -> Bool {
        switch (left, right) {
        case (.whole(let left), .whole(let right)): left == right
        case (.big(let left), .big(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        case (.whole(let whole), .float(let float)), (.float(let float), .whole(let whole)):
            Int(exactly: float) == whole
        case (.big(let digits), .float(let float)), (.float(let float), .big(let digits)):
            // The C library prints all digits of a whole number that has no fraction.
            float.isFinite && float.rounded() == float
                && String(format: "%.0f", float) == digits
        case (.whole, .big), (.big, .whole): false
        }
    }
}
