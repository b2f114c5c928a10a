package import Domain
import Pipelines

extension ProjectReading {
    package func plots(of pipeline: PipelineName) throws -> [Plot] {
        let project = files.project()
        let definition = try definition(of: pipeline, in: project)
        let sections = project.sections.sections(of: definition)
        return PlotReader(root: root).plots(of: sections.plots)
    }
}
