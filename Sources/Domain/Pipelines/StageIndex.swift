/// Where the stages of a pipeline stand, so that finding one does not take a walk.
///
/// It follows from the stages alone and is neither compared nor stored.
package struct StageIndex: Sendable {
    private let positions: [StageName: Int]
    /// The stages' names, by their positions.
    package let names: [StageName]
    /// For every stage, by its position, the positions of its direct predecessors.
    package let predecessors: [[Int]]

    init(_ stages: [GraphStage]) {
        let positions = Dictionary(
            stages.enumerated().map { ($1.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        self.positions = positions
        names = stages.map(\.name)
        predecessors = stages.map { stage in stage.upstream.compactMap { positions[$0] } }
    }

    /// The position of a stage in its pipeline; nil where it is none of it.
    package func position(of name: StageName) -> Int? { positions[name] }
}
