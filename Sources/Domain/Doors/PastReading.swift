import Synchronization

/// A project as it stood at an earlier position of its journal.
///
/// It begins before the first event and shows what it is told to. Pipelines are
/// those of today; a run is shown with the definition it had, and the registry with the models it
/// had. Of files nothing is known in the
/// past: there are no plans, metrics, plots and artifacts, and logs are there as a whole.
package final class PastReading: Reading {
    private let base: any Reading
    private let state = Mutex(Rebuild())

    /// The past of what `base` reads.
    package init(of base: any Reading) {
        self.base = base
    }

    /// Shows how things stood at a position.
    package func show(_ rebuild: Rebuild) {
        state.withLock { $0 = rebuild }
    }

    package func project() throws -> ProjectSnapshot {
        let today = try base.project()
        return state.withLock { state in
            ProjectSnapshot(
                position: state.position,
                name: today.name,
                root: today.root,
                pipelines: today.pipelines.map { pipeline in
                    let newest = state.newest(of: pipeline.name)
                    return PipelineSnapshot(
                        name: pipeline.name,
                        file: pipeline.file,
                        definition: newest?.definition ?? pipeline.definition,
                        mistakes: newest == nil ? pipeline.mistakes : [],
                        newestRun: newest.map { $0.snapshot(at: state.position) },
                        breakpoints: state.controls[pipeline.name]?.breakpoints ?? [],
                        dataChangedAt: nil,
                        modelMadeAt: nil,
                        undo: nil
                    )
                },
                mistakes: [],
                isUnopened: false,
                found: today.found,
                requests: state.promotions.open
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
        state.withLock { state in
            let last = state.newest(of: pipeline)?.id.number ?? 0
            return stride(from: last, to: max(0, last - limit), by: -1).compactMap { number in
                state.runs[RunID(pipeline, number)]?.snapshot(at: state.position)
            }
        }
    }

    package func run(_ id: RunID) throws -> RunSnapshot? {
        state.withLock { $0.runs[id]?.snapshot(at: $0.position) }
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

    package func tracking(_ query: TrackingQuery) throws -> TrackingAnswer {
        try base.tracking(query)
    }

    package func promotions() throws -> [Promotion] {
        state.withLock { $0.promotions.promotions.values.sorted { $0.id < $1.id } }
    }

    package func registry(_ query: RegistryQuery) throws -> [RegisteredModel] {
        let models = state.withLock { $0.registry.list }
        switch query {
        case .models: return models
        case .model(let name): return models.filter { $0.name == name }
        case .matchingModels, .matchingVersions:
            // Only clients of today's server ask so.
            throw Refusal(.readOnly, "The past is not searched; ask for all models or for one.")
        }
    }
}

extension Run {
    fileprivate func snapshot(at position: Position) -> RunSnapshot {
        RunSnapshot(run: self, position: position, usual: [:], recent: [:])
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
