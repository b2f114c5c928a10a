package import Domain

/// The cursor of the overview.
package struct OverviewModel: Sendable {
    /// The pipeline under the cursor, as the person chose it.
    package var cursor: PipelineName?

    package init() {}

    package func selectedPipeline(in project: ProjectSnapshot?) -> PipelineName? {
        guard let pipelines = project?.pipelines else { return nil }
        return pipelines.first { $0.name == cursor }?.name ?? pipelines.first?.name
    }
}
