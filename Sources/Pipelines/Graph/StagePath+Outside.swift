import Domain

extension StagePath {
    /// A resolved path by which one outside of the project is the same however it is written.
    static func key(_ path: ProjectPath, root: String) -> ProjectPath {
        guard isOutside(path), path.text.utf8.first != UInt8(ascii: "/") else { return path }
        return resolve(root + "/" + path.text, in: "")
    }
}
