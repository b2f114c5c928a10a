package import Domain
import Pipelines

extension ProjectReading {
    package func metrics(of pipeline: PipelineName) throws -> [MetricFile] {
        let project = files.project()
        let definition = try definition(of: pipeline, in: project)
        let beside = project.sections.sections(of: definition).metrics
        return MetricReader(root: root).files(of: definition, beside: beside)
    }
}
