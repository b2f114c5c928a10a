import Dashboard
import Domain
import Engine
import Foundation
import Link

extension ProjectSession {
    /// What the dashboard is connected to.
    func doors() -> Doors {
        let reading = reading
        let holder = engineHolder
        let root = root
        return Doors(
            reading: reading,
            open: { try ProjectEngine.open(reading) },
            engine: { try holder.open(reading) },
            enginePlace: {
                switch holder.host {
                case nil: .unknown
                case .here: .here
                case .elsewhere(let engine): engine.isHeadless ? .headless : .otherScreen
                }
            },
            standIn: standIn(),
            edit: { path, line, run in
                try FileEditing(root: root, describe: reading.describeEdit)
                    .edit(path, line: line, run: run)
            },
            shell: { try reading.shell($0, $1) },
            logPath: { reading.logPath(of: $0) },
            journalPath: reading.journalPath,
            now: { SystemClock().now }
        )
    }

    /// The line for a status bar: `⚑2 ●67%`.
    func statusLine(_ snapshot: ProjectSnapshot) throws -> String {
        var parts: [String] = []
        for pipeline in snapshot.pipelines {
            guard let run = pipeline.newestRun?.run, run.end == nil else { continue }
            let failed = run.stages.count(where: \.isFailed)
            if failed > 0 { parts.append("\(Status.failed.glyph)\(failed)") }
            if let stage = run.stages.first(where: { $0.status == .running }) {
                let progress = try reading.progress(of: run, stage)
                let percent = progress.map { "\(Int($0 * 100))%" } ?? stage.stage.short
                parts.append("\(Status.running.glyph)\(percent)")
            } else if failed == 0, !run.isActive {
                parts.append("\(Status.yourStep.glyph)\(run.nextSteps.first?.short ?? "")")
            }
        }
        return parts.isEmpty ? "\(Status.done.glyph)" : parts.joined(separator: " ")
    }
}
