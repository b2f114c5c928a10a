import Domain
import Engine
import Foundation
import Glibc
import Testing

/// A real project in a temporary folder, with a real engine when one is started.
final class ProjectRig {
    let root: String
    let reading: ProjectReading
    private(set) var engine: Engine?

    static let me = Actor.person(OSUser.name)
    static let path = "/usr/local/bin:/usr/bin:/bin"

    /// Writes files and opens the folder as a project.
    init(
        _ files: [String: String],
        environment: [String: String] = ["PATH": ProjectRig.path]
    ) throws {
        var template = Array("/tmp/pitwall-project-XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        // The reading resolves links on the way to the folder.
        let resolved = try #require(realpath(made, nil))
        defer { free(resolved) }
        root = String(cString: resolved)
        for (name, text) in files { try Self.write(text, to: root + "/" + name) }
        reading = try ProjectReading(
            folder: root,
            environment: environment.map { EnvironmentEntry(name: $0.key, value: $0.value) }
        )
    }

    deinit {
        engine?.stop(reason: "test")
        try? FileManager.default.removeItem(atPath: root)  // A leftover harms nobody.
    }

    // MARK: - Files

    private static func write(_ text: String, to path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    func write(_ name: String, _ text: String) throws {
        try Self.write(text, to: root + "/" + name)
    }

    func text(_ name: String) throws -> String {
        try String(contentsOfFile: root + "/" + name, encoding: .utf8)
    }

    func exists(_ name: String) -> Bool { access(root + "/" + name, F_OK) == 0 }

    func mode(_ name: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(root + "/" + name, &status) == 0)
        return status.st_mode & 0o777
    }

    /// When anything about a file changed last.
    func changedAt(_ name: String) throws -> Date {
        var status = stat()
        try #require(lstat(root + "/" + name, &status) == 0)
        let time = status.st_ctim
        return Date(timeIntervalSince1970: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
    }

    /// A pipe by name: a stage that reads it waits until ``open(gate:)``.
    func makeGate(_ name: String) throws {
        try #require(mkfifo(root + "/" + name, 0o600) == 0)
    }

    /// Lets whoever reads the gate go on; waits until somebody does.
    func open(gate name: String) throws {
        let file = Glibc.open(root + "/" + name, O_WRONLY | O_CLOEXEC)
        try #require(file >= 0)
        close(file)
    }

    func log(_ attempt: AttemptID) throws -> String {
        try String(contentsOfFile: reading.logPath(of: attempt), encoding: .utf8)
    }

    /// Waits, by the kernel's word, until an attempt has left its report.
    func waitForReport(of attempt: AttemptID) throws {
        let folder = (reading.logPath(of: attempt) as NSString).deletingLastPathComponent
        let watch = inotify_init1(Int32(IN_CLOEXEC))
        try #require(watch >= 0)
        defer { close(watch) }
        try #require(inotify_add_watch(watch, folder, UInt32(IN_MOVED_TO)) >= 0)
        while access(folder + "/status", F_OK) != 0 {
            var entry = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
            try #require(poll(&entry, 1, 20_000) == 1, "No report within 20 s.")
            var buffer = [UInt8](repeating: 0, count: 4_096)
            try #require(read(watch, &buffer, buffer.count) > 0)
        }
    }

    // MARK: - Engine

    @discardableResult
    func start() throws -> Engine {
        let started = try ProjectEngine.start(reading, version: "0.0.0")
        engine = started
        return started
    }

    /// Ends the engine and waits until its last effect let go of the project.
    func stop() throws {
        engine?.stop(reason: "test")
        engine = nil
        let lock = Glibc.open(root + "/.pitwall/engine.lock", O_RDWR | O_CLOEXEC)
        try #require(lock >= 0)
        defer { close(lock) }
        // A lock of the open file, as the engine's is: F_OFD_SETLKW waits for it.
        var request = flock()
        request.l_type = Int16(F_WRLCK)
        request.l_whence = Int16(SEEK_SET)
        try #require(fcntl(lock, 38, &request) == 0)
    }

    /// Sends a command as the person who runs the tests.
    @discardableResult
    func ask(_ command: Command) throws -> Reply {
        try #require(engine).ask(command, by: Self.me)
    }

    /// Waits until a run satisfies a condition, and gives it.
    @discardableResult
    func wait(
        _ number: Int = 1,
        of pipeline: PipelineName = "study",
        for condition: (Run) -> Bool
    ) throws -> Run {
        let box = try Mailbox<Bool>(capacity: 10_000)
        try #require(engine).follow { _ in box.post(true) }
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            let run = try reading.run(RunID(pipeline, number))?.run
            if let run, condition(run) { return run }
            try #require(
                !box.wait(until: deadline).isEmpty,
                "The journal stopped growing at \(run?.stages.map(\.phase) ?? [])."
            )
        }
    }

    /// Starts stages and waits until nothing of the run is under way.
    @discardableResult
    func run(
        _ selection: Selection = .all,
        _ options: StartOptions = StartOptions(),
        in pipeline: PipelineName = "study"
    ) throws -> Run {
        let id = try #require(try ask(.start(pipeline, selection, options)).run)
        return try wait(id.number, of: pipeline) { !$0.isActive }
    }

    func plan(_ selection: Selection = .all, force: Bool = false) throws -> Plan {
        try reading.plan(of: "study", selection: selection, options: StartOptions(force: force))
    }

    func pipeline() throws -> PipelineSnapshot {
        try #require(try reading.project().pipelines.first)
    }
}

extension ProjectRig {
    /// Three stages in a row: numbers in, sorted by a parameter's order, counted.
    static let study = [
        "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n",
        "params.yaml": "order: up\nunused: 1\n",
        "data.txt": "3\n1\n2\n",
        "dvc.yaml": """
        stages:
          load:
            cmd: grep -v '^#' data.txt > loaded.txt
            deps: [data.txt]
            outs: [loaded.txt]
          order:
            cmd: if grep -q 'order:.*up' params.yaml; then sort loaded.txt; else sort -r loaded.txt; fi > ordered.txt
            deps: [loaded.txt]
            params: [order]
            outs: [ordered.txt]
          count:
            cmd: wc -l < ordered.txt > model.txt
            deps: [ordered.txt]
            outs: [model.txt]

        """,
    ]

    /// One stage with this command, which writes `out.txt`.
    static func single(_ command: String, _ extra: String = "") -> [String: String] {
        [
            "pitwall.yaml": "pipelines: {study: {definition: dvc.yaml}}\n\(extra)",
            "dvc.yaml": "stages:\n  work:\n    cmd: \(command)\n    outs: [out.txt]\n",
        ]
    }
}
