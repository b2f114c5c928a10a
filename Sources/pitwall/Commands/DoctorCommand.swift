import ArgumentParser
import Domain
import Engine
import Foundation
import Glibc
import Link

/// `pitwall doctor`: whether everything is there that Pitwall needs; changes nothing by itself.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check the project and this machine, with a remedy for what is wrong.",
        discussion: """
            Nothing is changed without --repair. The exit code is 1 when something is wrong.
            """
    )

    @Flag(
        name: .long,
        help: "Write a damaged journal anew from what can be read; the old one is kept."
    )
    var repair = false

    @OptionGroup var target: ProjectOptions
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let isWell: Bool
        let checks: [Checkup.Item]
    }

    func run() throws {
        let session = try ProjectSession(target, mayBeClosed: true)
        if repair { try mend(session) }
        let machine = MachineCheckup(
            environment: ProcessInfo.processInfo.environment,
            isTerminal: isatty(1) == 1,
            runsStages: session.owner == nil
        )
        let project = checkup(session)
        let all = Checkup(
            items: [Checkup.Item("version", .well, "Pitwall \(Version.text)")]
                + project.items + machine.items()
        )
        if output.json {
            try Output.json(Report(isWell: all.isWell, checks: all.items))
        } else {
            print(all)
        }
        if !all.isWell { throw ExitCode(ExitCodes.failed) }
    }

    private func checkup(_ session: ProjectSession) -> Checkup {
        guard let owner = session.owner else { return session.local.checkup() }
        var project: ProjectSnapshot?
        if case .elsewhere = session.engineHolder.host {
            // Where it ends just now, what is said of the engine tells why nothing is known.
            project = try? session.reading.project()
        }
        return session.local.guestCheckup(
            of: owner,
            engine: engine(of: owner, session),
            project: project
        )
    }

    /// The engine that reads for a guest.
    private func engine(of owner: String, _ session: ProjectSession) -> Checkup.Item {
        guard case .elsewhere(let engine) = session.engineHolder.host else {
            let remedy = "\(owner) starts one with 'pitwall', or 'pitwall engine'."
            return .init("engine", .note, "none of \(owner)'s can be used", remedy: remedy)
        }
        let words = "of \(owner), process \(engine.pid), reads and acts for \(session.user)"
        return .init("engine", .well, words)
    }

    /// Says what became of the journal, on the error output beside `--json`.
    private func mend(_ session: ProjectSession) throws {
        if let owner = session.owner {
            throw Refusal(.badInput, "The journal is \(owner)'s, who alone can have it repaired.")
        }
        func say(_ text: String) {
            if output.json { Output.errorLine(text) } else { Output.line(text) }
        }
        guard let outcome = try session.local.repairJournal(at: SystemClock().now) else {
            return say("The journal is sound; nothing was done.")
        }
        switch outcome {
        case .rewritten(let position, let copy):
            say(
                "The journal was written anew with its first \(position) entries. "
                    + "As it was it lies at '\(copy)'."
            )
        case .begunAnew(let attempts):
            say(
                "The next run begins a new journal. What earlier runs left lies at '\(attempts)'."
            )
        }
    }

    private func print(_ checkup: Checkup) {
        let width = checkup.items.map(\.name.count).max() ?? 0
        for item in checkup.items {
            let name = item.name.padding(toLength: width, withPad: " ", startingAt: 0)
            Output.line("\(item.state.glyph) \(name)  \(item.text)")
            guard let remedy = item.remedy else { continue }
            Output.line(String(repeating: " ", count: width + 4) + remedy)
        }
        let wrong = checkup.items.count { $0.state == .wrong }
        switch wrong {
        case 0: Output.line("All is well.")
        case 1: Output.line("1 thing is wrong.")
        default: Output.line("\(wrong) things are wrong.")
        }
    }
}

extension Checkup.State {
    /// The glyph of the status that says the same.
    fileprivate var glyph: Unicode.Scalar {
        switch self {
        case .well: Status.done.glyph
        case .note: Status.alert.glyph
        case .wrong: Status.failed.glyph
        }
    }
}

/// What of this machine, its terminal and its programs Pitwall works with.
struct MachineCheckup {
    /// Fewer watches than this and a log may be followed by looking twice a second.
    private static let fewWatches = 128

    let environment: [String: String]
    let isTerminal: Bool
    /// Stages run as whoever asks, so that what they need has to be found here.
    let runsStages: Bool

    func items() -> [Checkup.Item] {
        [terminal(), colors(), locale()] + (runsStages ? programs() : [])
            + [watches()].compactMap(\.self)
    }

    private func programs() -> [Checkup.Item] {
        [
            program("python3", "Install it where stages are Python scripts."),
            program("git", "Without it outputs are not kept out of commits."),
            program("dvc", nil),
        ]
    }

    // MARK: - Terminal

    private func terminal() -> Checkup.Item {
        guard isTerminal else {
            return .init("terminal", .note, "the output is no terminal; the dashboard needs one")
        }
        switch environment["TERM"] ?? "" {
        case "", "dumb", "unknown":
            return .init(
                "terminal",
                .wrong,
                "TERM says nothing of what it can do",
                remedy: "Set TERM, for example: export TERM=xterm-256color"
            )
        case let name: return .init("terminal", .well, name)
        }
    }

    private func colors() -> Checkup.Item {
        if let off = environment["NO_COLOR"], !off.isEmpty {
            return .init("colors", .well, "off, by NO_COLOR")
        }
        switch environment["COLORTERM"] ?? "" {
        case "truecolor", "24bit": return .init("colors", .well, "all 16 million")
        default:
            let isWide = environment["TERM"]?.contains("256color") ?? false
            let remedy = "Where the terminal has all colors: export COLORTERM=truecolor"
            return .init(
                "colors",
                .well,
                isWide ? "256" : "as many as the terminal says",
                remedy: isTerminal ? remedy : nil
            )
        }
    }

    private func locale() -> Checkup.Item {
        let names = ["LC_ALL", "LC_CTYPE", "LANG"]
        let name = names.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
        let charset = name.uppercased().replacingOccurrences(of: "-", with: "")
        guard !charset.hasSuffix("UTF8") else { return .init("locale", .well, name) }
        return .init(
            "locale",
            .note,
            "\(name), which is not UTF-8",
            remedy: "For all glyphs: export LC_ALL=C.UTF-8"
        )
    }

    // MARK: - Programs and the kernel

    /// A program of the `PATH`; one that nothing needs has no remedy.
    private func program(_ name: String, _ remedy: String?) -> Checkup.Item {
        let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let found = folders.map { $0 + "/" + name }.first { path in
            var status = stat()
            return access(path, X_OK) == 0 && stat(path, &status) == 0
                && status.st_mode & S_IFMT == S_IFREG
        }
        if let found { return .init(name, .well, found) }
        guard let remedy else { return .init(name, .well, "not in the PATH, and not needed") }
        return .init(name, .note, "not in the PATH", remedy: remedy)
    }

    private func watches() -> Checkup.Item? {
        func limit(_ name: String) -> Int? {
            let file = open("/proc/sys/fs/inotify/\(name)", O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return nil }
            defer { close(file) }
            var bytes = [UInt8](repeating: 0, count: 32)
            let count = read(file, &bytes, bytes.count)
            let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
            return Int(String(decoding: digits, as: UTF8.self))
        }
        guard let watches = limit("max_user_watches"), let instances = limit("max_user_instances")
        else { return nil }
        let text = "\(instances) watchers of \(watches) files each user"
        guard min(watches, instances) < Self.fewWatches else {
            return .init("file watches", .well, text)
        }
        return .init(
            "file watches",
            .note,
            text + ", which is few",
            remedy: "Raise fs.inotify.max_user_watches and max_user_instances with sysctl."
        )
    }
}
