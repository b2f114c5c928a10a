import Domain
package import Foundation

/// The fields of a request: those of its JSON object, or of its query.
package struct Fields {
    private let values: [String: [JSONValue]]

    /// The fields of a body; nothing but an object, or nothing at all, is accepted.
    package init(body: Data) throws(TrackingError) {
        guard !body.isEmpty else {
            self.init([:])
            return
        }
        guard let value = try? JSONValue(parsing: body), case .object(let object) = value else {
            throw TrackingError(.badRequest, "The request's body is no JSON object.")
        }
        self.init(object)
    }

    init(_ object: [String: JSONValue]) {
        values = object.filter { $0.value != .null }.mapValues { [$0] }
    }

    /// The fields of a query, decoded; those that come again are a list.
    init(query: [(name: String, value: String)]) {
        var values: [String: [JSONValue]] = [:]
        for field in query { values[field.name, default: []].append(.text(field.value)) }
        self.values = values
    }

    /// These fields and those of the request's path, which count where both name the same.
    func adding(_ more: [(name: String, value: String)]) -> Fields {
        var values = values
        for field in more { values[field.name] = [.text(field.value)] }
        return Fields(values: values)
    }

    private init(values: [String: [JSONValue]]) {
        self.values = values
    }

    package func text(_ name: String) throws(TrackingError) -> String? {
        guard let value = values[name]?.last else { return nil }
        return try Self.text(value, name)
    }

    /// Zero bytes end a text in the journal's columns, so that one with them would not come back.
    private static func text(_ value: JSONValue, _ name: String) throws(TrackingError) -> String {
        guard case .text(let text) = value, !text.utf8.contains(0) else {
            throw .invalid(value.words, name)
        }
        return text
    }

    package func requiredText(_ name: String) throws(TrackingError) -> String {
        guard let text = try text(name), !text.isEmpty else { throw .missing(name) }
        return text
    }

    /// A whole number, or a text that is one.
    package func integer(_ name: String) throws(TrackingError) -> Int64? {
        guard let value = values[name]?.last else { return nil }
        switch value {
        case .integer(let number): return number
        case .number(let number):
            guard let whole = Int64(exactly: number) else { throw .invalid(value.words, name) }
            return whole
        case .text(let text):
            guard let number = Int64(text) else { throw .invalid(value.words, name) }
            return number
        default: throw .invalid(value.words, name)
        }
    }

    /// A number, or a text that names one: `NaN`, `Infinity`, `-Infinity`, `1.5`.
    package func number(_ name: String) throws(TrackingError) -> Double? {
        guard let value = values[name]?.last else { return nil }
        switch value {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        case .text("NaN"): return .nan
        case .text("Infinity"): return .infinity
        case .text("-Infinity"): return -.infinity
        case .text(let text):
            guard let number = Double(text), number.isFinite else {
                throw .invalid(value.words, name)
            }
            return number
        default: throw .invalid(value.words, name)
        }
    }

    /// An object with fields of its own.
    package func object(_ name: String) throws(TrackingError) -> Fields? {
        guard let value = values[name]?.last else { return nil }
        guard case .object(let object) = value else { throw .invalid(value.words, name) }
        return Fields(object)
    }

    /// A flag, or a text that is one.
    package func flag(_ name: String) throws(TrackingError) -> Bool? {
        guard let value = values[name]?.last else { return nil }
        switch value {
        case .flag(let flag): return flag
        case .text("true"), .text("True"): return true
        case .text("false"), .text("False"): return false
        default: throw .invalid(value.words, name)
        }
    }

    /// The objects of a list.
    package func objects(_ name: String) throws(TrackingError) -> [Fields] {
        guard let value = values[name]?.last else { return [] }
        guard case .list(let items) = value else { throw .invalid(value.words, name) }
        var objects: [Fields] = []
        for item in items {
            guard case .object(let object) = item else { throw .invalid(item.words, name) }
            objects.append(Fields(object))
        }
        return objects
    }

    /// The texts of a list, or of a field that came several times.
    package func texts(_ name: String) throws(TrackingError) -> [String] {
        guard let given = values[name] else { return [] }
        var items = given
        if given.count == 1, case .list(let list) = given[0] { items = list }
        var texts: [String] = []
        for item in items { texts.append(try Self.text(item, name)) }
        return texts
    }

    /// A word of a list that MLflow also knows by number, counted from `first`.
    package func choice(
        _ name: String,
        of words: [String],
        first: Int
    ) throws(TrackingError) -> String? {
        guard let value = values[name]?.last else { return nil }
        if case .text(let text) = value {
            if words.contains(text) { return text }
        }
        // Sizes are compared before anything is subtracted: a number may be the least there is.
        guard let number = try integer(name), number >= first, number < first + words.count else {
            throw .invalid(value.words, name)
        }
        return words[Int(number) - first]
    }
}

extension JSONValue {
    /// The value for a message, cut where it is long.
    var words: String {
        String(decoding: bytes, as: UTF8.self).cut(to: 80)
    }
}
