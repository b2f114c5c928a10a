import Foundation
import Glibc
import Pipelines
import Testing

/// What one process reads of files, and the next one need not read again.
@Suite("Reading again", .timeLimit(.minutes(5)))
struct ReadingAgainTests {
    private static let table = ".pitwall/stat-table"

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder(".pitwall")
        for number in 0..<30 { try folder.write("d/e\(number % 3)/n\(number)", "\(number)") }
        try folder.write("f", "f")
        try settle("f")
        for number in 0..<30 { try settle("d/e\(number % 3)/n\(number)") }
    }

    /// Waits, by the kernel's clock for files, until a change of a file would show in its times.
    private func settle(_ name: String) throws {
        let status = try #require(try FileStatus.of(folder[name]))
        var now = timespec()
        repeat {
            sched_yield()
            clock_gettime(CLOCK_REALTIME_COARSE, &now)
        } while Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
            <= max(status.modifiedAt, status.changedAt) + 25_000_000
    }

    private var reader: ContentReader { ContentReader(root: folder.raw) }

    /// Reads everything with a new reader, and gives how many files that took.
    private func read(writes: Bool = true) throws -> (contents: [String], count: Int) {
        let reader = reader
        let hashes = try ["d", "f"].map { name in
            let content = try #require(try reader.content(of: folder[name]))
            return "\(content.hash) \(content.size) \(content.fileCount ?? -1)"
        }
        if writes { try reader.writeDown() }
        return (hashes, reader.readCount)
    }

    @Test("files that did not change are not read by the next process")
    func again() throws {
        let first = try read()
        #expect(first.count == 31)
        let second = try read()
        #expect(second.count == 0)
        #expect(second.contents == first.contents)
    }

    @Test("nothing is written down where there is no private folder")
    func unopened() throws {
        try folder.remove(".pitwall")
        #expect(try read().count == 31)
        #expect(try !folder.exists(".pitwall"))
        #expect(try read().count == 31)
    }

    @Test(
        "what changed is read again and nothing else, and shows",
        arguments: [
            ("echo 1 > d/e0/n0", 1, true), ("echo new > d/e1/new", 1, true),
            ("rm d/e2/n2", 0, true), ("mv d/e2/n2 d/e1/moved", 1, true),
            ("printf 9 > x && touch -r d/e0/n0 x && mv x d/e0/n0", 1, true),
            ("touch d/e0/n0", 1, false), ("chmod 600 d/e0/n0", 1, false),
            ("mv d d2 && mkdir d && mv d2/* d", 0, false), ("mkdir d/empty", 0, false),
            ("ln -s e0 d/link", 0, false), ("ln -s e0/n0 d/link", 0, true),
            ("mv d/e0 d/e9", 0, true),
        ]
    )
    func changed(script: String, count: Int, shows: Bool) throws {
        let first = try read()
        try #require(try Shell.run(script, in: folder.path) == 0)
        let second = try read(writes: false)
        #expect(second.count <= count)
        #expect((second.contents != first.contents) == shows)
        let fresh = try ContentReader().content(of: folder["d"])
        #expect(second.contents[0].hasPrefix(try #require(fresh).hash.text))
    }

    @Test("patterns that change what counts are seen")
    func patterns() throws {
        let first = try read()
        try folder.write(".dvcignore", "n1*\n")
        let second = try read()
        #expect(second.contents[0] != first.contents[0])
        try folder.write(".dvcignore", "# nothing\n")
        #expect(try read().contents == first.contents)
    }

    @Test("a table that is damaged anywhere gives no wrong answer")
    func damage() throws {
        let first = try read()
        let path = URL(fileURLWithPath: folder.path + "/" + Self.table)
        let bytes = Array(try Data(contentsOf: path))
        for place in stride(from: 0, to: bytes.count, by: 7) {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            try Data(damaged).write(to: path)
            #expect(try read(writes: false).contents == first.contents)
        }
        for length in stride(from: 0, to: bytes.count, by: 31) {
            try Data(bytes[..<length]).write(to: path)
            #expect(try read(writes: false).contents == first.contents)
        }
        try Data(bytes[..<(bytes.count - 5)]).write(to: path)
        #expect(try read().contents == first.contents)
        #expect(try read().count == 0)
    }

    @Test("what comes later is added, and found like the rest")
    func additions() throws {
        _ = try read()
        for number in 0..<5 {
            try folder.write("g\(number)", "g\(number)")
            try settle("g\(number)")
            let reader = reader
            #expect(try reader.content(of: folder["g\(number)"]) != nil)
            #expect(try reader.content(of: folder["f"]) != nil)
            try reader.writeDown()
            #expect(reader.readCount == 1)
        }
        let last = reader
        for number in 0..<5 { _ = try last.content(of: folder["g\(number)"]) }
        #expect(last.readCount == 0)
    }

    @Test("a folder whose files are known is news until it is written down")
    func news() throws {
        let first = reader
        let names = try folder.files(below: "d")
        for name in names { _ = try first.content(of: folder["d/\(name)"]) }
        try first.writeDown()
        let second = reader
        _ = try second.content(of: folder["d"])
        #expect(second.readCount == 0)
        #expect(second.hasNews)
        try second.writeDown()
        let third = reader
        _ = try third.content(of: folder["d"])
        #expect(!third.hasNews)
    }
}
