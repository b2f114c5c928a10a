package import Domain

/// A `dvc.yaml`: its stages, in the order written.
package struct StageFile: Hashable, Sendable {
    package let path: ProjectPath
    package let stages: [PlacedStage]

    /// Reads the `dvc.yaml` at `path` of the project at `root`.
    ///
    /// Throws all its mistakes at once. What DVC knows and this version does not is one of them;
    /// nothing is passed over.
    package static func read(root: String, path: ProjectPath) throws(InputMistakes) -> StageFile {
        try StageFile(try YAMLFile.read(root: root, path: path), root: root)
    }

    /// Takes the stages of a file that was read.
    package init(_ file: YAMLFile, root: String) throws(InputMistakes) {
        var reader = StageFileReader(path: file.path, root: root)
        path = file.path
        stages = reader.read(file.root)
        try reader.mistakes.throwIfAny()
    }
}
