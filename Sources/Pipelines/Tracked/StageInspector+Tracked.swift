package import Domain

extension StageInspector {
    /// How often a file that somebody else writes meanwhile is tried again.
    private static let tryLimit = 3

    /// Takes the data that `.dvc` files track as it is now, as a run of DVC does: changed data goes
    /// to the cache and out of git, and its file remembers it.
    ///
    /// Data that is as its file says costs a look only. Fails where data is missing. Several
    /// stages may ask for the same data at the same time. Gives what was not as it should be.
    @discardableResult
    package func takeSources(_ sources: [ProjectPath]) throws -> [SourceChange] {
        var found: [SourceChange] = []
        var waiting = sources
        for _ in 0..<Self.tryLimit where !waiting.isEmpty {
            let view = ProjectView(root: folder, reader: reader, parameters: parameters)
            let looks = try looks(at: waiting, view).filter { !$0.changes.isEmpty }
            waiting = []
            for look in looks {
                if try take(look) {
                    found += look.changes
                } else {
                    waiting.append(look.file.path)
                }
            }
        }
        if let path = waiting.first { throw ContentFailure.unsteady(folder.appending(path.text)) }
        return found
    }

    /// What of the data that `.dvc` files track is not as they say; changes nothing.
    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] {
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        return try looks(at: sources, view).flatMap(\.changes)
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

    /// Whether the data could be taken; not where its file was changed meanwhile.
    private func take(_ look: TrackedLook) throws -> Bool {
        try refuse(look)
        for output in look.outputs where output.definition.isCached && !output.definition.isOld {
            guard let content = output.found else { continue }
            let data = folder.appending(output.definition.path.resolved.text)
            try cache.keep(data, as: content.hash, isExecutable: content.isExecutable)
            try FolderTurn.take(in: data.parent) { try ignore.add(data) }
        }
        let path = look.file.path
        let file = folder.appending(path.text)
        return try FolderTurn.take(in: file.parent) {
            let old = try tracked.read(path)
            guard old.file == look.file else { return false }
            let contents = look.outputs.map { output in
                output.change == .modified ? output.found : nil
            }
            let new = try TrackedText(old.bytes, path: path).setting(contents)
            if new != old.bytes { try Files.replace(file, with: new) }
            return true
        }
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
