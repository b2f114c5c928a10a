package import Domain
import Pipelines

extension ProjectReading {
    package func metrics(of pipeline: PipelineName) throws -> [MetricFile] {
        let definition = try definition(of: pipeline, in: files.project())
        return MetricReader(root: root).files(of: definition)
    }
}
