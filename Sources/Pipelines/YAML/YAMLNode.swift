package import Domain

/// A value of a YAML file with the place where it stands.
///
/// Aliases and merge keys are already followed; a node reached through an alias has the place of
/// the text it repeats.
package struct YAMLNode: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case list([YAMLNode])
        /// In the order written, keys merged in by `<<` first; no key stands twice.
        case mapping([YAMLEntry])
    }

    package let content: Content
    package let place: SourcePlace

    package init(_ content: Content, at place: SourcePlace) {
        self.content = content
        self.place = place
    }
}

/// A key of a mapping and its value.
package struct YAMLEntry: Hashable, Sendable {
    package let key: YAMLScalar
    package let keyPlace: SourcePlace
    package let value: YAMLNode

    package init(key: YAMLScalar, keyPlace: SourcePlace, value: YAMLNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }

    /// The key as written; a key that is not text, such as `1` or `true`, in its written form.
    package var name: String { key.text }
}

extension YAMLNode {
    package var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// The text of a scalar that is text; nil for `12`, `true` and other typed scalars.
    package var string: String? {
        guard case .text(let text) = scalar?.value else { return nil }
        return text
    }

    /// The text of any scalar but null, as written, so that `12` is "12".
    package var writtenText: String? {
        guard let scalar, scalar.value != .null else { return nil }
        return scalar.text
    }

    package var bool: Bool? {
        guard case .bool(let value) = scalar?.value else { return nil }
        return value
    }

    package var integer: Int? {
        guard case .integer(let value) = scalar?.value else { return nil }
        return value
    }

    /// The value of an integer or floating-point scalar.
    package var number: Double? {
        switch scalar?.value {
        case .integer(let value): Double(value)
        case .float(let value): value
        case .bigInteger(let digits): Double(digits)
        case .text, .bool, .null, nil: nil
        }
    }

    package var isNull: Bool { scalar?.value == .null }

    package var list: [YAMLNode]? {
        guard case .list(let nodes) = content else { return nil }
        return nodes
    }

    package var entries: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of a key of this mapping, compared byte for byte.
    ///
    /// Costs time in proportion to the number of keys.
    package subscript(key: String) -> YAMLNode? {
        entries?.first { $0.name.utf8.elementsEqual(key.utf8) }?.value
    }

    /// What this is, in the words of a message: `a list`, `a number`.
    package var kind: String {
        switch content {
        case .list: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: "nothing"
            case .bool: "true or false"
            case .integer, .bigInteger, .float: "a number"
            case .text: "text"
            }
        }
    }
}
