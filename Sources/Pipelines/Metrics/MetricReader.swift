package import Domain

/// Reads the metrics files of a pipeline.
package struct MetricReader {
    /// The largest file that is read, in bytes.
    private static let longestFile = YAMLLimits.written.bytes

    /// Folders inside one another.
    private static let deepest = 64

    private let root: RawPath

    /// Takes the absolute path of the project's root.
    package init(root: String) {
        self.root = RawPath(root)
    }

    /// The metrics files of all stages in the pipeline's order, then those named beside them.
    ///
    /// A folder stands for the files in it. What cannot be read takes its own place in the list,
    /// and hides nothing of the others.
    package func files(
        of definition: PipelineDefinition,
        beside paths: [ProjectPath] = []
    ) -> [MetricFile] {
        var files = definition.stages.flatMap { stage in
            stage.definition.outputs.filter { $0.kind == .metric }.flatMap { output in
                let path = StagePath.resolve(output.path, in: stage.definition.folder)
                return self.files(at: path, of: stage.name, depth: 0)
            }
        }
        for path in paths {
            let known = Set(files.map(\.path))
            let maker = definition.stages.first { stage in
                stage.definition.outputs.contains { output in
                    let made = StagePath.resolve(output.path, in: stage.definition.folder)
                    return StagePath.isInside(path, made)
                }
            }
            files += self.files(at: path, of: maker?.name, depth: 0)
                .filter { !known.contains($0.path) }
        }
        return files
    }

    private func files(at path: ProjectPath, of stage: StageName?, depth: Int) -> [MetricFile] {
        let full = root.appending(path.text)
        func file(_ content: MetricFile.Content) -> [MetricFile] {
            [MetricFile(path: path, stage: stage, content: content)]
        }
        do {
            guard let status = try FileStatus.of(full) else { return file(.missing) }
            if status.isFolder, depth < Self.deepest {
                return try files(in: path, full, of: stage, depth: depth)
            }
            guard status.isFile else {
                return file(.unreadable(["\(path): is neither a file nor a folder."]))
            }
            guard status.size <= Self.longestFile else {
                let limit = Self.longestFile >> 20
                return file(.unreadable(["\(path): is larger than \(limit) MiB."]))
            }
            guard let bytes = try Files.read(full, limit: Self.longestFile) else {
                return file(.missing)
            }
            return file(.metrics(try MetricText.metrics(bytes: bytes, path: path)))
        } catch let mistakes as InputMistakes {
            return file(.unreadable(mistakes.lines))
        } catch {
            return file(.unreadable(["\(error)"]))
        }
    }

    /// The files of a folder in byte order; links to folders are not followed.
    private func files(
        in path: ProjectPath,
        _ folder: RawPath,
        of stage: StageName?,
        depth: Int
    ) throws -> [MetricFile] {
        try Files.names(in: folder).flatMap { name -> [MetricFile] in
            let inner = folder.appending(name)
            let isLink = try FileStatus.ofLink(inner)?.kind == .link
            if isLink, try FileStatus.of(inner)?.isFolder == true { return [] }
            return files(at: ProjectPath("\(path)/\(name)"), of: stage, depth: depth + 1)
        }
    }
}
