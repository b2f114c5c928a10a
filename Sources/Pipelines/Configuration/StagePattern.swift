import Domain

/// A stage's name or address in which `*` stands for any text.
///
/// A bare name means a stage of the pipeline's own definition. With a file, the file is taken
/// relative to the definition's folder or to the project's root, whichever matches.
package struct StagePattern: Hashable, Sendable {
    /// How exactly a pattern names a stage.
    struct Exactness: Comparable {
        let hasNoStar: Bool
        let hasFile: Bool
        /// The bytes that are not stars.
        let literal: Int

        static func < (left: Exactness, right: Exactness) -> Bool {
            let leftRank = (left.hasNoStar ? 1 : 0, left.hasFile ? 1 : 0, left.literal)
            let rightRank = (right.hasNoStar ? 1 : 0, right.hasFile ? 1 : 0, right.literal)
            return leftRank < rightRank
        }
    }

    package let text: String
    private let address: StageAddress

    package init(_ text: String) {
        self.text = text
        self.address = StageAddress(text)
    }

    /// The name without its file.
    var name: String { address.name }

    func exactness(for stage: StageName, in definition: ProjectPath) -> Exactness? {
        let wanted = StageAddress(stage.text)
        guard Self.matches(address.name, wanted.name) else { return nil }
        let file = wanted.file ?? "dvc.yaml"
        guard let own = address.file else {
            guard ProjectPath(file) == definition else { return nil }
            return exactness
        }
        let relative = RelativePath.joined(RelativePath.folder(of: definition.text), own)
        let isMeant = [RelativePath.joined("", own), relative].contains { candidate in
            candidate.map { Self.matches($0, file) } ?? false
        }
        return isMeant ? exactness : nil
    }

    private var exactness: Exactness {
        Exactness(
            hasNoStar: !text.utf8.contains(UInt8(ascii: "*")),
            hasFile: address.file != nil,
            literal: text.utf8.count { $0 != UInt8(ascii: "*") }
        )
    }

    /// Whether `text` has the form of `pattern`; costs their lengths multiplied at worst.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let pattern = Array(pattern.utf8)
        let text = Array(text.utf8)
        var (at, position) = (0, 0)
        var retry: (pattern: Int, text: Int)?
        while position < text.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                retry = (at + 1, position)
                at += 1
            } else if at < pattern.count, pattern[at] == text[position] {
                at += 1
                position += 1
            } else if let last = retry {
                retry = (last.pattern, last.text + 1)
                at = last.pattern
                position = last.text + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// The parts of an address such as `etl/dvc.yaml:load`.
package struct StageAddress: Hashable, Sendable {
    /// The path of the `dvc.yaml`; nil for a bare name.
    package let file: String?
    package let name: String

    package init(_ text: String) {
        let mark = Array("dvc.yaml:".utf8)
        let bytes = Array(text.utf8)
        let start = bytes.indices.first { index in
            (index == 0 || bytes[index - 1] == UInt8(ascii: "/"))
                && bytes[index...].starts(with: mark)
        }
        guard let start else {
            file = nil
            name = text
            return
        }
        let end = start + mark.count
        file = String(decoding: bytes[..<(end - 1)], as: UTF8.self)
        name = String(decoding: bytes[end...], as: UTF8.self)
    }
}

/// Paths as texts with `/` between their parts.
package enum RelativePath {
    /// The folder that holds `path`, empty for the root.
    package static func folder(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
        return String(path[..<slash])
    }

    /// The last part of `path`.
    package static func lastPart(of path: String) -> String {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path }
        return String(path[path.utf8.index(after: slash)...])
    }

    /// `path` seen from `folder`, without `.` and `..`.
    ///
    /// Nil where it leaves the root or is absolute.
    package static func joined(_ folder: String, _ path: String) -> String? {
        guard !path.utf8.starts(with: [UInt8(ascii: "/")]) else { return nil }
        var parts: [Substring.UTF8View] = []
        let slash = UInt8(ascii: "/")
        for part in folder.utf8.split(separator: slash) + path.utf8.split(separator: slash) {
            switch Array(part) {
            case [UInt8(ascii: ".")]: continue
            case [UInt8(ascii: "."), UInt8(ascii: ".")]:
                guard parts.popLast() != nil else { return nil }
            default: parts.append(part)
            }
        }
        return parts.map { String(Substring($0)) }.joined(separator: "/")
    }
}
