import Domain
import Foundation
import Pipelines

/// Outputs that an attempt left without being taken, so that they do not pass for work by hand.
struct Leftovers {
    /// Earlier runs that are searched for a stage's last attempt.
    static let runLimit = 3

    /// Files of one output that are looked at; a larger one counts as work by hand.
    private static let fileLimit = 200_000

    /// Nanoseconds by which what the attempt wrote may seem younger than its end.
    ///
    /// The end is kept in microseconds; file times come from a clock that lags behind, never ahead.
    private static let slack: Int64 = 1_000_000

    let root: String
    let folder: PrivateFolder
    let inspector: StageInspector

    /// The outputs of a stage as its last attempt left them; what was touched since is left out.
    func facts(of stage: StageDefinition, runs: [Run]) throws -> [FileFact] {
        guard let end = lastEnd(of: stage.name, runs) else { return [] }
        let untouched = stage.outputs.filter { output in
            let path = root + "/" + stage.resolve(output.path).text
            let look = FolderLook(path, limit: Self.fileLimit)
            guard let changedAt = look.changedAt, !look.isCutShort else { return false }
            return changedAt <= end + Self.slack
        }
        guard !untouched.isEmpty else { return [] }
        return try inspector.outputs(of: stage).filter { fact in
            fact.hash != nil
                && untouched.contains { $0.path.utf8.elementsEqual(fact.path.utf8) }
        }
    }

    /// The same for all stages of a pipeline.
    func facts(
        of pipeline: PipelineDefinition,
        runs: [Run]
    ) throws -> [StageName: [FileFact]] {
        var found: [StageName: [FileFact]] = [:]
        for stage in pipeline.stages {
            let facts = try facts(of: stage.definition, runs: runs)
            if !facts.isEmpty { found[stage.name] = facts }
        }
        return found
    }

    /// When the stage's last attempt that ran ended, where its outputs were not taken.
    private func lastEnd(of name: StageName, _ runs: [Run]) -> Int64? {
        for run in runs {
            guard let stage = run.stage(name) else { continue }
            for attempt in stage.attempts.reversed() {
                let isLast = attempt.number == stage.attempts.last?.number
                if isLast, stage.phase == .ended(.done) { return nil }
                if let report = attempt.report {
                    return Int64(report.endedAt.timeIntervalSince1970 * 1e9)
                }
                // Its watcher is gone without a word; it lived at least until its log's last line.
                let log = folder.folder(of: AttemptID(run.id, name, attempt.number)) + "/log"
                if let status = Disk.status(of: log) { return status.st_mtim.nanoseconds }
            }
        }
        return nil
    }
}
