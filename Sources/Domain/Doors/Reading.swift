/// The way out: typed readings of the project and its journal.
///
/// Every call may take milliseconds and touch disks; none belongs on the screen's thread. None
/// writes or starts anything.
package protocol Reading: Sendable {
    /// The project with its pipelines and their newest runs.
    func project() throws -> ProjectSnapshot

    /// The pipelines as their files define them, without their runs.
    func pipelines() throws -> [PipelineSnapshot]

    /// What would run in a pipeline, and why, by content.
    func plan(
        of pipeline: PipelineName,
        selection: Selection,
        options: StartOptions
    ) throws -> Plan

    /// Numbers of a pipeline's runs, newest first.
    func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot]

    func run(_ id: RunID) throws -> RunSnapshot?

    /// Entries of the journal, newest first.
    func activity(_ query: ActivityQuery) throws -> [JournalEntry]

    /// The metrics files of a pipeline's stages as they lie in the project, in its order.
    func metrics(of pipeline: PipelineName) throws -> [MetricFile]

    /// The plots of a pipeline, read from their files as they lie in the project.
    func plots(of pipeline: PipelineName) throws -> [Plot]

    /// The artifacts that a pipeline declares.
    func artifacts(of pipeline: PipelineName) throws -> [Artifact]

    /// The `.dvc` files of the project, as seen from its root.
    func trackedFiles() throws -> [ProjectPath]

    /// What of the data that `.dvc` files track is not as they say.
    func changes(of sources: [ProjectPath]) throws -> [SourceChange]

    func log(of attempt: AttemptID) throws -> LogDescriptors

    /// Experiments, tracked runs and their metrics; the typed forms are below.
    func tracking(_ query: TrackingQuery) throws -> TrackingAnswer

    /// Registered models with their versions; the typed forms stand beside the query.
    func registry(_ query: RegistryQuery) throws -> [RegisteredModel]

    /// Requests to move aliases and what became of them, oldest first.
    func promotions() throws -> [Promotion]
}
