import ArgumentParser
import Domain
import Engine
import Foundation
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
            return service.run(endsIdle: false)
        }
        guard let service = try EngineService.successor(session.local) else {
            return Output.line("elsewhere")
        }
        Output.line("ready")
        service.run(endsIdle: true)
    }

    private func end(_ session: ProjectSession) throws {
        let door: LinkDoor
        do throws(LinkFailure) {
            door = try LinkDoor(folder: session.local.privateFolder, version: Version.text)
        } catch {
            switch error {
            case .nobody: return Output.line("No engine of '\(session.root)' runs.")
            case .closed:
                throw session.local.absence
                    ?? Refusal(.worldFailed, "The engine's socket is closed to you.")
            case .refused(let refusal): throw refusal
            }
        }
        let box = try Mailbox<Refusal?>(capacity: 1)
        door.end { box.post($0) }
        if let refusal = box.wait(until: nil).first ?? nil { throw refusal }
        Output.line("The engine (process \(door.engine.pid)) ends; stages that run go on.")
    }
}
