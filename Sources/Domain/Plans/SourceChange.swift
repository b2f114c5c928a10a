/// Data a `.dvc` file tracks, where it is not as that file says.
package struct SourceChange: Hashable, Codable, Sendable {
    package enum Kind: String, Hashable, Codable, Sendable {
        case modified
        /// Nothing is there.
        case deleted
        /// It is as the file says, and not in the cache.
        case notInCache
    }

    /// The `.dvc` file.
    package let file: ProjectPath
    /// The data, as seen from the project's root.
    package let path: ProjectPath
    package let kind: Kind

    package init(file: ProjectPath, path: ProjectPath, kind: Kind) {
        self.file = file
        self.path = path
        self.kind = kind
    }

    /// What is so, in words: `data.csv (tracked by data.csv.dvc) changed`.
    package var words: String {
        let subject = "\(path) (tracked by \(file))"
        return switch kind {
        case .modified: "\(subject) changed"
        case .deleted: "\(subject) is missing"
        case .notInCache: "\(subject) is not in the cache"
        }
    }
}
