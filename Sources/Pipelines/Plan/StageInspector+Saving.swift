package import Domain

extension StageInspector {
    // MARK: - Before a run

    /// Removes the outputs that a run makes anew; the stage may be started then.
    ///
    /// Outputs it keeps become files of their own that it can write. Refuses, and removes
    /// nothing, where something is missing or a change by hand would be lost that nobody
    /// allowed to lose. Gives the stage's inputs as they are now; a lock that cannot be read
    /// stops it unless the run is forced.
    package func prepare(
        _ stage: StageDefinition,
        isForced: Bool = false,
        leftovers: [FileFact] = [],
        acceptsLoss: Bool = false
    ) throws -> StageCheck {
        let look = try freshLook(at: stage, isForced: isForced, leftovers: leftovers)
        let problems = look.problems(undecided: []) { dependency in
            "'\(dependency.path)' is missing, and '\(stage.name)' needs it."
        }
        guard problems.isEmpty else { throw StageProblem.blocked(stage.name, problems) }
        if !acceptsLoss { try refuseLoss(look, stage.outputs) }
        for output in stage.outputs {
            let path = folder.appending(stage.resolve(output.path).text)
            if output.isPersistent {
                try Unlinking.unlink(path)
            } else {
                try Files.remove(path)
            }
        }
        let forced = isForced ? [Change(subject: .forced)] : []
        return look.check(.runs(forced + look.changes()))
    }

    /// Brings the outputs of a stage back from the cache, those that differ from the lock.
    ///
    /// Refuses, and changes nothing, where a change by hand would be lost that nobody allowed to
    /// lose. A damaged object fails by name; the stage has to run then.
    package func restore(
        _ stage: StageDefinition,
        leftovers: [FileFact] = [],
        acceptsLoss: Bool = false
    ) throws -> [FileFact] {
        var look = try freshLook(at: stage, isForced: false, leftovers: leftovers)
        let verdict = look.verdict(waitsFor: [], undecided: [], isForced: false) { $0.path }
        _ = try recall(&look, insteadOf: verdict)
        let changed = look.outputs.filter { output in
            let goal = look.goal(output)
            return output.found?.hash != goal?.hash
                || output.found?.isExecutable != goal?.isExecutable
        }
        if !acceptsLoss { try refuseLoss(look, changed.map(\.definition)) }
        for output in changed {
            guard let content = look.goal(output) else {
                throw StageProblem.notLocked(stage.name, output.definition.path)
            }
            try cache.bringBack(
                content.hash,
                to: folder.appending(stage.resolve(output.definition.path).text),
                isExecutable: content.isExecutable,
                isLinked: output.definition.isCached
            )
        }
        for output in stage.outputs where output.isCached {
            let path = folder.appending(stage.resolve(output.path).text)
            try FolderTurn.take(in: path.parent) { try ignore.add(path) }
        }
        let facts = try outputs(of: stage)
        if let entry = look.recorded {
            try takeRecorded(entry, of: stage)
        } else {
            try renewEntry(
                of: stage,
                LockEntry(ran: stage, check: look.check(verdict), outputs: facts)
            )
        }
        return facts
    }

    /// Writes what an entry says now; some of it, such as the mode of an input, changes no hash.
    private func renewEntry(of stage: StageDefinition, _ entry: LockEntry) throws {
        guard try locks.entry(of: stage) != entry else { return }
        try locks.write(
            LockStore.Writing(entry: entry, stage: stage, order: [], replacesBroken: false)
        )
    }

    private func refuseLoss(_ look: StageLook, _ outputs: [OutputDefinition]) throws {
        let lost = look.replacements.filter { replacement in
            replacement.fate == .lost && replacement.isEditedByHand
                && outputs.contains { $0.path.utf8.elementsEqual(replacement.path.utf8) }
        }
        guard lost.isEmpty else {
            throw StageProblem.wouldLose(look.definition.name, lost.map(\.path))
        }
    }

    private func freshLook(
        at stage: StageDefinition,
        isForced: Bool,
        leftovers: [FileFact]
    ) throws -> StageLook {
        let view = ProjectView(root: folder, reader: reader, parameters: parameters)
        let paths = stage.dependencies + stage.outputs.map(\.path)
        view.read(paths.map(stage.resolve))
        return try look(at: stage, view: view, isForced: isForced, leftovers: leftovers)
    }

    // MARK: - After a run

    /// Takes what a stage made: its outputs go to the cache, out of git, and into the lock.
    ///
    /// `check` holds the inputs as they were before the command ran. An input that changed
    /// meanwhile shows as changed at the next look. A new lock entry stands among those of this
    /// process where `order`, the pipeline's stages, puts it. A lock that cannot be read is
    /// written anew after a forced run, with what is left of it, and the old file is kept beside
    /// it. Calling it again does no harm.
    /// With `isDeferred` the entry counts at once, but is written by ``writeLocks()``.
    package func save(
        _ stage: StageDefinition,
        check: StageCheck,
        order: [StageName] = [],
        isDeferred: Bool = false
    ) throws -> [FileFact] {
        let facts = try keepOutputs(of: stage, order: order)
        let entry = LockEntry(ran: stage, check: check, outputs: facts)
        // Of an input that changed meanwhile nobody knows which content was read.
        if haveInputsStood(stage, check) { try record(entry, of: stage) }
        let writing = LockStore.Writing(
            entry: entry,
            stage: stage,
            order: order,
            replacesBroken: check.verdict.isForced
        )
        if isDeferred { try locks.take(writing) } else { try locks.write(writing) }
        return facts
    }

    /// The files a stage reads are as they were before its command ran.
    package func haveInputsStood(_ stage: StageDefinition, _ check: StageCheck) -> Bool {
        check.inputs.allSatisfy { input in
            let path = folder.appending(stage.resolve(input.path).text)
            let now = try? reader.content(of: path)
            return now?.hash.text == input.hash
        }
    }

    /// Records a stage as done by hand: its inputs and outputs as they are now, as
    /// `dvc commit -f` would.
    package func commit(
        _ stage: StageDefinition,
        order: [StageName] = [],
        isForced: Bool = false
    ) throws -> StageCommit {
        let look = try freshLook(at: stage, isForced: isForced, leftovers: [])
        let problems = look.problems(undecided: []) { dependency in
            "'\(dependency.path)' is missing, and '\(stage.name)' depends on it."
        }
        guard problems.isEmpty else { throw StageProblem.blocked(stage.name, problems) }
        let forced = isForced ? [Change(subject: .forced)] : []
        let check = look.check(.runs(forced + look.changes()))
        let outputs = try save(stage, check: check, order: order)
        return StageCommit(check: check, outputs: outputs)
    }

    /// Takes a frozen stage as it is, where its command or outputs changed.
    ///
    /// They and its inputs go to the lock without a run, as a run of DVC leaves them. Inputs that
    /// changed alone change nothing, nor that it says 'always_changed', unless the run is forced.
    package func acceptFrozen(
        _ stage: StageDefinition,
        isForced: Bool = false
    ) throws -> [FileFact] {
        let look = try freshLook(at: stage, isForced: isForced, leftovers: [])
        let isOnlyInputs = look.changes().allSatisfy { change in
            [.dependency, .parameter, .always].contains(change.subject)
        }
        let missing = look.outputs.filter(\.isAbsent).map(\.definition.path)
        guard missing.isEmpty else { throw StageProblem.frozenWithout(stage.name, missing) }
        guard isForced || !isOnlyInputs else { return try outputs(of: stage) }
        return try commit(stage, isForced: isForced).outputs
    }

    /// Puts the outputs of a stage into the cache and keeps them out of git.
    private func keepOutputs(
        of stage: StageDefinition,
        order: [StageName] = []
    ) throws -> [FileFact] {
        let facts = try outputs(of: stage)
        let missing = facts.filter { $0.hash == nil }.map(\.path)
        guard missing.isEmpty else { throw StageProblem.missingOutputs(stage.name, missing) }
        for output in stage.outputs where output.isCached {
            guard !ignore.tracks(folder.appending(stage.resolve(output.path).text)) else {
                throw StageProblem.trackedByGit(stage.name, output.path)
            }
        }
        for (output, fact) in zip(stage.outputs, facts) where output.isCached {
            guard let content = fact.content else { continue }
            let path = folder.appending(stage.resolve(output.path).text)
            try cache.keep(path, as: content.hash, isExecutable: content.isExecutable)
            try FolderTurn.take(in: path.parent) {
                try ignore.add(path) { order.firstIndex(of: stage.name) }
            }
        }
        return facts
    }
}

extension LockEntry {
    /// What the lock remembers of a stage that ran: what it was run with, and what came out.
    init(ran stage: StageDefinition, check: StageCheck, outputs: [FileFact]) {
        self.init(
            command: stage.command,
            dependencies: check.inputs.map { LockItem(path: $0.path, content: $0.content) },
            parameters: Self.parameters(check.parameters, of: stage),
            outputs: outputs.map { LockItem(path: $0.path, content: $0.content) }
        )
    }

    /// The values of parameter facts, file after file.
    private static func parameters(
        _ facts: [ParameterFact],
        of stage: StageDefinition
    ) -> [LockedParameters] {
        stage.parameters.map { source in
            let own = facts.filter { $0.file.utf8.elementsEqual(source.path.utf8) }
            return LockedParameters(
                file: source.path,
                values: own.compactMap { fact in
                    fact.value.flatMap(FlowText.value).map { .init(key: fact.key, value: $0) }
                }
            )
        }
    }
}

extension Verdict {
    /// A person asked for the run in any case.
    fileprivate var isForced: Bool {
        guard case .runs(let changes) = self else { return false }
        return changes.contains { $0.subject == .forced }
    }
}

/// A stage recorded as done by hand.
package struct StageCommit: Hashable, Sendable {
    /// The inputs that were recorded.
    package let check: StageCheck
    package let outputs: [FileFact]
}
