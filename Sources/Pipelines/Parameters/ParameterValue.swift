/// A value of a parameter file or a lock.
///
/// Two values are equal where Python's `==` says so: `1`, `1.0` and `true` are, `1` and `"1"` are
/// not, the order of a mapping does not matter and that of a list does. Texts compare as bytes.
package enum ParameterValue: Sendable {
    package struct Member: Hashable, Sendable {
        /// Any scalar.
        package let key: ParameterValue
        package let value: ParameterValue

        package init(key: ParameterValue, value: ParameterValue) {
            self.key = key
            self.value = value
        }
    }

    case null
    case bool(Bool)
    case integer(Int)
    /// An integer beyond 64 bits, as decimal digits with a `-` where negative.
    case bigInteger(String)
    case float(Double)
    case text(String)
    case list([ParameterValue])
    /// In the order written; no key stands twice.
    case mapping([Member])

    /// The value under a dotted key such as `train.layers.0`; nil where there is none.
    package func value(at key: String) -> ParameterValue? {
        var value = self
        for part in key.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
            guard let inner = value.child(part) else { return nil }
            value = inner
        }
        return value
    }

    /// The value under one name or, in a list, number.
    func child(_ part: Substring.UTF8View) -> ParameterValue? {
        switch self {
        case .mapping(let members):
            return members.first { member in
                guard case .text(let name) = member.key else { return false }
                return name.utf8.elementsEqual(part)
            }?.value
        case .list(let items):
            guard let index = Int(Substring(part)), items.indices.contains(index) else {
                return nil
            }
            return items[index]
        case .null, .bool, .integer, .bigInteger, .float, .text: return nil
        }
    }

    /// What kind of value it is, in the words of a message.
    var kind: String {
        switch self {
        case .null: "nothing"
        case .bool: "true or false"
        case .integer, .bigInteger, .float: "a number"
        case .text: "text"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension ParameterValue {
    /// The value of a node of a YAML file.
    package init(_ node: YAMLNode) {
        switch node.content {
        case .scalar(let scalar): self.init(scalar)
        case .list(let nodes): self = .list(nodes.map(ParameterValue.init))
        case .mapping(let entries):
            self = .mapping(
                entries.map { entry in
                    Member(key: ParameterValue(entry.key), value: ParameterValue(entry.value))
                }
            )
        }
    }

    init(_ scalar: YAMLScalar) {
        switch scalar.value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .integer(value)
        case .bigInteger(let digits): self = .bigInteger(digits)
        case .float(let value): self = .float(value)
        case .text(let text): self = .text(text)
        }
    }

    init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .number(let text): self = ParameterValue(number: text)
        case .text(let bytes): self = .text(String(decoding: bytes, as: UTF8.self))
        case .list(let items): self = .list(items.map(ParameterValue.init))
        case .object(let members):
            self = .mapping(
                members.map { member in
                    Member(
                        key: .text(String(decoding: member.name, as: UTF8.self)),
                        value: ParameterValue(member.value)
                    )
                }
            )
        }
    }

    private init(number text: String) {
        switch text {
        case "NaN": self = .float(.nan)
        case "Infinity": self = .float(.infinity)
        case "-Infinity": self = .float(-.infinity)
        default:
            if text.utf8.allSatisfy({ $0 != 0x2e && $0 != 0x65 && $0 != 0x45 }) {
                self = Int(text).map { .integer($0) } ?? .bigInteger(text)
            } else {
                self = .float(Double(text) ?? .nan)
            }
        }
    }
}
