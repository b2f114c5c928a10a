import Synchronization

/// A project as it stood at an earlier position of its journal.
///
/// It begins before the first event and goes forward by the entries it is given. Pipelines are
/// those of today; a run is shown with the definition it had. Of files nothing is known in the
/// past: there are no plans, metrics, plots and artifacts, and logs are there as a whole.
package final class PastReading: Reading {
    private struct State {
        var position = Position.start
        var newest: [PipelineName: RunSnapshot] = [:]
        var controls: [PipelineName: PipelineControl]
    }

    private let base: any Reading
    private let state: Mutex<State>

    /// The past of what `base` reads.
    package init(of base: any Reading) throws {
        self.base = base
        let names = try base.pipelines().map(\.name)
        state = Mutex(
            State(
                controls: Dictionary(
                    names.map { ($0, PipelineControl(name: $0)) },
                    uniquingKeysWith: { first, _ in first }
                )
            )
        )
    }

    /// Goes on by the next entry of the journal.
    package func advance(by entry: JournalEntry) {
        state.withLock { state in
            state.position = entry.position
            for name in state.controls.keys {
                state.controls[name]?.apply(entry.event, by: entry.actor)
            }
            if case .runOpened(let opened) = entry.event {
                let run = Run(opened: opened, by: entry.actor, at: entry.at)
                state.newest[opened.run.pipeline] = RunSnapshot(
                    run: run,
                    position: entry.position,
                    usual: [:],
                    recent: [:]
                )
            } else if let id = entry.event.changedRun,
                let before = state.newest.removeValue(forKey: id.pipeline)
            {
                // Taken out of the table, so that the change copies nothing.
                state.newest[id.pipeline] = before.applying(entry)
            }
        }
    }

    package func project() throws -> ProjectSnapshot {
        let today = try base.project()
        return state.withLock { state in
            ProjectSnapshot(
                position: state.position,
                name: today.name,
                root: today.root,
                pipelines: today.pipelines.map { pipeline in
                    let newest = state.newest[pipeline.name]
                    return PipelineSnapshot(
                        name: pipeline.name,
                        file: pipeline.file,
                        definition: newest?.run.definition ?? pipeline.definition,
                        mistakes: newest == nil ? pipeline.mistakes : [],
                        newestRun: newest,
                        breakpoints: state.controls[pipeline.name]?.breakpoints ?? [],
                        dataChangedAt: nil,
                        modelMadeAt: nil,
                        undo: nil
                    )
                },
                mistakes: [],
                isUnopened: false,
                found: today.found
            )
        }
    }

    package func pipelines() throws -> [PipelineSnapshot] { try base.pipelines() }

    package func plan(
        of pipeline: PipelineName,
        selection: Selection,
        options: StartOptions
    ) throws -> Plan {
        throw Refusal(
            .readOnly,
            "A replay looks at no files; 'w' says why a stage ran."
        )
    }

    package func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] {
        guard let newest = state.withLock({ $0.newest[pipeline] }) else { return [] }
        // Those before it were over when it was opened.
        let earlier = try base.runs(of: pipeline, limit: limit)
            .filter { $0.run.id.number < newest.run.id.number }
        return [newest] + earlier.prefix(limit - 1)
    }

    package func run(_ id: RunID) throws -> RunSnapshot? {
        guard let newest = state.withLock({ $0.newest[id.pipeline] }),
            id.number <= newest.run.id.number
        else { return nil }
        return newest.run.id == id ? newest : try base.run(id)
    }

    package func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
        let next = Position(state.withLock { $0.position.number } + 1)
        var query = query
        query.before = query.before.map { min($0, next) } ?? next
        return try base.activity(query)
    }

    package func metrics(of pipeline: PipelineName) throws -> [MetricFile] { [] }

    package func plots(of pipeline: PipelineName) throws -> [Plot] { [] }

    package func artifacts(of pipeline: PipelineName) throws -> [Artifact] { [] }

    package func trackedFiles() throws -> [ProjectPath] { [] }

    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] { [] }

    package func log(of attempt: AttemptID) throws -> LogDescriptors {
        try base.log(of: attempt)
    }
}

extension Event {
    /// The run, opened before, that this event changes.
    fileprivate var changedRun: RunID? {
        if case .runEnded(let run, _) = self { return run }
        return touchedStages?.run
    }
}

extension RunSnapshot {
    fileprivate consuming func applying(_ entry: JournalEntry) -> RunSnapshot {
        var run = run
        run.apply(entry.event, by: entry.actor, at: entry.at)
        return RunSnapshot(run: run, position: entry.position, usual: [:], recent: [:])
    }
}

extension Reading {
    /// The journal's entries after a position, oldest first.
    ///
    /// Fewer than `limit` come also where some are of a kind that is not known; the end is where
    /// the newest position is reached.
    package func entries(after position: Position, limit: Int) throws -> [JournalEntry] {
        let end = Position(position.number + Int64(limit) + 1)
        return try activity(ActivityQuery(before: end, after: position, limit: limit)).reversed()
    }
}
