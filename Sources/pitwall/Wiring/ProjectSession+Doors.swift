import Dashboard
import Domain
import Engine
import Foundation
import Link

extension ProjectSession {
    /// What the dashboard is connected to.
    func doors() -> Doors {
        let (local, owner) = (local, owner)
        let holder = engineHolder
        let root = root
        return Doors(
            reading: reading,
            open: { try ProjectEngine.open(local) },
            engine: { try holder.open(local) },
            enginePlace: {
                switch (holder.host, owner) {
                case (nil, let owner?): holder.isAbsent ? .absent(of: owner) : .unknown
                case (.elsewhere, let owner?): .foreign(of: owner)
                case (nil, nil): .unknown
                case (.here, _): .here
                case (.elsewhere(let engine), nil): engine.isHeadless ? .headless : .otherScreen
                }
            },
            standIn: standIn(),
            edit: { path, line, run in
                try FileEditing(root: root, describe: local.describeEdit)
                    .edit(path, line: line, run: run)
            },
            shell: { try local.shell($0, $1) },
            logPath: { local.logPath(of: $0) },
            journalPath: local.journalPath,
            enginePath: local.enginePath,
            now: { SystemClock().now }
        )
    }

    /// What a dashboard is connected to that shows the past.
    func doors(playing replay: Replay) -> Doors {
        let today = doors()
        return Doors(
            reading: replay.past,
            open: {},
            engine: { replay },
            enginePlace: { .unknown },
            standIn: { _ in },
            edit: today.edit,
            shell: today.shell,
            logPath: today.logPath,
            journalPath: today.journalPath,
            enginePath: today.enginePath,
            now: { replay.now },
            player: replay
        )
    }

    /// The line for a status bar: `⚑2 ●67%`.
    func statusLine(_ snapshot: ProjectSnapshot) throws -> String {
        var parts = snapshot.trouble.map { ["\(Status.failed.glyph)\($0.mark)"] } ?? []
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
