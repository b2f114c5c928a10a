/// What explicit tags such as `!!str` make of a scalar.
enum YAMLTag {
    static let prefix = "tag:yaml.org,2002:"

    /// The meaning of a scalar under its tag, empty where it has none; nil where they do not fit.
    static func value(of text: String, style: YAMLScalar.Style, tag: String) -> YAMLScalar.Value? {
        if tag.isEmpty {
            return style == .plain ? YAMLScalar.resolve(text) : .text(text)
        }
        // A quoted scalar without a tag arrives as text.
        guard tag != "!", tag != prefix + "str" else { return .text(text) }
        let value = YAMLScalar.resolve(text)
        switch (tag, value) {
        case (prefix + "int", .integer), (prefix + "int", .bigInteger),
            (prefix + "float", .float), (prefix + "bool", .bool), (prefix + "null", .null):
            return value
        case (prefix + "float", .integer(let integer)):
            return .float(Double(integer))
        default:
            return nil
        }
    }

    /// What to tell a person about a tag that cannot be followed.
    static func problem(_ tag: String, text: String?) -> String {
        let known = ["str", "int", "float", "bool", "null"].map { prefix + $0 }
        if known.contains(tag), let text, text.utf8.count <= 64 {
            return "'\(text)' is not of the type \(shown(tag)). Remove the tag."
        }
        return "the tag \(shown(tag)) is not understood. Remove it."
    }

    private static func shown(_ tag: String) -> String {
        tag.hasPrefix(prefix) ? "'!!\(tag.dropFirst(prefix.count))'" : "'\(tag)'"
    }
}
