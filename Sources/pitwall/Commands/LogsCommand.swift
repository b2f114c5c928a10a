import ArgumentParser
import Domain
import Engine
import Glibc
import Logs
import Terminal

/// `pitwall logs`: what a stage printed, of its newest attempt or another one.
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Print the log of a stage's newest attempt; -f follows it."
    )

    @OptionGroup var target: ProjectOptions
    @OptionGroup var choice: StageArguments

    @Flag(name: .shortAndLong, help: "Go on with what is written, until the attempt ends.")
    var follow = false

    @Option(name: .customLong("run"), help: "The run's number; the newest with this stage without.")
    var runNumber: Int?

    @Option(name: .long, help: "The attempt's number; the last without.")
    var attempt: Int?

    @Flag(name: .long, help: "Print the bytes as they are, escape sequences included.")
    var raw = false

    @Argument(help: "The stage.")
    var stage: String

    func run() throws {
        let session = try ProjectSession(target)
        let pipeline = try session.pipeline(choice.pipeline, holding: [stage])
        let name = try session.stage(stage, of: pipeline)
        let id = try newest(of: name, in: pipeline, session)
        let printer = LogPrinter(session: session, attempt: id, isRaw: raw)
        try printer.print(following: follow)
    }

    private func newest(
        of stage: StageName,
        in pipeline: PipelineSnapshot,
        _ session: ProjectSession
    ) throws -> AttemptID {
        let runs = try session.reading.runs(of: pipeline.name, limit: 200)
        for snapshot in runs where runNumber == nil || snapshot.run.id.number == runNumber {
            guard let last = snapshot.run.stage(stage)?.attempts.last?.number else { continue }
            let number = attempt ?? last
            guard (1...last).contains(number) else {
                throw Refusal(
                    .badInput,
                    "'\(stage)' has attempts 1 to \(last) in run \(snapshot.run.id)."
                )
            }
            return AttemptID(snapshot.run.id, stage, number)
        }
        guard let runNumber else {
            throw Refusal(.notReady, "'\(stage)' has not run yet, so it has no log.")
        }
        let run = RunID(pipeline.name, runNumber)
        guard runs.contains(where: { $0.run.id == run }) else {
            throw Refusal(.unknownRun, "There is no run \(run) among the newest \(runs.count).")
        }
        throw Refusal(.notReady, "'\(stage)' did not run in \(run), so it has no log there.")
    }
}

/// Copies a log to standard output.
struct LogPrinter {
    private static let blockSize = 1 << 16
    private static let linesAtOnce = 1_000

    let session: ProjectSession
    let attempt: AttemptID
    /// The bytes as they are, instead of folded lines without escape sequences.
    let isRaw: Bool

    func print(following: Bool) throws {
        let descriptors = try session.reading.log(of: attempt)
        guard let log = descriptors.log else { return }
        let file = LogFile(descriptor: dup(log), timesDescriptor: descriptors.times)
        defer { close(log) }
        var offset = 0
        // Of a log that another user's engine gave us nothing but the engine can tell.
        let growths =
            session.owner == nil ? nil : try session.growths(of: session.startEngine())
        var watch = GrowthWatch(path: session.local.logPath(of: attempt), growths: growths)
        while following, try isRunning() {
            offset = copy(log, file, from: offset, isComplete: false)
            watch.wait()
        }
        _ = copy(log, file, from: offset, isComplete: true)
        let lost = file.droppedBytes
        guard lost > 0 else { return }
        Output.errorLine("\(ByteText.of(lost)) of output could not be written here.")
    }

    private func isRunning() throws -> Bool {
        guard let run = try session.reading.run(attempt.run)?.run,
            let stage = run.stage(attempt.stage), stage.attempts.last?.number == attempt.number
        else { return false }
        return stage.isActive && stage.attempts.last?.report == nil
    }

    /// Prints what came since; gives where to go on.
    private func copy(
        _ log: Int32,
        _ file: LogFile,
        from start: Int,
        isComplete: Bool
    ) -> Int {
        isRaw ? copyBytes(log, from: start) : copyLines(file, from: start, isComplete: isComplete)
    }

    private func copyBytes(_ log: Int32, from start: Int) -> Int {
        var offset = start
        var buffer = [UInt8](repeating: 0, count: Self.blockSize)
        while true {
            let count = pread(log, &buffer, buffer.count, off_t(offset))
            guard count > 0 else { return offset }
            offset += count
            Output.write(bytes: buffer[..<count])
        }
    }

    /// Prints lines with their redraws folded; one that still grows waits for its end.
    private func copyLines(_ file: LogFile, from start: Int, isComplete: Bool) -> Int {
        _ = file.growth()
        var offset = start
        while true {
            let lines = file.lines(from: offset, count: Self.linesAtOnce, .forward)
            guard let last = lines.last else { return offset }
            for line in lines where isComplete || line.isComplete { print(line) }
            if !isComplete, !last.isComplete { return last.offset }
            guard last.end > offset else { return offset }
            offset = last.end
        }
    }

    private func print(_ line: LogLine) {
        switch line.kind {
        case .text:
            Output.write(PlainText.of(line.bytes) + (line.continues ? "" : "\n"), to: 1)
        case .gap(let gap):
            Output.write(gap.notice + "\n", to: 1)
        }
    }
}
