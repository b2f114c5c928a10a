import ArgumentParser
import Dashboard
import Domain
import Engine
import Foundation
import Glibc
import Pipelines
import Terminal

/// How a dashboard looks.
struct LookOptions: ParsableArguments {
    @Flag(name: .long, help: "Show ASCII only.")
    var ascii = false

    @Option(name: .long, help: "A theme's name or file.")
    var theme: String?

    @Option(name: .long, help: "truecolor, 256, 16 or mono.")
    var color: String?

    /// The options as if none was given.
    static var plain: LookOptions {
        var options = LookOptions()
        options.ascii = false
        options.theme = nil
        options.color = nil
        return options
    }
}

/// `pitwall` itself: the dashboard.
struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        abstract: "Open the dashboard; the same as 'pitwall' without a command."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var look: LookOptions

    @Flag(name: .long, help: "Only look: every action that changes something is off.")
    var readOnly = false

    @Flag(name: .long, help: "Print the screen once as plain lines, and end.")
    var once = false

    func run() throws {
        let session = try ProjectSession(target)
        if once { return try OnceScreen.print(session, ScreenSettings.read(look)) }
        try Self.open(session, look, isReadOnly: readOnly)
    }

    /// Shows the dashboard of a project until the person quits.
    static func open(
        _ session: ProjectSession,
        _ look: LookOptions,
        isReadOnly: Bool = false,
        playing replay: Replay? = nil
    ) throws {
        let settings = try ScreenSettings.read(look)
        let driver: Driver
        do throws(TerminalError) {
            driver = try Driver.open(settings.driver)
        } catch {
            Output.errorLine("\(error.description) 'pitwall --once' prints the screen as text.")
            throw ExitCode(ExitCodes.wrongInput)
        }
        driver.theme = settings.theme
        defer { driver.close() }
        let loop = try DashboardLoop(
            driver: driver,
            doors: replay.map { session.doors(playing: $0) } ?? session.doors(),
            settings: settings.model(
                user: session.user,
                owner: session.owner,
                isReadOnly: isReadOnly,
                isReplay: replay != nil
            )
        )
        loop.run()
        driver.close()
        if let replay { return replay.end() }
        var trouble: String?
        if loop.shallDetach {
            do { try session.detach("the dashboard was closed") } catch { trouble = "\(error)" }
        } else {
            session.stopEngine("the dashboard was closed")
        }
        // What goes on at another user's is no matter of this one's coming and going.
        if session.owner == nil { try Farewell.print(session) }
        if let trouble { Output.errorLine(trouble) }
    }
}

/// What is said on the shell's screen after the dashboard closed.
enum Farewell {
    static func print(_ session: ProjectSession) throws {
        let end =
            EngineLock.isHeld(folder: session.local.privateFolder)
            ? "the next 'pitwall' here comes back to it."
            : "the next 'pitwall' here takes it up again."
        for pipeline in try session.reading.project().pipelines {
            guard let run = pipeline.newestRun?.run, run.isActive else { continue }
            let stages = run.stages.filter { $0.status == .running }.map { "'\($0.stage.short)'" }
            guard !stages.isEmpty else { continue }
            Output.line(
                "\(stages.joined(separator: ", ")) of run \(run.id) goes on; " + end
            )
        }
    }
}
