import Domain
import Engine

/// The project's files, cache and lock; contents are numbers.
struct SimulatedFiles: Sendable {
    struct LockEntry: Hashable {
        let inputs: [FileFact]
        let outputs: [FileFact]
    }

    var contents: [String: Int] = [:]
    var cache: Set<Int> = []
    /// The lock as it stands in its file.
    var lock: [StageName: LockEntry] = [:]
    /// The lock as a power cut leaves it.
    var flushedLock: [StageName: LockEntry] = [:]
    /// Entries that the engine's process holds and has not written.
    var unwritten: [StageName: LockEntry] = [:]
    /// What was taken last of each stage, recorded or not.
    var taken: [StageName: LockEntry] = [:]
    /// What an earlier engine saved and this one has not written yet.
    private var recalls: [(StageName, LockEntry)] = []
    /// The file that says that the journal knows entries which the lock may lack.
    var isOwed = false
    /// The stages whose entries the last engine took along.
    private(set) var unwrittenNames: [StageName] = []
    /// The texts of files that people edit.
    var texts: [ProjectPath: String] = [:]

    func fact(_ path: String) -> FileFact {
        FileFact(path: path, hash: contents[path].map(String.init), size: 1)
    }

    func entry(_ stage: StageName) -> LockEntry? { unwritten[stage] ?? lock[stage] }

    /// What is so of a stage, by content.
    func check(_ stage: StageDefinition, isForced: Bool, isPlan: Bool) -> StageCheck {
        let inputs = stage.dependencies.map(fact)
        return StageCheck(
            stage: stage.name,
            verdict: verdict(stage, inputs, isForced: isForced, isPlan: isPlan),
            inputs: inputs
        )
    }

    private func verdict(
        _ stage: StageDefinition,
        _ inputs: [FileFact],
        isForced: Bool,
        isPlan: Bool
    ) -> Verdict {
        let changes = changes(stage, inputs, isForced: isForced)
        let missing = inputs.filter { $0.hash == nil }.map(\.path)
        if !missing.isEmpty, !isPlan || missing.contains(where: { $0.hasPrefix("in/") }) {
            return .blocked(missing.map { "'\($0)' is missing." })
        }
        if stage.isFrozen, !changes.isEmpty { return .frozen(changes) }
        if !changes.isEmpty { return .runs(changes) }
        let lost = outputs(of: stage).filter { $0.hash == nil }.map(\.path)
        return lost.isEmpty ? .unchanged : .restores(lost)
    }

    /// Why the stage would run.
    private func changes(
        _ stage: StageDefinition,
        _ inputs: [FileFact],
        isForced: Bool
    ) -> [Change] {
        if isForced { return [Change(subject: .forced)] }
        guard let entry = entry(stage.name) else { return [Change(subject: .neverRun)] }
        if stage.isAlwaysChanged { return [Change(subject: .always)] }
        if entry.inputs != inputs { return [Change(subject: .dependency)] }
        let isReplaced = zip(outputs(of: stage), entry.outputs).contains { now, then in
            now.hash == nil ? !isCached(then) : now != then
        }
        return isReplaced ? [Change(subject: .output)] : []
    }

    private func isCached(_ fact: FileFact) -> Bool {
        fact.hash.flatMap { Int($0) }.map { cache.contains($0) } ?? false
    }

    func outputs(of stage: StageDefinition) -> [FileFact] {
        stage.outputs.map { fact($0.path) }
    }

    /// What would run of a pipeline.
    func plan(_ pipeline: PipelineDefinition, isForced: Bool) -> Plan {
        var open: Set<StageName> = []
        let checks = pipeline.stages.map { stage -> StageCheck in
            let check = check(stage.definition, isForced: isForced, isPlan: true)
            let above = stage.upstream.filter(open.contains)
            switch check.verdict {
            case .runs, .restores, .follows: open.insert(stage.name)
            case .unchanged where !above.isEmpty:
                open.insert(stage.name)
                return StageCheck(stage: stage.name, verdict: .follows(above))
            case .unchanged, .frozen, .blocked: break
            }
            return check
        }
        return Plan(pipeline: pipeline.name, stages: checks)
    }

    // MARK: - What changes them

    mutating func removeOutputs(of stage: StageDefinition) {
        for output in stage.outputs { contents[output.path] = nil }
    }

    /// What the command writes follows from what it reads; small changes make no difference.
    mutating func work(_ stage: StageDefinition) {
        var hash = 17
        for path in stage.dependencies {
            hash = (hash &* 31 &+ (contents[path] ?? 0) / 2) & 0xFF_FFFF
        }
        for (index, output) in stage.outputs.enumerated() {
            contents[output.path] = hash &* 7 &+ index &+ stage.name.text.utf8.count &+ 1
        }
    }

    /// Takes outputs into the cache, and their entry into the lock in memory.
    mutating func save(_ stage: StageDefinition, inputs: [FileFact]?) throws -> [FileFact] {
        let outputs = outputs(of: stage)
        guard let lost = outputs.first(where: { $0.hash == nil }) else {
            for output in stage.outputs {
                if let content = contents[output.path] { cache.insert(content) }
            }
            let entry = LockEntry(
                inputs: inputs ?? stage.dependencies.map(fact),
                outputs: outputs
            )
            taken[stage.name] = entry
            if inputs == nil {
                lock[stage.name] = entry
                unwritten[stage.name] = nil
            } else {
                unwritten[stage.name] = entry
                isOwed = true
            }
            return outputs
        }
        throw SimulatedFault("'\(lost.path)' was not made.")
    }

    mutating func restore(_ stage: StageDefinition) throws -> [FileFact] {
        for fact in entry(stage.name)?.outputs ?? [] where contents[fact.path] == nil {
            guard let hash = fact.hash.flatMap({ Int($0) }), cache.contains(hash) else {
                throw SimulatedFault("'\(fact.path)' is not in the cache any more.")
            }
            contents[fact.path] = hash
        }
        return outputs(of: stage)
    }

    mutating func settle() {
        for (name, entry) in recalls { lock[name] = entry }
        recalls = []
        lock.merge(unwritten) { $1 }
        unwritten = [:]
        isOwed = false
    }

    /// Notes what an earlier engine may not have written; the next time that locks are written,
    /// it is.
    mutating func note(_ stages: [StageRecall]) {
        recalls = stages.map { recall in
            let entry = LockEntry(inputs: recall.check.inputs, outputs: recall.outputs)
            return (recall.stage.name, entry)
        }
    }

    /// What a process held is gone with it.
    mutating func loseMemory() {
        unwrittenNames = unwritten.keys.sorted()
        recalls = []
        unwritten = [:]
    }
}

/// Something in the world that failed on request.
struct SimulatedFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
