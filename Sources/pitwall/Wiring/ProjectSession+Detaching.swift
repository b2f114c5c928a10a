import Domain
import Engine
import Foundation
import Link

extension ProjectSession {
    /// Ends the engine of this process and lets one without a screen go on with what is under way.
    ///
    /// Returns once that one is ready. Fails where it could not start; stages that run go on also
    /// then, and what is queued waits for the next engine.
    func detach(_ reason: String) throws {
        // That of another process goes on anyway.
        guard engineHolder.host == .here else { return stopEngine(reason) }
        let successor = try? successor()
        // Other screens leave the lock to it.
        stopEngine(reason, hasSuccessor: successor != nil)
        guard successor?.ready() != nil else {
            throw Refusal(
                .worldFailed,
                "No engine without a screen could be started; see '\(log)'."
            )
        }
    }

    /// What keeps the engine going while this process is stopped: one without a screen takes it.
    func standIn() -> @Sendable (_ isBusy: Bool) -> Void {
        let (holder, launch, log) = (engineHolder, launch, log)
        return { isBusy in
            holder.handOver(isBusy: isBusy, "its screen was suspended") {
                guard let successor = try? DetachedEngine(launch, log: log) else { return }
                // Somebody has to hear that it is ready, or its word would have no reader.
                let thread = Thread { _ = successor.ready() }
                thread.start()
            }
        }
    }

    private var log: String { local.privateFolder + "/engine.log" }

    private func successor() throws -> DetachedEngine { try DetachedEngine(launch, log: log) }

    private var launch: ForegroundLaunch {
        let variables = ProcessInfo.processInfo.environment
        return ForegroundLaunch(
            program: ProgramFiles.executable,
            arguments: ["engine", "--detached", "--project", root],
            environment: variables.sorted { $0.key < $1.key }
                .map { EnvironmentEntry(name: $0.key, value: $0.value) },
            folder: root
        )
    }
}
