package import Domain

/// The cursor of the overview.
package struct OverviewModel: Sendable {
    /// What the cursor can stand on.
    package enum Row: Hashable, Sendable {
        /// Something that waits for a person.
        case waiting(PipelineName, StageName?)
        case pipeline(PipelineName)
        /// A request to move an alias.
        case request(PromotionID)

        package var pipeline: PipelineName? {
            switch self {
            case .waiting(let name, _), .pipeline(let name): name
            case .request: nil
            }
        }

        package var stage: StageName? {
            switch self {
            case .waiting(_, let stage): stage
            case .pipeline, .request: nil
            }
        }
    }

    /// Where the person put it; without a choice it stands on what is most urgent.
    package var cursor: Row?

    package init() {}
}
