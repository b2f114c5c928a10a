/// Runs and controls as the journal's events alone make them.
package struct Rebuild: Sendable {
    package private(set) var position = Position.start
    package private(set) var runs: [RunID: Run] = [:]
    package private(set) var controls: [PipelineName: PipelineControl] = [:]
    package private(set) var tracking = TrackingState()
    package private(set) var registry = RegistryState()
    package private(set) var promotions = PromotionState()

    package init() {}

    /// Goes on by the next entry.
    package mutating func apply(_ entry: JournalEntry) {
        position = entry.position
        if case .runOpened(let opened) = entry.event {
            runs[opened.run] = Run(opened: opened, by: entry.actor, at: entry.at)
        } else if let id = entry.event.run {
            runs[id]?.apply(entry.event, by: entry.actor, at: entry.at)
        }
        if case .tracking(let event) = entry.event { tracking.apply(event, at: entry.at) }
        if case .registry(let event) = entry.event {
            registry.apply(event, by: entry.actor, at: entry.at)
        }
        if case .promotion(let event) = entry.event {
            promotions.apply(event, by: entry.actor, at: entry.at)
        }
        if let name = entry.event.pipeline {
            controls[name, default: PipelineControl(name: name)]
                .apply(entry.event, by: entry.actor)
        }
    }

    /// A pipeline's newest run.
    package func newest(of pipeline: PipelineName) -> Run? {
        controls[pipeline].flatMap { runs[RunID(pipeline, $0.lastRun)] }
    }
}
