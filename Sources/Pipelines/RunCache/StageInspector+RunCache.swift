import Domain

extension StageInspector {
    /// The verdict on a stage that would run, where an earlier run with the same inputs can be
    /// brought back instead; the look then knows that run.
    ///
    /// Also over a change by hand; the check tells what would be lost.
    func recall(_ look: inout StageLook, insteadOf verdict: Verdict) throws -> Verdict {
        guard case .runs(let changes) = verdict, !changes.contains(where: \.isInAnyCase),
            let entry = try recorded(look)
        else { return verdict }
        let changed = look.outputs.filter { output in
            output.found?.hash != entry.output(output.definition.path)?.content?.hash
        }
        look.recorded = entry
        // Where all is in place already, it is what comes back as well.
        return .restores((changed.isEmpty ? look.outputs : changed).map(\.definition.path))
    }

    /// The newest run with these inputs whose outputs the cache holds.
    private func recorded(_ look: StageLook) throws -> LockEntry? {
        let stage = look.definition
        let paths = stage.outputs.map(\.path).sorted { $0.isBytewiseBefore($1) }
        guard !stage.isFrozen, stage.isRecallable,
            let key = RunRecord.key(of: look.inputEntry, outputs: paths)
        else { return nil }
        return try runs.records(key).first { entry in
            try entry.outputs.allSatisfy { output in
                guard let content = output.content else { return false }
                return try cache.holds(
                    content.hash,
                    size: content.size >= 0 ? content.size : nil
                )
            }
        }
    }

    /// Adds what a stage came to, and with it the outputs that are not in the cache otherwise.
    func record(_ entry: LockEntry, of stage: StageDefinition) throws {
        guard stage.isRecorded, let record = RunRecord(entry) else { return }
        for output in stage.outputs where !output.isCached {
            guard let content = entry.output(output.path)?.content else { return }
            let path = folder.appending(stage.resolve(output.path).text)
            try cache.keep(path, as: content.hash, isLinked: false)
        }
        try runs.keep(record)
    }

    /// Takes an earlier run whose outputs were brought back.
    func takeRecorded(_ entry: LockEntry, of stage: StageDefinition) throws {
        for output in stage.outputs where output.isCached {
            let path = folder.appending(stage.resolve(output.path).text)
            try FolderTurn.take(in: path.parent) { try ignore.add(path) }
        }
        try locks.write(
            LockStore.Writing(entry: entry, stage: stage, order: [], replacesBroken: false)
        )
    }
}

extension StageLook {
    /// What an output comes back to: an earlier run, or what the lock remembers.
    func goal(_ output: Output) -> Content? {
        guard let recorded else { return output.locked?.content }
        return recorded.output(output.definition.path)?.content
    }

    /// What will be at an output once it came back.
    func coming(_ output: Output) -> Content? {
        goal(output) ?? output.found
    }

    /// What a run would be started with, as the lock would remember it.
    fileprivate var inputEntry: LockEntry {
        LockEntry(
            command: definition.command,
            dependencies: dependencies.map { LockItem(path: $0.path, content: $0.found) },
            parameters: parameters.map { file in
                let values = (try? file.values.get()) ?? []  // A trouble is told on its own.
                return LockedParameters(
                    file: file.source.path,
                    values: values.compactMap { value in
                        value.value.map { .init(key: value.key, value: $0) }
                    }
                )
            }
        )
    }
}

extension StageDefinition {
    /// The same inputs give the same outputs, which do not go on from older ones.
    fileprivate var isRecallable: Bool {
        !isAlwaysChanged && !(dependencies.isEmpty && parameters.isEmpty) && !outputs.isEmpty
            && outputs.allSatisfy { !$0.isPersistent }
    }

    /// A run adds what it came to: all outputs are such that the cache should hold them.
    ///
    /// As in DVC, of others only `dvc commit` writes it down.
    fileprivate var isRecorded: Bool {
        isRecallable && outputs.allSatisfy { $0.isCached || $0.kind != .plain }
    }
}

extension Change {
    /// Nothing that was recorded could take its place.
    fileprivate var isInAnyCase: Bool { subject == .forced || subject == .always }
}
