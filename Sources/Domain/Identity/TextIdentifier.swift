import Foundation

/// A name that is compared byte for byte.
///
/// Swift's `String` treats canonically equivalent texts as equal; files and stages do not, so two
/// names that differ only in their normal form stay two.
package protocol TextIdentifier: Hashable, Comparable, Codable, Sendable,
    CustomStringConvertible, ExpressibleByStringLiteral
{
    /// The name as it was written.
    var text: String { get }

    /// Takes the name as it was written.
    init(_ text: String)
}

extension TextIdentifier {
    package init(stringLiteral text: String) {
        self.init(text)
    }

    package init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    package var description: String { text }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    package func hash(into hasher: inout Hasher) {
        var text = text
        // The length keeps two names that follow each other from running into one.
        hasher.combine(text.utf8.count)
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        let (left, right) = (left.text.utf8, right.text.utf8)
        return left.count == right.count && left.elementsEqual(right)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

/// The name of a pipeline, unique in its project.
package struct PipelineName: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// The address of a stage as DVC prints it from the project's root.
///
/// `train` stands in the root's `dvc.yaml`, `etl/dvc.yaml:load` in another one.
package struct StageName: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The name without the file that defines it: `load` of `etl/dvc.yaml:load`.
    package var short: String {
        guard let mark = text.range(of: "dvc.yaml:") else { return text }
        return String(text[mark.upperBound...])
    }
}

/// A path relative to the project's root, `/` between its parts, without `.` and `..`.
package struct ProjectPath: TextIdentifier {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

extension ProjectPath {
    /// A path written relative to this folder, with `.` and `..` taken away as far as that goes.
    package func appending(_ relative: String) -> ProjectPath {
        var parts = text.split(separator: "/").map(String.init)
        for part in relative.split(separator: "/") {
            switch part {
            case ".": continue
            case ".." where !parts.isEmpty && parts.last != "..": parts.removeLast()
            default: parts.append(String(part))
            }
        }
        return ProjectPath(parts.joined(separator: "/"))
    }
}
