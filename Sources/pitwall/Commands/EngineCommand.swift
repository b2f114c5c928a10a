import ArgumentParser
import Domain
import Engine
import Foundation
import Glibc
import Link

/// `pitwall engine`: the project's engine without a screen.
struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine",
        abstract: "Run the project's engine without a screen, until it is told to end.",
        discussion: """
            Prints one line when it is ready, and what happens on the error output. SIGTERM and \
            SIGINT end it in order; stages that run go on. A closed terminal does not end it.

            Where it is killed while something is under way, a guard starts another one within \
            seconds, which does the rest and then ends by itself: this one is to be started again. \
            One that was told to end is followed by none.
            """
    )

    @OptionGroup var target: ProjectOptions

    @Flag(name: .long, help: "End the engine that runs without a screen; its stages go on.")
    var stop = false

    @Flag(name: .long, help: "Let it begin with the machine; says what is still to be done.")
    var install = false

    @Flag(
        name: .long,
        help: "Take this folder for a project though there is no pipeline in it yet."
    )
    var empty = false

    @Flag(name: .long, help: .hidden)
    var detached = false

    func validate() throws {
        if stop, install { throw ValidationError("--stop and --install: use one of them.") }
    }

    func run() throws {
        let session = try ProjectSession(target)
        if stop { return try end(session) }
        if empty { try ProjectEngine.open(session.local) }
        if install {
            try ProjectEngine.refuseEmpty(session.local)
            let installation = EngineInstallation(
                root: session.root,
                program: ProgramFiles.executable,
                variables: ProcessInfo.processInfo.environment
            )
            return Output.line(try installation.install())
        }
        guard detached else {
            let service = try EngineService(session.local)
            Output.line("The engine of '\(session.root)' is ready, \(EngineService.process).")
            return try service.run(endsIdle: false)
        }
        guard let service = try EngineService.successor(session.local) else {
            return Output.line("elsewhere")
        }
        Output.line("ready")
        try service.run(endsIdle: true)
    }

    /// How long the engine may take to make a socket anew that somebody removed.
    private static let patience = Duration.seconds(5)
    private static let pause: Int32 = 50

    /// A connection to the engine; nil where none runs.
    private func door(_ session: ProjectSession) throws -> LinkDoor? {
        let folder = session.local.privateFolder
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do throws(LinkFailure) {
                return try LinkDoor(folder: folder, version: Version.text)
            } catch {
                guard case .nobody = error else { throw error }
            }
            guard EngineLock.isHeld(folder: folder) else { return nil }
            guard deadline > .now else {
                let process = EngineLock.holder(folder: folder).map { "process \($0)" }
                throw Refusal(
                    .worldFailed,
                    "The engine (\(process ?? "of a process unknown")) does not answer. "
                        + "SIGTERM ends it in order."
                )
            }
            _ = poll(nil, 0, Self.pause)
        }
    }

    private func end(_ session: ProjectSession) throws {
        let found: LinkDoor?
        do {
            found = try door(session)
        } catch let error as LinkFailure {
            switch error {
            case .nobody: found = nil
            case .closed:
                throw session.local.absence
                    ?? Refusal(.worldFailed, "The engine's socket is closed to you.")
            case .refused(let refusal): throw refusal
            }
        }
        guard let door = found else {
            return Output.line("No engine of '\(session.root)' runs.")
        }
        let box = try Mailbox<Refusal?>(capacity: 1)
        door.end { box.post($0) }
        if let refusal = box.wait(until: nil).first ?? nil { throw refusal }
        Output.line("The engine (process \(door.engine.pid)) ends; stages that run go on.")
    }
}
