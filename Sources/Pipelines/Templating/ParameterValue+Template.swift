import Domain

extension ParameterValue {
    /// A scalar as it stands in the text around a template.
    var templateText: String {
        switch self {
        case .null: "None"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .bigInteger(let digits): digits
        case .float(let value): PythonFloat.repr(value)
        case .text(let text): text
        case .list, .mapping: FlowText.text(of: self)
        }
    }

    /// The value under one part of an expression; a list counts from its end below zero.
    func item(_ part: String) -> ParameterValue? {
        guard case .list(let items) = self, let number = Int(part), number < 0 else {
            return child(Substring(part).utf8)
        }
        return items.indices.contains(items.count + number) ? items[items.count + number] : nil
    }

    /// It is neither a list nor a mapping.
    var isScalar: Bool {
        switch self {
        case .list, .mapping: false
        case .null, .bool, .integer, .bigInteger, .float, .text: true
        }
    }

    /// The value as a node that stands where its template stood.
    func node(at place: SourcePlace) -> YAMLNode {
        let content: YAMLNode.Content
        switch self {
        case .list(let items): content = .list(items.map { $0.node(at: place) })
        case .mapping(let members):
            content = .mapping(
                members.map { member in
                    YAMLEntry(
                        key: member.key.scalar,
                        keyPlace: place,
                        value: member.value.node(at: place)
                    )
                }
            )
        case .null, .bool, .integer, .bigInteger, .float, .text: content = .scalar(scalar)
        }
        return YAMLNode(content, at: place)
    }

    /// The value as a scalar; lists and mappings become text.
    var scalar: YAMLScalar {
        let value: YAMLScalar.Value =
            switch self {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .bigInteger(let digits): .bigInteger(digits)
            case .float(let value): .float(value)
            case .text, .list, .mapping: .text(templateText)
            }
        return YAMLScalar(templateText, style: .quoted, value: value)
    }
}
