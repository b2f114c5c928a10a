package import Domain

/// A stage with the places of what it names.
package struct PlacedStage: Hashable, Sendable {
    /// A path of a stage: as written, seen from the project's root, and where it stands.
    package struct Path: Hashable, Sendable {
        package let text: String
        package let resolved: ProjectPath
        package let place: SourcePlace
    }

    package let definition: StageDefinition
    /// The file it is defined in.
    package let file: ProjectPath
    /// In the order of ``StageDefinition/dependencies``.
    package let dependencies: [Path]
    /// In the order of ``StageDefinition/parameters``.
    package let parameters: [Path]
    /// In the order of ``StageDefinition/outputs``.
    package let outputs: [Path]
    /// How its plots are drawn.
    package var plots: [PlotDefinition] = []

    package var name: StageName { definition.name }
}
