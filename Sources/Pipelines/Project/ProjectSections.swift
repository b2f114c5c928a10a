package import Domain

/// What the definitions of a project say beside their stages.
package struct ProjectSections: Hashable, Sendable {
    private var files: [ProjectPath: FileSections] = [:]
    /// How the plots among a stage's outputs are drawn, by the stages that have any.
    private var plots: [StageName: [PlotDefinition]] = [:]

    init(_ scan: ProjectScan) {
        for definition in scan.definitions {
            guard case .success(let file) = definition.content else { continue }
            files[file.path] = file.sections
            for stage in file.stages where !stage.plots.isEmpty { plots[stage.name] = stage.plots }
        }
    }

    /// What belongs to a pipeline: what its own file says, then the plots of its stages.
    ///
    /// An output that a plot beside the stages draws is not drawn again, unless its stage says how.
    package func sections(of pipeline: PipelineDefinition) -> FileSections {
        var sections = files[pipeline.file] ?? FileSections()
        let drawn = Set(sections.plots.flatMap(\.y).map(\.path))
        for stage in pipeline.stages {
            for var plot in plots[stage.name] ?? [] {
                if plot.isBare, plot.y.allSatisfy({ drawn.contains($0.path) }) { continue }
                plot.stage = stage.name
                sections.plots.append(plot)
            }
        }
        return sections
    }
}
