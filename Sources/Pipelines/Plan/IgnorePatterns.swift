import Domain

/// Looks for `.dvcignore` patterns, which this version does not follow.
enum IgnorePatterns {
    /// A larger file is taken for one with patterns.
    static let fileLimit = 1 << 20

    /// Why the hash of the folder at `path` would not be DVC's; nil where it is.
    static func problem(with path: ProjectPath, root: RawPath) throws(FileFailure) -> String? {
        guard !StagePath.isOutside(path) else { return nil }
        var folder = path
        while !folder.text.isEmpty {
            folder = StagePath.parent(folder)
            let name = folder.text.isEmpty ? ".dvcignore" : "\(folder)/.dvcignore"
            guard let line = try firstPattern(in: root.appending(name)) else { continue }
            return "\(name):\(line):1: patterns are not available in this version. Without them the"
                + " folder '\(path)' would get another hash than DVC gives it."
        }
        return nil
    }

    /// The line of the first pattern, counted from 1.
    private static func firstPattern(in file: RawPath) throws(FileFailure) -> Int? {
        guard let bytes = try Files.read(file, limit: fileLimit) else { return nil }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let index = lines.firstIndex { line in
            let text = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            return !text.isEmpty && text.first != UInt8(ascii: "#")
        }
        return index.map { $0 + 1 }
    }
}
