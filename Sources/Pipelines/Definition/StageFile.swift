package import Domain

/// A `dvc.yaml`: its stages, in the order written.
package struct StageFile: Hashable, Sendable {
    package let path: ProjectPath
    package let stages: [PlacedStage]
    /// What stands beside the stages.
    package let sections: FileSections
    /// The files with values for its templates, as seen from the root; some may not exist.
    package let sources: [ProjectPath]

    /// Reads the `dvc.yaml` at `path` of the project at `root`.
    ///
    /// Throws all its mistakes at once. What DVC knows and this version does not is one of them;
    /// nothing is passed over.
    package static func read(root: String, path: ProjectPath) throws(InputMistakes) -> StageFile {
        try StageFile(try YAMLFile.read(root: root, path: path), root: root)
    }

    /// Takes the stages of a file that was read.
    ///
    /// `sources` gets the files with values for its templates, whether or not there are mistakes.
    init(
        _ file: YAMLFile,
        root: String,
        style: CommandOptions.Style = CommandOptions.Style(),
        noting sources: inout [ProjectPath]
    ) throws(InputMistakes) {
        var reader = StageFileReader(path: file.path, root: root, style: style)
        path = file.path
        stages = reader.read(file.root)
        sections = reader.sections
        self.sources = reader.sources.files
        sources += self.sources
        try reader.mistakes.throwIfAny()
    }

    /// Takes the stages of a file that was read.
    package init(_ file: YAMLFile, root: String) throws(InputMistakes) {
        var noted: [ProjectPath] = []
        try self.init(file, root: root, noting: &noted)
    }
}
