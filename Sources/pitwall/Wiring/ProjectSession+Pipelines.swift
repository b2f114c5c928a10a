import Domain
import Engine

extension ProjectSession {
    /// The pipeline of that name, or all of them without one.
    ///
    /// Where there is none that is said, unless it shall be silent.
    func pipelines(named name: String?, isSilent: Bool) throws -> [PipelineSnapshot] {
        if let name { return [try pipeline(name, holding: [])] }
        let snapshot = try reading.project()
        guard snapshot.mistakes.isEmpty else {
            throw Refusal(.badInput, snapshot.mistakes.joined(separator: "\n"))
        }
        if snapshot.pipelines.isEmpty, !isSilent { Output.line(EmptyProject.text(snapshot)) }
        return snapshot.pipelines
    }
}
