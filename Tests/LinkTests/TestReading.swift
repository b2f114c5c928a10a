import Domain
import Glibc
import Synchronization

/// A project whose readings a test makes.
final class TestReading: Sendable {
    private let waits: Bool
    /// How often something was read.
    let reads = Mutex(0)
    /// Open while a test lets no reading end.
    private let gate = Mutex(false)
    let entries: [JournalEntry]
    /// The text of every log; nil where there is none.
    let log: String?
    /// The name of the project.
    let name: String
    let plots: [Plot]

    init(
        name: String = "study",
        entries: [JournalEntry] = [],
        log: String? = nil,
        plots: [Plot] = [],
        waits: Bool = false
    ) {
        self.name = name
        self.entries = entries
        self.log = log
        self.plots = plots
        self.waits = waits
    }

    /// Lets readings end.
    func open() { gate.withLock { $0 = true } }

    fileprivate func note() {
        reads.withLock { $0 += 1 }
        while waits, !gate.withLock(\.self) { _ = poll(nil, 0, 1) }
    }

    /// The readings as one client gets them.
    struct Seen: Reading {
        let reading: TestReading
        let actor: Actor

        init(reading: TestReading, by actor: Actor) {
            self.reading = reading
            self.actor = actor
        }

        func project() throws -> ProjectSnapshot {
            reading.note()
            return ProjectSnapshot(
                position: Position(5),
                name: reading.name,
                root: "/of \(actor)",
                pipelines: [],
                mistakes: [],
                isUnopened: false,
                found: FoundThings(rows: [], isForeign: false)
            )
        }

        func tracking(_ query: TrackingQuery) throws -> TrackingAnswer { .runs([]) }
        func registry(_ query: RegistryQuery) throws -> [RegisteredModel] { [] }
        func promotions() throws -> [Promotion] { [] }

        func pipelines() throws -> [PipelineSnapshot] { [] }

        func plan(
            of pipeline: PipelineName,
            selection: Selection,
            options: StartOptions
        ) throws -> Plan {
            reading.note()
            return Plan(pipeline: pipeline, stages: [])
        }

        func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] { [] }
        func run(_ id: RunID) throws -> RunSnapshot? { nil }

        func activity(_ query: ActivityQuery) throws -> [JournalEntry] {
            Array(
                reading.entries.filter { $0.position < query.before ?? Position(.max) }
                    .prefix(query.limit)
            )
        }

        func metrics(of pipeline: PipelineName) throws -> [MetricFile] {
            throw Refusal(.unknownPipeline, "There is no pipeline '\(pipeline)'.")
        }

        func plots(of pipeline: PipelineName) throws -> [Plot] { reading.plots }
        func artifacts(of pipeline: PipelineName) throws -> [Artifact] { [] }
        func trackedFiles() throws -> [ProjectPath] { ["data.dvc"] }
        func changes(of sources: [ProjectPath]) throws -> [SourceChange] { [] }

        func log(of attempt: AttemptID) throws -> LogDescriptors {
            guard let log = reading.log else { return LogDescriptors(log: nil, times: nil) }
            return LogDescriptors(log: Glibc.open(log, O_RDONLY), times: nil)
        }
    }
}
