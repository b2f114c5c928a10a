package import Domain

/// Rules for paths as people write them in stage files.
package enum StagePath {
    /// A written path seen from the project's root, without `.`, `..` and doubled marks.
    ///
    /// `folder` is where it is written for, relative to the root. A path that leads out of the
    /// project stays absolute or begins with `..`; the root itself is empty.
    package static func resolve(_ text: String, in folder: ProjectPath) -> ProjectPath {
        let isAbsolute = text.utf8.first == mark
        var parts: [Substring.UTF8View] = []
        for part in (isAbsolute ? text : folder.text + "/" + text).utf8.split(separator: mark) {
            if part.elementsEqual(".".utf8) { continue }
            let isStep = part.elementsEqual("..".utf8)
            if isStep, let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
            } else if !(isStep && isAbsolute) {
                parts.append(part)
            }
        }
        let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
        return ProjectPath(isAbsolute ? "/" + joined : joined)
    }

    /// Whether a resolved path leads out of the project.
    package static func isOutside(_ path: ProjectPath) -> Bool {
        path.text.utf8.first == mark || parts(path).first?.elementsEqual("..".utf8) == true
    }

    /// Whether a resolved path is `other` or inside it.
    package static func isInside(_ path: ProjectPath, _ other: ProjectPath) -> Bool {
        let (path, other) = (path.text.utf8, other.text.utf8)
        guard !other.isEmpty else { return path.first != mark }
        guard path.starts(with: other) else { return false }
        return path.count == other.count || path.dropFirst(other.count).first == mark
    }

    /// An absolute path inside the project as seen from a folder in it; nil for other paths.
    static func relative(_ text: String, root: String, folder: ProjectPath) -> String? {
        guard text.utf8.first == mark else { return nil }
        let top = resolve(root, in: "")
        let path = resolve(text, in: "")
        guard isInside(path, top), path != top || top.text != "/" else { return nil }
        let inside = Array(parts(path).dropFirst(parts(top).count))
        let from = parts(folder)
        var shared = 0
        while shared < min(inside.count, from.count), inside[shared].elementsEqual(from[shared]) {
            shared += 1
        }
        let steps = Array(repeating: "..", count: from.count - shared)
        let rest = inside.dropFirst(shared).map { String(Substring($0)) }
        let all = steps + rest
        return all.isEmpty ? "." : all.joined(separator: "/")
    }

    /// The last part of a path.
    package static func name(_ path: ProjectPath) -> String {
        parts(path).last.map { String(Substring($0)) } ?? ""
    }

    /// The folder a path is in; empty for the root.
    package static func parent(_ path: ProjectPath) -> ProjectPath {
        let bytes = path.text.utf8
        guard let last = bytes.lastIndex(of: mark) else { return "" }
        return ProjectPath(String(Substring(bytes[..<last])))
    }

    private static let mark = UInt8(ascii: "/")

    private static func parts(_ path: ProjectPath) -> [Substring.UTF8View] {
        path.text.utf8.split(separator: mark)
    }
}
