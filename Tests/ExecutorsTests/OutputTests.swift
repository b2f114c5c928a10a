import Domain
import Executors
import Foundation
import Glibc
import Testing

@Suite("Local executor: output", .timeLimit(.minutes(5)))
struct OutputTests {
    @Test("both outputs go to the log in their order, byte for byte")
    func order() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(#"printf 'a\0\377'; echo b >&2; printf c"#)
        _ = try await rig.run(launch)
        #expect(try rig.bytes("log") == [0x61, 0, 0xFF, 0x62, 0x0A, 0x63])
    }

    @Test("the index says when which byte was written")
    func times() async throws {
        let rig = try AttemptRig()
        let report = try await rig.run(rig.launch("echo one; sleep 0.3; echo two"))
        let times = try rig.bytes("times")
        #expect(Array(times[..<8]) == Array("PWTIMES1".utf8))
        #expect(times[8..<64].allSatisfy { $0 == 0 })
        #expect(times.count == 64 + 2 * 16)
        let numbers = stride(from: 64, to: times.count, by: 8).map { number(times, at: $0) }
        #expect([numbers[1], numbers[3]] == [0, 4])
        let written = [numbers[0], numbers[2]].map { Double($0) / 1_000_000 }
        #expect(written[0] >= report.startedAt.timeIntervalSince1970 - 0.001)
        #expect(written[1] - written[0] >= 0.25)
    }

    @Test("files are for their owner alone")
    func modes() async throws {
        let rig = try AttemptRig()
        _ = try await rig.run(rig.launch("true"))
        for name in ["", "/log", "/times", "/status", "/watcher"] {
            var info = stat()
            #expect(lstat(rig.folder() + name, &info) == 0)
            #expect(info.st_mode & 0o777 == (name.isEmpty ? 0o700 : 0o600))
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: rig.folder()).sorted()
        #expect(names == ["log", "status", "times", "watcher"])
    }

    @Test("a gigabyte without a line end neither hangs nor fills the disk")
    func gigabyteLine() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch(
            "head -c 1000000000 /dev/zero | tr '\\0' x; printf END",
            logCap: 1 << 20
        )
        let report = try await rig.run(launch)
        #expect(report.status == .exited(0))
        #expect(report.droppedBytes == 0)
        var info = stat()
        #expect(lstat(rig.folder() + "/log", &info) == 0)
        #expect(info.st_size == 1_000_000_003)
        #expect(info.st_blocks * 512 <= 1 << 20)
        try checkHole(rig, size: 1_000_000_003)
    }

    @Test("over the cap the head and the tail stay, at their offsets")
    func cap() async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("seq -f %07.0f 0 99999", logCap: 128 << 10)
        _ = try await rig.run(launch)
        let gap = try checkHole(rig, size: 800_000)
        let bytes = try rig.bytes("log")
        for line in [0, 1, gap.lowerBound / 8 - 1, gap.upperBound / 8 + 1, 99_999] {
            let text = String(decoding: bytes[(line * 8)..<(line * 8 + 7)], as: UTF8.self)
            #expect(Int(text) == line)
        }
        #expect(bytes[gap].allSatisfy { $0 == 0 })
    }

    @Test("output that was never too much has no hole", arguments: [65_535, 65_536])
    func underCap(size: Int) async throws {
        let rig = try AttemptRig()
        let launch = rig.launch("head -c \(size) /dev/zero | tr '\\0' x", logCap: 64 << 10)
        _ = try await rig.run(launch)
        #expect(try rig.bytes("log") == [UInt8](repeating: 0x78, count: size))
        #expect(try number(rig.bytes("times"), at: 16) == 0)
    }

    @Test("a descendant that keeps the output open does not keep the attempt")
    func openOutput() async throws {
        let rig = try AttemptRig()
        let up = try rig.makeFifo("up")
        let noise = "echo >\(up); while :; do echo noise; done"
        let launch = rig.launch("setsid sh -c '\(noise)' & echo $!; read line <\(up)")
        let report = try await rig.run(launch)
        let log = try rig.log()
        let pid = try #require(log.split(separator: "\n").compactMap { Int32($0) }.first)
        kill(pid, SIGKILL)
        #expect(report.status == .exited(0))
        #expect(report.escaped == ["sh"])
    }

    @Test("a command that closes its output goes on")
    func closedOutput() async throws {
        let rig = try AttemptRig()
        let report = try await rig.run(rig.launch("exec >&- 2>&-; sleep 0.1; exit 3"))
        #expect(report.status == .exited(3))
        #expect(report.userSeconds + report.systemSeconds < 0.1)
    }

    @Test("a full disk costs output, not the run", .enabled(if: SmallDisk.isPermitted))
    func fullDisk() async throws {
        let rig = try AttemptRig()
        let disk = try SmallDisk(at: rig.root + "/runs", kilobytes: 256)
        defer { disk.unmount() }
        let launch = rig.launch("head -c 1000000 /dev/zero; exit 4")
        let report = try await rig.run(launch)
        #expect(report.status == .exited(4))
        #expect(report.droppedBytes > 700_000)
        let kept = try Int64(rig.bytes("log").count)
        #expect(kept + report.droppedBytes == 1_000_000)
        #expect(try number(rig.bytes("times"), at: 24) == report.droppedBytes)
    }

    // MARK: - Helpers

    @discardableResult
    private func checkHole(_ rig: AttemptRig, size: Int) throws -> Range<Int> {
        let times = try rig.bytes("times")
        let gap = Int(number(times, at: 8))..<Int(number(times, at: 16))
        #expect(gap.lowerBound > 0 && gap.upperBound < size)
        #expect(gap.lowerBound % 4096 == 0 && gap.upperBound % 4096 == 0)
        return gap
    }

    private func number(_ bytes: [UInt8], at offset: Int) -> Int64 {
        bytes[offset..<(offset + 8)].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
}

/// A disk in memory that is soon full; only root can make one.
private struct SmallDisk {
    let path: String

    static let isPermitted: Bool = {
        guard geteuid() == 0, let rig = try? AttemptRig(),
            let disk = try? SmallDisk(at: rig.root + "/probe", kilobytes: 64)
        else { return false }
        disk.unmount()
        return true
    }()

    init(at path: String, kilobytes: Int) throws {
        self.path = path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let failed = mount("tmpfs", path, "tmpfs", 0, "size=\(kilobytes)k") != 0
        if failed { throw Trouble("no small disk") }
    }

    func unmount() {
        umount2(path, Int32(MNT_DETACH))
    }
}
