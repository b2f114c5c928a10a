package import Domain

/// A project as its engine's user lets another one read it.
///
/// What is read is the same for both, but for what only its owner may know: the contents of edited
/// files, and logs that hold the key to something.
package struct GuestReading: Reading {
    private let reading: ProjectReading
    private let guest: Actor

    package init(_ reading: ProjectReading, for guest: Actor) {
        self.reading = reading
        self.guest = guest
    }

    package func project() throws -> ProjectSnapshot { try reading.project(for: guest) }

    package func pipelines() -> [PipelineSnapshot] { reading.pipelines() }

    package func plan(
        of pipeline: PipelineName,
        selection: Selection,
        options: StartOptions
    ) throws -> Plan {
        try reading.plan(of: pipeline, selection: selection, options: options)
    }

    package func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] {
        try reading.runs(of: pipeline, limit: limit)
    }

    package func run(_ id: RunID) throws -> RunSnapshot? { try reading.run(id) }

    package func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
        try reading.activity(query).map { entry in
            guard case .fileEdited(let pipeline, let edit) = entry.event else { return entry }
            let words = FileEdit(path: edit.path, before: "", after: "", changes: edit.changes)
            return JournalEntry(
                position: entry.position,
                at: entry.at,
                actor: entry.actor,
                event: .fileEdited(pipeline, words)
            )
        }
    }

    package func metrics(of pipeline: PipelineName) throws -> [MetricFile] {
        try reading.metrics(of: pipeline)
    }

    package func plots(of pipeline: PipelineName) throws -> [Plot] {
        try reading.plots(of: pipeline)
    }

    package func artifacts(of pipeline: PipelineName) throws -> [Artifact] {
        try reading.artifacts(of: pipeline)
    }

    package func trackedFiles() throws -> [ProjectPath] { try reading.trackedFiles() }

    package func changes(of sources: [ProjectPath]) throws -> [SourceChange] {
        let known = Set(try reading.trackedFiles())
        if let other = sources.first(where: { !known.contains($0) }) {
            throw Refusal(.unknownStage, "There is no file '\(other)' that tracks data.")
        }
        return try reading.changes(of: sources)
    }

    package func tracking(_ query: TrackingQuery) throws -> TrackingAnswer {
        try reading.tracking(query)
    }

    package func promotions() throws -> [Promotion] { try reading.promotions() }

    package func registry(_ query: RegistryQuery) throws -> [RegisteredModel] {
        try reading.registry(query)
    }

    package func log(of attempt: AttemptID) throws -> LogDescriptors {
        let definition = try reading.run(attempt.run)?.run.definition
        guard let stage = definition?.stage(attempt.stage)?.definition else {
            return LogDescriptors(log: nil, times: nil)
        }
        guard stage.settings.mode != .notebook else {
            throw Refusal(
                .readOnly,
                "The log of '\(attempt.stage)' holds the notebook's key, so only \(OSUser.name) "
                    + "reads it."
            )
        }
        return try reading.log(of: attempt)
    }
}
