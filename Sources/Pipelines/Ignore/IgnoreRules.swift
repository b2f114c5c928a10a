/// The patterns of a project's `.dvcignore` files, those of folders after those above them.
package struct IgnoreRules: Hashable, Sendable {
    /// The name of a file with patterns.
    static let fileName = RawPath(".dvcignore")
    /// A larger file is refused.
    static let fileLimit = 1 << 20

    private struct Rule: Hashable {
        /// The folder of the file.
        let folder: [IgnoredName]
        let pattern: IgnorePattern
    }

    private var rules: [Rule] = []
    /// The folders that are DVC projects of their own; nothing in them counts.
    private var projects: [[IgnoredName]] = []

    /// What DVC never looks at: `.hg/`, `.git/`, `.git` and `.dvc/`.
    package static let defaults = IgnoreRules()

    private init() {}

    /// There is more than DVC's own rules.
    var hasPatterns: Bool { !rules.isEmpty }

    /// Adds the patterns of the `.dvcignore` in a folder, if there is one.
    ///
    /// `folder` is seen from `root`, and empty for the root itself. A file that patterns above it
    /// ignore does not count.
    package mutating func read(_ folder: RawPath, of root: RawPath) throws(FileFailure) {
        let file = root.appending(folder).appending(Self.fileName)
        guard let bytes = try Files.read(file, limit: Self.fileLimit),
            !ignores(folder.appending(Self.fileName), isFolder: false)
        else { return }
        add(String(decoding: bytes, as: UTF8.self), in: folder, isNested: !folder.bytes.isEmpty)
    }

    /// Adds the patterns of a text that speaks of what is in a folder.
    mutating func add(_ text: String, in folder: RawPath, isNested: Bool) {
        let names = IgnoredName.parts(of: folder)
        rules += text.split(whereSeparator: \.isNewline)
            .compactMap { IgnorePattern(String($0), isNested: isNested) }
            .map { Rule(folder: names, pattern: $0) }
    }

    /// Leaves out all that is in a folder, seen from the root: DVC takes it for another project.
    mutating func leaveOut(_ folder: RawPath) {
        projects.append(IgnoredName.parts(of: folder))
    }

    /// Whether a path seen from the root, or a folder it is in, is ignored.
    package func ignores(_ path: RawPath, isFolder: Bool) -> Bool {
        let names = IgnoredName.parts(of: path)
        return names.indices.contains { last in
            ignores(names[...last], isFolder: isFolder || last < names.count - 1)
        }
    }

    /// Whether a name is ignored in a folder that is not.
    package func ignores(_ name: RawPath, in folder: RawPath, isFolder: Bool) -> Bool {
        guard !rules.isEmpty || !projects.isEmpty else {
            return Self.isForeign(name.bytes[...], isFolder: isFolder)
        }
        let path = folder.appending(name)
        return ignores(IgnoredName.parts(of: path)[...], isFolder: isFolder)
    }

    /// Whether a folder is ignored, or all that it holds is, as by `folder/*`.
    func ignoresContents(of folder: RawPath) -> Bool {
        guard !rules.isEmpty || !projects.isEmpty else { return false }
        return ignores((IgnoredName.parts(of: folder) + [IgnoredName([])])[...], isFolder: true)
    }

    /// The last pattern that speaks of a path decides.
    private func ignores(_ path: ArraySlice<IgnoredName>, isFolder: Bool) -> Bool {
        if projects.contains(where: { path.starts(with: $0) }) { return true }
        let rule = rules.last { rule in
            rule.folder.count < path.count && path.starts(with: rule.folder)
                && rule.pattern.matches(path[rule.folder.count...], isFolder: isFolder)
        }
        if let rule { return !rule.pattern.isNegated }
        return path.contains { Self.isForeign($0.bytes, isFolder: isFolder) }
    }

    /// Whether a name is one of a repository's or of DVC's own.
    private static func isForeign(_ name: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        guard name.first == UInt8(ascii: ".") else { return false }
        if name.elementsEqual(".git".utf8) { return true }
        return isFolder && (name.elementsEqual(".dvc".utf8) || name.elementsEqual(".hg".utf8))
    }
}
