import Domain
import Foundation
import Terminal

extension DashboardLoop {
    func carryOut(_ requests: [Request]) {
        for request in requests { carryOut(request) }
    }

    private func carryOut(_ request: Request) {
        switch request {
        case .send(let command): engine.send(command, by: model.settings.actor)
        case .read(let query): reader(for: query).ask(query)
        case .edit(let pipeline, let path, let line): edit(pipeline, path, line)
        case .shell(let pipeline, let stage): openShell(pipeline, stage)
        case .lease(let attempt): takeLease(attempt)
        case .copy(let text): copy(text)
        case .play(let command): doors.player?.take(command)
        case .setMouse(let isOn): driver.useMouse(isOn)
        case .repaint: driver.repaint()
        case .suspend:
            if !suspend() {
                handle(.notice(Notice(.information, "There is no shell to return to.")))
            }
        case .openProject: openProject()
        case .quit: hasQuit = true
        case .detach:
            hasQuit = true
            shallDetach = true
        }
    }

    private func reader(for query: Query) -> ReadingThread {
        switch query {
        case .tail, .log: logReader
        case .plots, .tracking, .registry, .trackedRuns, .lineage: plotReader
        case .project, .plan, .activity, .runs, .history: reader
        }
    }

    private func openProject() {
        do {
            try doors.open()
            engine.start()
            carryOut([.read(.project)])
        } catch {
            handle(.notice(Notice(.mistake, SafeText(untrusted: "\(error)"))))
        }
    }

    private func copy(_ text: String) {
        switch driver.copy(text) {
        case .sent(let bytes):
            // The screen may have said more exactly what it copied.
            guard model.notice?.kind != .success else { return }
            let words = SafeText(untrusted: "\(bytes) bytes sent to the clipboard.")
            handle(.notice(Notice(.success, words)))
        case .tooLong:
            let words: SafeText = "That is more than terminals take; nothing was copied."
            handle(.notice(Notice(.mistake, words)))
        }
    }

    // MARK: - Programs in the foreground

    private func edit(_ pipeline: PipelineName, _ path: ProjectPath, _ line: Int?) {
        do {
            let edit = try doors.edit(path, line) { launch in
                _ = try runForeground(launch)
            }
            handle(.edited(EditOutcome(pipeline: pipeline, edit: edit, text: "Nothing changed.")))
        } catch {
            handle(.edited(EditOutcome(pipeline: pipeline, edit: nil, text: "\(error)")))
        }
    }

    private func openShell(_ pipeline: PipelineName, _ stage: StageName) {
        do {
            let end = try runForeground(try doors.shell(pipeline, stage))
            handle(.returned("The shell ended (\(end.words))."))
        } catch {
            handle(.notice(Notice(.mistake, SafeText(untrusted: "\(error)"))))
        }
    }

    /// Runs a stage that is leased to this screen; a launch that is not ready yet is tried again
    /// when the journal grows.
    private func takeLease(_ attempt: AttemptID) {
        guard let door = engine.door else { return }
        do throws(Refusal) {
            let launch = try door.lease(attempt)
            model.leases.insert(attempt)
            var words = ""
            do {
                words = try runForeground(launch).words
            } catch {
                words = "\(error)"
            }
            engine.send(.leaseEnded(attempt), by: model.settings.actor)
            handle(.returned("'\(attempt.stage.short)' ended (\(words))."))
        } catch {
            guard error.code != .notReady else { return }
            handle(.notice(Notice(.mistake, SafeText(untrusted: error.text))))
        }
    }

    private func runForeground(_ launch: ForegroundLaunch) throws -> ProgramEnd {
        var environment: [String: String] = [:]
        for entry in launch.environment { environment[entry.name] = entry.value }
        return try driver.runForeground(
            ForegroundProgram(
                launch.program,
                arguments: launch.arguments,
                environment: environment,
                folder: launch.folder
            )
        )
    }
}

extension ProgramEnd {
    /// The end in a word or two.
    fileprivate var words: String {
        switch self {
        case .exited(let code): "exit status \(code)"
        case .signalled(let signal): "signal \(signal)"
        case .lost: "ended"
        }
    }
}
