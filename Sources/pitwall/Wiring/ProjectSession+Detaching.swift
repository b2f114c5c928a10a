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
        let variables = ProcessInfo.processInfo.environment
        let launch = ForegroundLaunch(
            program: ProgramFiles.executable,
            arguments: ["engine", "--detached", "--project", root],
            environment: variables.sorted { $0.key < $1.key }
                .map { EnvironmentEntry(name: $0.key, value: $0.value) },
            folder: root
        )
        let log = reading.privateFolder + "/engine.log"
        let successor = try? DetachedEngine(launch, log: log)
        // Other screens leave the lock to it.
        stopEngine(reason, hasSuccessor: successor != nil)
        guard successor?.ready() != nil else {
            throw Refusal(
                .worldFailed,
                "No engine without a screen could be started; see '\(log)'."
            )
        }
    }
}
