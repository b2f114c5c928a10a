package import Domain

/// The name that the pipeline of a project's root has for good, whatever its folder is called.
///
/// Runs, breakpoints and logs are kept under a pipeline's name. So the first name stays when the
/// folder is renamed or copied.
package enum KeptName {
    /// Where the name is kept, as seen from the project's root.
    package static let path: ProjectPath = ".pitwall/name"

    /// Names are short; a larger file holds something else.
    private static let limit = 4_096

    /// The name as it was kept; nil where there is none, or it cannot be read.
    static func read(root: String) -> String? {
        let file = ProjectRoot.joined(root, path.text)
        // Without it the pipeline is called as its folder is.
        guard let bytes = try? SourceBytes.read(file, named: path, limit: limit) else { return nil }
        let line = String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline }
        return line.isEmpty ? nil : String(line)
    }
}
