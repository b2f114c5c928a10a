import Domain
import Foundation
import Pipelines

/// How old a pipeline's data and model are.
struct PipelineAges {
    /// What they were looked up for.
    struct Key: Hashable {
        let definition: PipelineDefinition
        let position: Position?
    }

    /// A change of data by others shows after this time.
    private static let validFor = Duration.seconds(5)

    /// The newest change of a file that stages read and none makes.
    let dataChangedAt: Date?
    /// When the newest model was written.
    let modelMadeAt: Date?

    private let key: Key
    private let readAt: ContinuousClock.Instant

    init(_ key: Key, root: String) {
        self.key = key
        readAt = .now
        let newest = { (paths: [ProjectPath]) in
            paths.compactMap { FolderLook(Self.absolute($0, root)).modifiedAt }.max()
                .map { Date(timeIntervalSince1970: Double($0) / 1e9) }
        }
        dataChangedAt = newest(key.definition.sources)
        modelMadeAt = newest(Self.models(of: key.definition))
    }

    /// They need not be looked up again.
    func holds(for key: Key) -> Bool {
        self.key == key && ContinuousClock.now - readAt < Self.validFor
    }

    private static func absolute(_ path: ProjectPath, _ root: String) -> String {
        path.text.hasPrefix("/") ? path.text : root + "/" + path.text
    }

    /// Outputs that look like a model by their paths; where there are none, what the last stages
    /// make, apart from metrics and plots.
    private static func models(of definition: PipelineDefinition) -> [ProjectPath] {
        let named = outputs(of: definition.stages).filter { path in
            path.text.lowercased().contains("model")
        }
        guard named.isEmpty else { return named }
        let read = Set(definition.stages.flatMap(\.upstream))
        return outputs(of: definition.stages.filter { !read.contains($0.name) })
    }

    private static func outputs(of stages: [GraphStage]) -> [ProjectPath] {
        stages.map(\.definition).flatMap { stage in
            stage.outputs.filter { $0.kind == .plain && $0.isCached }
                .map { stage.resolve($0.path) }
        }
    }
}
