package import Domain

extension StageInspector {
    /// Takes the data that `.dvc` files track as it is now, as a run of DVC does: changed data goes
    /// to the cache and out of git, and its file remembers it.
    ///
    /// Data that is as its file says costs a look only. Fails where data is missing. Several
    /// stages may ask for the same data at the same time; one of them takes it. A forced run takes
    /// what is as it should be, too: its object and its line for git come back where they are
    /// gone. Gives what was not as it should be.
    @discardableResult
    package func takeSources(
        _ sources: [ProjectPath],
        isForced: Bool = false
    ) throws -> [SourceChange] {
        let changed = try looks(at: sources).filter { isForced || !$0.changes.isEmpty }
            .map(\.file.path)
        return try changed.flatMap { path in
            try FileTurn.take(of: folder.appending(path.text)) {
                // Somebody else may have taken it while this one waited.
                let looks = try looks(at: [path]).filter { isForced || !$0.changes.isEmpty }
                for look in looks { try take(look, isForced: isForced) }
                return looks.flatMap(\.changes)
            }
        }
    }

    /// What of the data that `.dvc` files track is not as they say; changes nothing.
    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] {
        try looks(at: sources).flatMap(\.changes)
    }

    private func looks(at sources: [ProjectPath]) throws -> [TrackedLook] {
        try looks(at: sources, ProjectView(root: folder, reader: reader, parameters: parameters))
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

    private func take(_ look: TrackedLook, isForced: Bool) throws {
        try refuse(look)
        for output in look.outputs where output.definition.isCached && !output.definition.isOld {
            guard let content = output.found else { continue }
            let data = folder.appending(output.definition.path.resolved.text)
            try cache.keep(data, as: content.hash, isExecutable: content.isExecutable)
            try FolderTurn.take(in: data.parent) { try ignore.add(data) }
        }
        let path = look.file.path
        let (old, file) = try tracked.read(path)
        // A person, or DVC, does not wait for a turn.
        guard file == look.file else { throw ContentFailure.unsteady(folder.appending(path.text)) }
        // Its mode may have changed without it; only a forced run writes that down.
        let contents = look.outputs.map { output in
            output.change == .modified || isForced && !output.definition.isOld ? output.found : nil
        }
        let new = try TrackedText(old, path: path).setting(contents)
        if new != old { try Files.replace(folder.appending(path.text), with: new) }
    }

    /// Fails where data is missing, cannot be read, or is git's.
    private func refuse(_ look: TrackedLook) throws {
        for output in look.outputs {
            let data = output.definition.path.resolved
            guard try output.content.get() != nil else {
                throw TrackedProblem.missing(data, file: look.file.path, isInCache: output.isHeld)
            }
            guard output.definition.isCached else { continue }
            if StagePath.isOutside(data) {
                throw TrackedProblem.outside(data, file: look.file.path)
            }
            if ignore.tracks(folder.appending(data.text)) {
                throw TrackedProblem.trackedByGit(data, file: look.file.path)
            }
        }
    }
}
