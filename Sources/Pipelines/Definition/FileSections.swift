package import Domain

/// What a `dvc.yaml` says beside its stages.
package struct FileSections: Hashable, Sendable {
    /// Files with parameters, seen from the project's root, in the order written.
    package var parameters: [ProjectPath] = []
    /// Files with metrics, seen from the project's root, in the order written.
    package var metrics: [ProjectPath] = []
    package var plots: [PlotDefinition] = []
    package var artifacts: [ArtifactDefinition] = []

    package init() {}
}
