import Domain

/// What the end of a file's name says of it.
enum FileSuffix {
    /// The ending in small letters, without its point; empty where there is none.
    static func of(_ path: ProjectPath) -> String {
        let name = StagePath.name(path)
        guard let mark = name.lastIndex(of: "."), mark != name.startIndex else { return "" }
        return name[name.index(after: mark)...].lowercased()
    }
}
