/// The patterns that apply in the folders of a project, each file read once.
///
/// It is made anew for every look, so that a changed `.dvcignore` shows.
struct IgnoreLookup {
    /// The patterns that apply to what is in a folder.
    struct Answer {
        let rules: IgnoreRules
        /// The folder, seen from the project's root.
        let folder: RawPath
    }

    private static let projectName = RawPath(".dvc")

    private let root: RawPath?
    private var known: [RawPath: IgnoreRules] = [:]

    /// Takes the project's root; without one there are DVC's own patterns only.
    init(root: RawPath?) {
        self.root = root
    }

    /// The patterns for what is in a folder, which may be outside of the project.
    ///
    /// A `.dvcignore` in the folder itself is left to whoever lists it.
    mutating func rules(in folder: RawPath) throws(FileFailure) -> Answer {
        guard let root, let path = folder.relative(to: root) else {
            return Answer(rules: .defaults, folder: RawPath(bytes: []))
        }
        return Answer(rules: try rules(above: path, root), folder: path)
    }

    private mutating func rules(
        above path: RawPath,
        _ root: RawPath
    ) throws(FileFailure) -> IgnoreRules {
        guard !path.bytes.isEmpty else { return .defaults }
        let mark = path.bytes.lastIndex(of: UInt8(ascii: "/")) ?? 0
        let parent = RawPath(bytes: Array(path.bytes[..<mark]))
        if let rules = known[parent] { return rules }
        var rules = try rules(above: parent, root)
        try rules.read(parent, of: root)
        // The content of a folder inside of another DVC project is none to DVC; a file alone is.
        if !parent.bytes.isEmpty,
            try FileStatus.of(root.appending(parent).appending(Self.projectName)) != nil
        {
            rules.leaveOut(parent)
        }
        known[parent] = rules
        return rules
    }
}

extension RawPath {
    /// This path as seen from a folder it is in, or is; nil for other paths.
    fileprivate func relative(to folder: RawPath) -> RawPath? {
        guard bytes.starts(with: folder.bytes) else { return nil }
        let rest = bytes.dropFirst(folder.bytes.count)
        let mark = UInt8(ascii: "/")
        guard rest.isEmpty || rest.first == mark || folder.bytes.last == mark else { return nil }
        return RawPath(bytes: Array(rest.drop { $0 == mark }))
    }
}
