package import Domain

extension StageInspector {
    /// What of the data that `.dvc` files track is not as they say; changes nothing.
    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] {
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        return try looks(at: sources, view).flatMap(\.changes)
    }

    /// Takes the data that `.dvc` files track as it is now, as a run of DVC does: changed data goes
    /// to the cache and out of git, and its file remembers it.
    ///
    /// Data that is as its file says costs a look only. Fails where data is missing.
    @discardableResult
    package func takeSources(_ sources: [ProjectPath]) throws -> [SourceChange] {
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        return try looks(at: sources, view).flatMap { look in
            if !look.changes.isEmpty { try take(look) }
            return look.changes
        }
    }

    func looks(at sources: [ProjectPath], _ view: ProjectView) throws -> [TrackedLook] {
        let files = try sources.map { try tracked.read($0).file }
        view.read(files.flatMap(\.outputs).map(\.path.resolved))
        return try files.map { file in
            TrackedLook(file: file, outputs: try file.outputs.map { try look(at: $0, view) })
        }
    }

    private func look(
        at output: TrackedFile.Output,
        _ view: ProjectView
    ) throws -> TrackedLook.Output {
        let content = Result { () throws(ContentFailure) in
            try view.content(output.path.resolved)
        }
        let isHeld = try output.content.map { content in
            try cache.holds(content.hash, size: content.size >= 0 ? content.size : nil)
        }
        return TrackedLook.Output(
            definition: output,
            content: content,
            isHeld: isHeld ?? false
        )
    }

    private func take(_ look: TrackedLook) throws {
        let path = look.file.path
        for output in look.outputs {
            let data = output.definition.path.resolved
            guard try output.content.get() != nil else {
                throw TrackedProblem.missing(data, file: path, isInCache: output.isHeld)
            }
            guard output.definition.isCached else { continue }
            guard !ignore.tracks(folder.appending(data.text)) else {
                throw TrackedProblem.trackedByGit(data, file: path)
            }
        }
        for output in look.outputs where output.definition.isCached && !output.definition.isOld {
            guard let content = output.found else { continue }
            let data = folder.appending(output.definition.path.resolved.text)
            try cache.keep(data, as: content.hash)
            try FolderTurn.take(in: data.parent) { try ignore.add(data) }
        }
        let file = folder.appending(path.text)
        try FolderTurn.take(in: file.parent) {
            let old = try tracked.read(path)
            guard old.file == look.file else { throw ContentFailure.unsteady(file) }
            let contents = look.outputs.map { output in
                output.change == .modified ? output.found : nil
            }
            let new = try TrackedText(old.bytes, path: path).setting(contents)
            if new != old.bytes { try Files.replace(file, with: new) }
        }
    }
}
