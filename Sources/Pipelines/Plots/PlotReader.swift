package import Domain

/// Reads the plots of a pipeline from their files.
package struct PlotReader {
    /// Folders inside one another.
    private static let deepest = 64

    /// The plots that folders are read as, at most.
    private static let mostPlots = 1_000

    private let root: RawPath

    /// Takes the absolute path of the project's root.
    package init(root: String) {
        self.root = RawPath(root)
    }

    /// The plots of all definitions in their order.
    ///
    /// A folder stands for the files in it. What cannot be read takes its own place in the list,
    /// and hides nothing of the others.
    package func plots(of definitions: [PlotDefinition]) -> [Plot] {
        definitions.flatMap { definition in
            let inner = expanded(definition)
            let plots = inner.map { PlotReading($0, root: root).plot() }
            return inner.count < Self.mostPlots ? plots : plots + [Self.rest(of: definition)]
        }
    }

    /// Stands for the files of a folder that are left out.
    private static func rest(of definition: PlotDefinition) -> Plot {
        let text = "\(definition.name): further files of this folder are not drawn; it has over"
        return Plot(
            name: definition.name,
            title: definition.name,
            stage: definition.stage,
            files: definition.y.map(\.path),
            content: .unreadable(["\(text) \(mostPlots - 1). Name the ones to draw."])
        )
    }

    /// A definition for each file of a folder; the one given where it means no folder.
    private func expanded(_ definition: PlotDefinition) -> [PlotDefinition] {
        guard definition.y.count == 1, let source = definition.y.first, isFolder(source.path)
        else { return [definition] }
        var files: [ProjectPath] = []
        // A folder that cannot be listed is told as such when it is read as a file.
        guard (try? list(source.path, into: &files, depth: 0)) != nil else { return [definition] }
        return files.map { file in
            var inner = PlotDefinition(
                name: file.text,
                place: definition.place,
                x: definition.x,
                y: [PlotDefinition.Source(path: file, fields: source.fields)],
                hasHeader: definition.hasHeader
            )
            inner.stage = definition.stage
            inner.title = definition.title
            inner.xLabel = definition.xLabel
            inner.yLabel = definition.yLabel
            inner.template = definition.template
            return inner
        }
    }

    private func isFolder(_ path: ProjectPath) -> Bool {
        // What cannot be looked at is told when it is read.
        (try? FileStatus.of(root.appending(path.text)))?.isFolder == true
    }

    /// The files that can be drawn, in byte order; links to folders are not followed.
    private func list(
        _ folder: ProjectPath,
        into files: inout [ProjectPath],
        depth: Int
    ) throws(FileFailure) {
        let full = root.appending(folder.text)
        for name in try Files.names(in: full) where files.count < Self.mostPlots {
            let path = ProjectPath("\(folder)/\(name)")
            let inner = full.appending(name)
            guard let status = try FileStatus.ofLink(inner) else { continue }
            if status.isFolder {
                if depth < Self.deepest { try list(path, into: &files, depth: depth + 1) }
            } else if Self.isDrawn(path) {
                files.append(path)
            }
        }
    }

    private static func isDrawn(_ path: ProjectPath) -> Bool {
        PlotPicture.isPicture(path)
            || ["csv", "tsv", "json", "yaml", "yml"].contains(FileSuffix.of(path))
    }
}
