import Dashboard
import Domain
import Foundation
import Glibc
import Terminal

/// The log screen over real files: every reading it asks for is answered at once.
final class LogTrial {
    var model: Model
    /// Everything that was asked for besides logs.
    private(set) var others: [Request] = []
    /// Queries for logs are kept instead of answered.
    var isSlow = false
    private(set) var kept: [LogQuery] = []

    private let folder: String
    private let readings: LogReadings
    private let later: Mailbox<Message>

    init(
        _ width: Int = 80,
        _ height: Int = 24,
        glyphs: GlyphSet = .unicode,
        second outcome: ExitStatus? = nil
    ) throws {
        var template = Array("/tmp/pitwall-screen-XXXXXX".utf8CString)
        folder = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap(mkdtemp).map { String(cString: $0) } ?? "/tmp"
        }
        let later = try Mailbox<Message>(capacity: 10_000)
        self.later = later
        readings = LogReadings(reading: FolderReading(folder: folder)) { query, answer in
            later.post(.answered(.log(query, answer)))
        }
        model = PenguinProject.model(width, height, glyphs: glyphs, second: outcome)
    }

    deinit {
        for number in 1...2 {
            for name in ["log", "times"] { unlink("\(folder)/\(name)\(number)") }
        }
        rmdir(folder)
    }

    // MARK: - Files

    func write(_ text: some Sequence<UInt8>, attempt number: Int = 2) {
        put(Array(text), in: "log\(number)", O_TRUNC)
    }

    func write(_ text: String, attempt number: Int = 2) { write(text.utf8, attempt: number) }

    func append(_ text: String, attempt number: Int = 2) {
        put(Array(text.utf8), in: "log\(number)", O_APPEND)
        send(.logGrew(AttemptID(PenguinProject.run, "train", number)))
    }

    /// Says when lines were printed: a moment, and the offset from which on.
    func times(
        gap: Range<Int> = 0..<0,
        lost: Int = 0,
        _ records: [(date: Date, offset: Int)]
    ) {
        var bytes = Array("PWTIMES1".utf8)
        for number in [gap.lowerBound, gap.upperBound, lost] { bytes += Self.little(number) }
        bytes += [UInt8](repeating: 0, count: 64 - bytes.count)
        for record in records {
            bytes += Self.little(Int(record.date.timeIntervalSince1970 * 1_000_000))
            bytes += Self.little(record.offset)
        }
        put(bytes, in: "times2", O_TRUNC)
    }

    private static func little(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: Int64(number).littleEndian) { Array($0) }
    }

    private func put(_ bytes: [UInt8], in name: String, _ flags: CInt) {
        let descriptor = Glibc.open("\(folder)/\(name)", O_WRONLY | O_CREAT | flags, 0o600)
        _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
    }

    // MARK: - The screen

    @discardableResult
    func open(attempt number: Int = 2) -> LogTrial {
        carryOut(LogScreen.open(AttemptID(PenguinProject.run, "train", number), in: &model))
        return self
    }

    func press(_ keys: Key...) {
        for key in keys { send(.key(key)) }
    }

    func type(_ text: String) {
        for scalar in text.unicodeScalars { send(.key(Key(scalar))) }
    }

    func send(_ message: Message) {
        carryOut(Dashboard.update(&model, message))
    }

    /// Waits for an answer that comes by itself, until `isThere` says so.
    func wait(until isThere: (Model) -> Bool) -> Bool {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isThere(model) {
            let messages = later.wait(until: deadline)
            if messages.isEmpty { return false }
            for message in messages { send(message) }
        }
        return true
    }

    /// Answers what was kept.
    func answerKept() {
        isSlow = false
        let queries = kept
        kept = []
        carryOut(queries.map { .read(.log($0)) })
    }

    private func carryOut(_ requests: [Request]) {
        for request in requests {
            guard case .read(.log(let query)) = request else {
                others.append(request)
                continue
            }
            guard !isSlow else {
                kept.append(query)
                continue
            }
            guard let answer = try? readings.answer(query) else { continue }
            send(.answered(.log(query, answer)))
        }
    }

    /// The screen below tabs and breadcrumb, without the hints.
    var canvas: Canvas {
        let size = Size(width: model.size.width, height: model.size.height - 3)
        var canvas = Canvas(size: size, glyphs: model.glyphs)
        canvas.clear()
        LogScreen.draw(model, on: &canvas)
        return canvas
    }

    var rows: [String] {
        canvas.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    var log: LogModel? { model.log }
    var notice: String? { model.notice?.text.string }
}

/// Opens logs in one folder.
private struct FolderReading: Reading {
    let folder: String

    func project() throws -> ProjectSnapshot { PenguinProject.snapshot() }

    func plan(
        of pipeline: PipelineName,
        selection: Selection,
        options: StartOptions
    ) throws -> Plan {
        Plan(pipeline: pipeline, stages: [])
    }

    func runs(of pipeline: PipelineName, limit: Int) throws -> [RunSnapshot] { [] }
    func run(_ id: RunID) throws -> RunSnapshot? { nil }
    func activity(_ query: ActivityQuery) throws -> [JournalEntry] { [] }
    func metrics(of pipeline: PipelineName) throws -> [MetricFile] { [] }
    func plots(of pipeline: PipelineName) throws -> [Plot] { [] }
    func pipelines() throws -> [PipelineSnapshot] { [] }
    func artifacts(of pipeline: PipelineName) throws -> [Artifact] { [] }
    func trackedFiles() throws -> [ProjectPath] { [] }
    func changes(of sources: [ProjectPath]) throws -> [SourceChange] { [] }

    func tracking(_ query: TrackingQuery) throws -> TrackingAnswer { .runs([]) }
    func registry(_ query: RegistryQuery) throws -> [RegisteredModel] { [] }
    func promotions() throws -> [Promotion] { [] }

    func log(of attempt: AttemptID) throws -> LogDescriptors {
        let log = open("\(folder)/log\(attempt.number)", O_RDONLY)
        let times = open("\(folder)/times\(attempt.number)", O_RDONLY)
        return LogDescriptors(log: log >= 0 ? log : nil, times: times >= 0 ? times : nil)
    }
}
