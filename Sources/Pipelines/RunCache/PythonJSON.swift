/// Values as Python's `json.dumps` writes them with sorted keys.
enum PythonJSON {
    /// The text; nil where Python refuses to sort the keys of a mapping.
    static func text(of value: ParameterValue) -> [UInt8]? {
        var bytes: [UInt8] = []
        return append(value, to: &bytes) ? bytes : nil
    }

    private static func append(_ value: ParameterValue, to bytes: inout [UInt8]) -> Bool {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .bigInteger(let digits): bytes += digits.utf8
        case .float(let number): bytes += text(of: number).utf8
        case .text(let text): JSONText.append(Array(text.utf8), to: &bytes)
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes += ", ".utf8 }
                guard append(item, to: &bytes) else { return false }
            }
            bytes.append(UInt8(ascii: "]"))
        case .mapping(let members): return append(members, to: &bytes)
        }
        return true
    }

    private static func append(
        _ members: [ParameterValue.Member],
        to bytes: inout [UInt8]
    ) -> Bool {
        guard let sorted = sorted(members) else { return false }
        bytes.append(UInt8(ascii: "{"))
        for (index, member) in sorted.enumerated() {
            if index > 0 { bytes += ", ".utf8 }
            switch member.key {
            case .text(let name): JSONText.append(Array(name.utf8), to: &bytes)
            default:
                bytes.append(UInt8(ascii: "\""))
                guard append(member.key, to: &bytes) else { return false }
                bytes.append(UInt8(ascii: "\""))
            }
            bytes += ": ".utf8
            guard append(member.value, to: &bytes) else { return false }
        }
        bytes.append(UInt8(ascii: "}"))
        return true
    }

    /// Members by their keys: texts among texts, numbers among numbers.
    private static func sorted(_ members: [ParameterValue.Member]) -> [ParameterValue.Member]? {
        guard members.count > 1 else { return members }
        let names = members.compactMap { member -> String? in
            guard case .text(let name) = member.key else { return nil }
            return name
        }
        if names.count == members.count {
            return zip(names, members).sorted { $0.0.isBytewiseBefore($1.0) }.map(\.1)
        }
        let numbers = members.compactMap { member -> Double? in
            switch member.key {
            case .bool(let flag): flag ? 1 : 0
            case .integer(let number): Double(number)
            case .float(let number): number.isNaN ? nil : number
            case .null, .bigInteger, .text, .list, .mapping: nil
            }
        }
        guard numbers.count == members.count else { return nil }
        return zip(numbers, members).sorted { $0.0 < $1.0 }.map(\.1)
    }

    private static func text(of number: Double) -> String {
        guard number.isFinite else {
            return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
        }
        return PythonFloat.repr(number)
    }
}
