import Domain

extension StageInspector {
    /// Gathers everything a verdict on a stage is made of.
    ///
    /// `coming` are contents that will be there when the stage's turn comes; what is `undecided`
    /// is not looked at. Of a lock that cannot be read what is left counts for a forced stage.
    func look(
        at stage: StageDefinition,
        view: ProjectView,
        coming: [ProjectPath: Content] = [:],
        undecided: Set<ProjectPath> = [],
        isForced: Bool,
        leftovers: [FileFact]
    ) throws -> StageLook {
        let entry = try entry(of: stage, isForced: isForced)
        let home = stage.folder.text.isEmpty ? folder : folder.appending(stage.folder.text)
        let dependencies = stage.dependencies.map { path in
            let resolved = stage.resolve(path)
            let content = Result { () throws(ContentFailure) -> Content? in
                if let content = coming[resolved] { return content }
                return try view.content(resolved)
            }
            return StageLook.Dependency(path: path, resolved: resolved, content: content)
        }
        let outputs = try stage.outputs.map { output in
            try self.output(output, of: stage, view, entry, leftovers)
        }
        return StageLook(
            definition: stage,
            entry: entry,
            dependencies: dependencies,
            parameters: stage.parameters.filter { !undecided.contains(stage.resolve($0.path)) }
                .map { parameters($0, of: stage, view) },
            outputs: outputs,
            hasFolder: try FileStatus.of(home)?.isFolder == true
                || undecided.contains(stage.folder) || coming[stage.folder] != nil
        )
    }

    func entry(of stage: StageDefinition, isForced: Bool) throws -> LockEntry? {
        do {
            return try locks.entry(of: stage)
        } catch let mistakes as InputMistakes {
            guard isForced else { throw mistakes }
            return try locks.salvage(for: stage.place.file)?.lock.entry(stage.lockName)
        }
    }

    private func parameters(
        _ source: ParameterSource,
        of stage: StageDefinition,
        _ view: ProjectView
    ) -> StageLook.Parameters {
        let path = stage.resolve(source.path)
        let values = Result { () throws(ParameterTrouble) -> [StageLook.Parameters.Value] in
            guard let file = try view.parameters(path) else {
                throw ParameterTrouble(
                    description: "The parameter file '\(source.path)' is missing, and"
                        + " '\(stage.name)' needs it. Put it there, or correct 'params'."
                )
            }
            guard let keys = source.keys else {
                do throws(InputMistakes) {
                    return try file.topLevel(path: path).map { .init(key: $0.0, value: $0.1) }
                } catch {
                    throw ParameterTrouble(description: error.description)
                }
            }
            return keys.map { .init(key: $0, value: file.value(at: $0)) }
        }
        return StageLook.Parameters(source: source, values: values)
    }

    private func output(
        _ output: OutputDefinition,
        of stage: StageDefinition,
        _ view: ProjectView,
        _ entry: LockEntry?,
        _ leftovers: [FileFact]
    ) throws -> StageLook.Output {
        let content = Result { () throws(ContentFailure) in
            try view.content(stage.resolve(output.path))
        }
        let found = (try? content.get()) ?? nil  // The failure stays in the look.
        let locked = entry?.output(output.path)
        let holdsLocked = try locked?.content.map { content in
            try cache.holds(content.hash, size: content.size >= 0 ? content.size : nil)
        }
        let isLocked = found != nil && found?.hash == locked?.content?.hash
        let isLeftover = leftovers.contains { fact in
            fact.path.utf8.elementsEqual(output.path.utf8) && fact.hash != nil
                && fact.hash == found?.hash.text
        }
        return StageLook.Output(
            definition: output,
            content: content,
            locked: locked,
            holdsLocked: holdsLocked ?? false,
            damage: holdsLocked == false
                ? try locked?.content.flatMap { try cache.damage(of: $0.hash) } : nil,
            holdsCurrent: try isLocked
                ? holdsLocked ?? false
                : found.map { try holds($0, at: view.path(stage.resolve(output.path))) } ?? false,
            isKnown: isLocked || isLeftover
        )
    }

    /// An empty file has nothing that could be lost; a power cut leaves such.
    private func isNothing(_ hash: ContentHash) -> Bool {
        hash == ContentHash(file: MD5.digest(of: []))
    }

    /// Whether the cache holds what lies at a path; of a folder each file counts by itself, so
    /// that one from which files were only removed can be replaced without loss.
    private func holds(_ content: Content, at path: RawPath) throws(ContentFailure) -> Bool {
        if isNothing(content.hash) { return true }
        if try cache.holds(content.hash) { return true }
        guard content.hash.isFolder else { return false }
        for entry in try reader.manifest(of: path).entries {
            let hash = ContentHash(file: entry.digest)
            if isNothing(hash) { continue }
            guard try cache.holds(hash) else { return false }
        }
        return true
    }
}
