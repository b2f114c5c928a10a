package import Domain

/// A `.dvc` file: data that a person put under DVC's care, and that stages may read.
package struct TrackedFile: Hashable, Sendable {
    /// A file or folder it tracks.
    package struct Output: Hashable, Sendable {
        /// As written, and seen from the project's root.
        package let path: PlacedStage.Path
        /// What the file remembers of it; nil where it says nothing that can be compared.
        package let content: Content?
        /// Kept in the cache.
        package let isCached: Bool
        /// Written by DVC 2, whose hashes are others; such data is used as it is.
        package let isOld: Bool
    }

    /// Where the data comes from.
    package enum Origin: Hashable, Sendable {
        /// A person put it here.
        case added
        /// It was fetched; the text names from where.
        case imported(String)
    }

    package let path: ProjectPath
    package let outputs: [Output]
    package let origin: Origin
    package let isFrozen: Bool

    /// Its data would be fetched again where its origin changed, which is not available.
    package var wantsUpdates: Bool { origin != .added && !isFrozen }

    /// What a person should know of it though nothing is wrong.
    var notice: String? {
        if wantsUpdates, case .imported(let origin) = origin {
            return "'\(path)' is not frozen, so DVC would look for news at '\(origin)'. Updating an"
                + " import is not available in this version: its data is used as it is."
        }
        guard outputs.contains(where: \.isOld) else { return nil }
        return "'\(path)' was written by DVC 2, so changes of its data are not seen. 'dvc commit"
            + " \(path)' brings it up to date."
    }

    /// Reads the `.dvc` file at `path` of the project at `root`.
    ///
    /// Throws all its mistakes at once.
    package static func read(root: String, path: ProjectPath) throws(InputMistakes) -> TrackedFile {
        let full = root.hasSuffix("/") ? root + path.text : root + "/" + path.text
        let limit = YAMLLimits.written.bytes
        let bytes = try SourceBytes.read(full, named: path, limit: limit)
        return try TrackedFile(bytes: bytes, path: path, root: root)
    }

    /// Takes what bytes that are already in memory say.
    package init(bytes: [UInt8], path: ProjectPath, root: String) throws(InputMistakes) {
        if let plain = PlainTrackedReader.read(bytes, path: path, root: root) {
            self = plain
        } else {
            try self.init(YAMLFile(bytes: bytes, path: path), root: root)
        }
    }

    /// Takes what a file says.
    package init(_ file: YAMLFile, root: String) throws(InputMistakes) {
        var reader = TrackedFileReader(path: file.path, root: root)
        self = reader.read(file.root)
        try reader.mistakes.throwIfAny()
    }

    init(path: ProjectPath, outputs: [Output], origin: Origin, isFrozen: Bool) {
        self.path = path
        self.outputs = outputs
        self.origin = origin
        self.isFrozen = isFrozen
    }

    /// Whether a name is that of a file that tracks data.
    static func isName(_ name: String) -> Bool {
        name.hasSuffix(".dvc") && name != ".dvc"
    }
}
