package import Domain
import Foundation
import Yams

/// The content of one YAML file.
package struct YAMLFile: Hashable, Sendable {
    /// The name in messages, relative to the project's root.
    package let path: ProjectPath

    /// The one document; an empty file is null.
    package let root: YAMLNode

    /// Reads the file `path` beneath the folder `root`.
    ///
    /// Throws ``InputMistakes`` for a file that cannot be read or is not well-formed. Nothing but
    /// an ordinary file is opened, so that a pipe in its place cannot hold the reader up.
    package static func read(
        root: String,
        path: ProjectPath,
        limits: YAMLLimits = .written
    ) throws(InputMistakes) -> YAMLFile {
        let full = root.hasSuffix("/") ? root + path.text : root + "/" + path.text
        let bytes = try SourceBytes.read(full, named: path, limit: limits.bytes)
        return try YAMLFile(bytes: bytes, path: path, limits: limits)
    }

    /// Reads text that is already in memory.
    package init(
        text: String,
        path: ProjectPath,
        limits: YAMLLimits = .written
    ) throws(InputMistakes) {
        try self.init(bytes: Array(text.utf8), path: path, limits: limits)
    }

    /// Reads bytes that are already in memory.
    package init(
        bytes: [UInt8],
        path: ProjectPath,
        limits: YAMLLimits = .written
    ) throws(InputMistakes) {
        guard bytes.count <= limits.bytes else {
            throw InputMistakes(SourceBytes.tooLarge(path, limit: limits.bytes))
        }
        let limits = limits.scaled(to: bytes.count)
        let text = try SourceText(bytes, path: path, limits: limits)
        self.path = path
        do throws(InputMistakes) {
            root = try YAMLComposer.compose(text, path: path, limits: limits)
        } catch {
            // What the parser stumbles over then is mostly another line.
            guard let line = MergeMark.line(in: bytes) else { throw error }
            let place = SourcePlace(file: path, line: line, column: 1)
            let words = "unresolved merge. Choose between its two sides, and remove the marks."
            throw InputMistakes(InputMistake(place, words))
        }
    }
}
