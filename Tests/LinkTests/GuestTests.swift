import Domain
import Foundation
import Glibc
import Link
import Synchronization
import Testing

/// Clients of an engine that runs as another user.
@Suite("Guests of an engine", .timeLimit(.minutes(5)))
struct GuestTests {
    private static let attempt = AttemptID(LinkRig.run, "train", 1)

    private func rig(_ reading: TestReading = TestReading()) throws -> LinkRig {
        try LinkRig(answersAtOnce: true, owner: geteuid() + 1, reading: reading)
    }

    private func door(to rig: LinkRig) throws -> SharedDoor {
        let folder = rig.folder
        return try SharedDoor(
            EngineWays(
                start: nil,
                attach: { ended throws(LinkFailure) in
                    try LinkDoor(folder: folder, version: "1.0", ended: ended)
                },
                absence: Refusal(.notReady, "Nobody is there."),
                position: { .start }
            )
        )
    }

    private func reading(by door: SharedDoor) -> LinkReading {
        LinkReading(
            door,
            without: TestReading.Seen(reading: TestReading(name: "bare"), by: .engine)
        )
    }

    private func reading(of rig: LinkRig) throws -> LinkReading {
        reading(by: try door(to: rig))
    }

    @Test("read by it, each as its own user")
    func project() throws {
        let rig = try rig()
        defer { rig.finish() }
        let reading = try reading(of: rig)
        let project = try reading.project()
        #expect(project.root == "/of user \(geteuid())")
        #expect(project.position == Position(5))
        #expect(try reading.trackedFiles() == ["data.dvc"])
        #expect(
            try reading.plan(of: "study", selection: .all, options: StartOptions()).stages == []
        )
        let failure = #expect(throws: Refusal.self) { try reading.metrics(of: "study") }
        #expect(failure?.code == .unknownPipeline)
    }

    @Test("read a long journal in pages", arguments: [0, 1, 999, 1_000, 1_001, 2_500, 9_000])
    func pages(limit: Int) throws {
        let entries = (1...2_500).reversed().map { number in
            JournalEntry(
                position: Position(Int64(number)),
                at: Date(timeIntervalSince1970: Double(number)),
                actor: .engine,
                event: .commented(LinkRig.run, nil, "\(number)")
            )
        }
        let rig = try rig(TestReading(entries: entries))
        defer { rig.finish() }
        let read = try reading(of: rig).activity(ActivityQuery(limit: limit))
        #expect(read == Array(entries.prefix(limit)))
    }

    @Test("get numbers that JSON does not have")
    func numbers() throws {
        let points = [
            PlotPoint(x: .infinity, y: 1), PlotPoint(x: -.infinity, y: 0.1),
            PlotPoint(x: 1e300, y: .nan),
        ]
        let series = PlotSeries(
            label: "loss",
            file: "loss.csv",
            field: "loss",
            points: points,
            rowCount: 3
        )
        let plot = Plot(
            name: "loss",
            title: "loss",
            stage: "train",
            files: ["loss.csv"],
            content: .lines([series])
        )
        let rig = try rig(TestReading(plots: [plot]))
        defer { rig.finish() }
        let plots = try reading(of: rig).plots(of: "study")
        guard case .lines(let lines) = plots.first?.content, let read = lines.first?.points else {
            Issue.record("\(plots)")
            return
        }
        #expect(read.map(\.x) == points.map(\.x))
        #expect(read[0].y == 1 && read[1].y == 0.1 && read[2].y.isNaN)
    }

    @Test("get logs as descriptors that only read, and hear that they grow")
    func logs() throws {
        var template = Array("/tmp/pitwall-log-XXXXXX".utf8CString)
        let file = mkstemp(&template)
        try #require(file >= 0)
        let path = String(decoding: template.map(UInt8.init(bitPattern:)).dropLast(), as: UTF8.self)
        defer {
            close(file)
            unlink(path)
        }
        write(file, "first\n", 6)
        let rig = try rig(TestReading(log: path))
        defer { rig.finish() }
        let door = try door(to: rig)
        let heard = try Mailbox<Growth>(capacity: 1_000)
        door.follow { heard.post($0) }
        let descriptors = try reading(by: door).log(of: Self.attempt)
        let log = try #require(descriptors.log)
        defer { close(log) }
        #expect(descriptors.times == nil)
        #expect(fcntl(log, F_GETFL) & O_ACCMODE == O_RDONLY)
        #expect(fcntl(log, F_GETFD) & FD_CLOEXEC != 0)
        var bytes = [UInt8](repeating: 0, count: 32)
        #expect(pread(log, &bytes, 32, 0) == 6)
        write(file, "second\n", 7)
        var logs: [AttemptID] = []
        while logs.isEmpty {
            let growths = heard.wait(until: .now + .seconds(20))
            try #require(!growths.isEmpty)
            #expect(growths.allSatisfy { $0.isOfLogs || $0.logs.isEmpty })
            logs = growths.flatMap(\.logs)
        }
        #expect(logs == [Self.attempt])
        #expect(pread(log, &bytes, 32, 0) == 13)
    }

    @Test("leave no descriptor of a log behind, however many they open")
    func descriptors() throws {
        var template = Array("/tmp/pitwall-no-log-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let odd = String(decoding: template.map(UInt8.init(bitPattern:)).dropLast(), as: UTF8.self)
        defer { rmdir(odd) }
        let rig = try rig(TestReading(log: odd))
        defer { rig.finish() }
        let reading = try reading(of: rig)
        func count() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
                .count { name in
                    let path = "/proc/self/fd/\(name)"
                    return (try? FileManager.default.destinationOfSymbolicLink(atPath: path))
                        == odd
                }
        }
        let before = try count()
        for _ in 1...30 {
            // No regular file: it is refused here, and closed.
            #expect(throws: Refusal.self) { try reading.log(of: Self.attempt) }
        }
        #expect(try count() <= before + 2)
    }

    @Test(
        "may not do what runs or writes as the engine's user",
        arguments: [
            Command.recordEdit(
                "study",
                FileEdit(path: "train.py", before: "evil", after: "good", changes: [])
            ),
            .leaseEnded(attempt),
        ]
    )
    func ownersOnly(command: Command) throws {
        let rig = try rig()
        defer { rig.finish() }
        let client = try rig.client()
        #expect(try PendingAnswer(client, command).refusal()?.code == .readOnly)
        #expect(rig.engine.asked.take().isEmpty)
        let lease = #expect(throws: Refusal.self) { try client.lease(Self.attempt) }
        #expect(lease?.code == .readOnly)
        let box = try Mailbox<Refusal?>(capacity: 1)
        client.end { box.post($0) }
        let refusal = try #require(box.wait(until: .now + .seconds(20)).first)
        #expect(refusal?.text.contains("user \(geteuid() + 1)") == true)
    }

    @Test("are named by the kernel, whatever they say")
    func names() throws {
        let rig = try rig()
        defer { rig.finish() }
        let client = try rig.client()
        _ = try PendingAnswer(client, LinkRig.comment("by me")).get()
        #expect(rig.engine.commands(1).first?.actor == .person("user \(geteuid())"))
    }

    @Test("are listened to at a measured pace, and hold up nobody")
    func pace() throws {
        var pace = GuestPace()
        let now = ContinuousClock.now
        for _ in 1...40 {
            #expect(pace.wait(of: 7, at: now) == nil)
            pace.add(LinkLimits.commandCost, of: 7, at: now)
        }
        pace.add(LinkLimits.commandCost, of: 7, at: now)
        let wait = try #require(pace.wait(of: 7, at: now))
        #expect(wait - now == LinkLimits.commandCost)
        #expect(pace.wait(of: 8, at: now) == nil)
        #expect(pace.wait(of: 7, at: wait) == nil)
        #expect(GuestPace.cost(ofReading: .seconds(1_000)) == LinkLimits.longestCost)
        #expect(GuestPace.cost(ofReading: .milliseconds(2)) == .milliseconds(9))
        #expect(GuestPace.cost(ofCommand: 4_096) == .milliseconds(1_100))
    }

    @Test("that take nothing get one reading at a time, and no more is kept for them")
    func deaf() throws {
        let reading = TestReading(name: String(repeating: "n", count: 1 << 20))
        let rig = try rig(reading)
        defer { rig.finish() }
        let deaf = try rig.rawClient()
        for number in 1...20 {
            deaf.send(#"{"read":{"number":\#(number),"query":{"project":{}}}}"# + "\n")
        }
        let good = try self.reading(of: rig)
        for _ in 1...5 { #expect(try good.project().position == Position(5)) }
        #expect(reading.reads.withLock(\.self) <= 8, "Two for the deaf one at the most.")
        var answers = 0
        while answers < 20, let line = deaf.line() {
            if line.hasPrefix(#"{"reading""#) { answers += 1 }
        }
        #expect(answers == 20)
    }

    @Test("with a long reading under way still see how things stand")
    func lanes() throws {
        let slow = TestReading(waits: true)
        let rig = try rig(slow)
        defer { rig.finish() }
        let client = try rig.rawClient()
        client.send(
            #"{"read":{"number":1,"query":{"plan":{"_0":"study","_1":{"all":{}},"_2":"#
                + #"{"force":false,"mayLose":false,"keepGoing":false,"isStep":false}}}}}"# + "\n"
        )
        client.send(#"{"read":{"number":2,"query":{"trackedFiles":{}}}}"# + "\n")
        var line = client.line()
        while line?.hasPrefix(#"{"reading""#) == false { line = client.line() }
        #expect(line?.contains("data.dvc") == true, "\(line ?? "")")
        slow.open()
        #expect(client.line()?.contains(#""plan""#) == true)
    }

    @Test("send no long messages")
    func long() throws {
        let rig = try rig()
        defer { rig.finish() }
        let client = try rig.rawClient()
        client.send(String(repeating: "x", count: LinkLimits.guestFrame + 1))
        #expect(client.lines().last?.contains("more than \(LinkLimits.guestFrame) bytes") == true)
    }

    @Test("leave room for the engine's own user")
    func crowd() throws {
        let rig = try rig()
        defer { rig.finish() }
        let clients = try (1...LinkLimits.guestsOfOne).map { _ in try rig.client() }
        let failure = #expect(throws: LinkFailure.self) { try rig.client() }
        guard case .refused(let refusal) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(refusal.text.contains("of user \(geteuid()) use the engine"))
        #expect(clients.count == LinkLimits.guestsOfOne)
    }

    @Test("see what lies there without an engine, and go over to one when it comes")
    func absence() throws {
        let rig = try LinkRig(answersAtOnce: true, listens: false, owner: geteuid() + 1)
        defer { rig.finish() }
        let door = try door(to: rig)
        #expect(door.isAbsent)
        let reading = reading(by: door)
        // Nothing is read in the folder's files either.
        let failure = #expect(throws: Refusal.self) { try reading.project() }
        #expect(failure?.text == "Nobody is there.")
        #expect(try reading.trackedFiles() == ["data.dvc"])
        #expect(try PendingAnswer(door, .undo("study")).refusal()?.text == "Nobody is there.")
        let heard = try Mailbox<Growth>(capacity: 100)
        door.follow { heard.post($0) }
        try rig.listen()
        #expect(!heard.wait(until: .now + .seconds(20)).isEmpty)
        #expect(try reading.project().name == "study")
        #expect(!door.isAbsent)
    }

    @Test("of a group find a socket that is theirs, too", .enabled(if: geteuid() == 0))
    func group() throws {
        let rig = try LinkRig(listens: false)
        defer { rig.finish() }
        try rig.listen(group: 4_242)
        var status = stat()
        #expect(stat(rig.socket, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o660 && status.st_gid == 4_242)
    }
}
