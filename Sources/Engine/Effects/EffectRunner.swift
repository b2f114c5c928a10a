import Domain

/// Performs effects on worker threads and reports what came of them.
struct EffectRunner: Sendable {
    typealias Report = @Sendable (RunID, StageName, StageReport) -> Void

    let workbench: any Workbench
    let executor: any Executor
    let workers: any Workers
    let leases: LeaseDesk
    let savings: SavingTally
    let report: Report
    /// Takes an effect for which there was no room on a disk, to be tried again.
    let postpone: @Sendable (Effect, LackOfRoom) -> Void

    /// Does what there was no room for before, as things stand now.
    func performAgain(_ effect: Effect) {
        guard case .start(let starting, let stage) = effect else { return perform(effect) }
        workers.run {
            // What it reads may have been changed while it waited; then it is looked at anew.
            guard workbench.isCurrent(starting.check, of: stage) else {
                return report(starting.attempt.run, stage.name, .neverStarted(starting.attempt))
            }
            start(starting, stage)
        }
    }

    func perform(_ effect: Effect) {
        switch effect {
        case .cancel(let attempt):
            // What lies ready for a screen has no process yet: it is barred instead.
            if leases.withdraw(attempt) { return workers.run { find(attempt) } }
            // A cancel must not wait behind hashing; it only sends a signal.
            executor.cancel(attempt, folder: workbench.folder(of: attempt))
        case .find(let attempt):
            workers.run { find(attempt) }
        case .flush:
            // What fails here is still owed, and told with the next outputs that are taken.
            workers.run { try? workbench.flush() }
        case .check(let run, let stage, let pipeline, let options):
            workers.run { check(stage, of: pipeline, in: run, options) }
        case .start(let starting, let stage):
            if starting.leasedTo != nil { leases.expect(starting.attempt) }
            workers.run { start(starting, stage) }
        case .save(let run, let taking):
            savings.begin(run, isLast: taking.isLast)
            workers.run {
                take(effect, run, taking.stage.name) { try save(taking, in: run) }
            }
        case .restore(let run, let stage, let mayLose):
            workers.run {
                take(effect, run, stage.name) {
                    try workbench.restore(stage, of: run.pipeline, mayLose: mayLose)
                }
            }
        }
    }

    /// Takes outputs; one flush for all that a run made, when nothing more of it is under way.
    private func save(_ taking: StageTaking, in run: RunID) throws -> [FileFact] {
        let result = Result { try workbench.save(taking) }
        if savings.end(run) { try workbench.flush() }
        return try result.get()
    }

    private func check(
        _ stage: StageDefinition,
        of pipeline: PipelineDefinition,
        in run: RunID,
        _ options: StartOptions
    ) {
        do {
            let check = try workbench.check(stage, of: pipeline, options: options)
            report(run, stage.name, .checked(check))
        } catch {
            if let lack = LackOfRoom(error) {
                return postpone(.check(run, stage, of: pipeline, options), lack)
            }
            report(run, stage.name, .notStarted("\(error)"))
        }
    }

    private func start(_ starting: AttemptStarting, _ stage: StageDefinition) {
        let attempt = starting.attempt
        // After a power cut the journal may have forgotten what was started before it. That counts
        // as it is found: to make it ready again would throw away what it made.
        if workbench.knows(attempt) {
            leases.giveUp(attempt)
            return find(attempt)
        }
        do {
            let launch = try workbench.makeReady(starting, stage: stage)
            if starting.leasedTo != nil {
                if !leases.offer(launch) { find(attempt) }
                return
            }
            let process = try executor.start(launch)
            workbench.didStart(stage, under: process)
            report(attempt.run, attempt.stage, .started(attempt, process))
        } catch {
            leases.giveUp(attempt)
            // What made no trace is begun anew; nothing of it ran.
            if let lack = LackOfRoom(error), workbench.discard(attempt) {
                return postpone(.start(starting, stage), lack)
            }
            report(attempt.run, attempt.stage, .notStarted("\(error)"))
        }
    }

    /// Looks for an attempt that an earlier engine, or a screen, started.
    private func find(_ attempt: AttemptID) {
        guard let found = look(for: attempt) else { return }
        report(attempt.run, attempt.stage, found)
    }

    /// What has become of an attempt; nil where that cannot be known yet, and is reported later.
    func look(for attempt: AttemptID) -> StageReport? {
        switch executor.find(attempt, folder: workbench.folder(of: attempt)) {
        case .running(let process): .started(attempt, process)
        case .ended(let exit): .exited(attempt, exit)
        case .neverStarted: .neverStarted(attempt)
        case .lost: .lost(attempt)
        // The executor goes on looking.
        case .unknown: nil
        }
    }

    private func take(
        _ effect: Effect,
        _ run: RunID,
        _ stage: StageName,
        _ body: () throws -> [FileFact]
    ) {
        do {
            report(run, stage, .saved(try body()))
        } catch {
            // Hours of work are done; they are not given up for want of a little room.
            if let lack = LackOfRoom(error) { return postpone(effect, lack) }
            report(run, stage, .notSaved("\(error)"))
        }
    }
}
