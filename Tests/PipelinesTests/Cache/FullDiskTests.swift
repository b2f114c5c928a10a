import Domain
import Glibc
import Pipelines
import Testing

@Suite("A cache on a full disk", .enabled(if: SmallDisk.canBeMade, "Only root mounts disks."))
struct FullDiskTests {
    private let disk: SmallDisk
    private let folder: TemporaryFolder
    private let reader = ContentReader()

    init() throws {
        disk = try SmallDisk()
        folder = try TemporaryFolder()
        // Two megabytes.
        try folder.write("big", String(repeating: "0123456789abcdef", count: 1 << 17))
    }

    private func cache(_ types: [LinkType]) -> ObjectCache {
        ObjectCache(folder: disk.path.appending("cache"), reader: reader, linkTypes: types)
    }

    @Test(
        "an output that does not fit stays as it is, and nothing is left of it in the cache",
        arguments: [[LinkType.copy], [.reflink, .copy], [.hardlink, .symlink]]
    )
    func doesNotFit(types: [LinkType]) throws {
        let cache = cache(types)
        try folder.write("small", "1")
        let small = try #require(try reader.content(of: folder["small"]))
        try cache.keep(folder["small"], as: small.hash)
        let content = try #require(try reader.content(of: folder["big"]))
        let error = #expect(throws: ContentFailure.self) {
            try cache.keep(folder["big"], as: content.hash)
        }
        let text = error?.description ?? ""
        #expect(text.contains("'\(folder["big"])' cannot be put into the cache"), "\(text)")
        #expect(text.contains("No space left on device. Make room on that disk"), "\(text)")
        #expect(try FileStatus.ofLink(folder["big"])?.isFile == true)
        #expect(try FileStatus.ofLink(folder["big"])?.mode == 0o644)
        #expect(try reader.content(of: folder["big"])?.hash == content.hash)
        #expect(try !cache.holds(content.hash))
        #expect(try cache.holds(small.hash))
        #expect(try disk.files() == ["cache/files/md5/c4/ca4238a0b923820dcc509a6f75849b"])
    }

    @Test("of a folder that does not fit, no file is lost and no manifest is made")
    func folderDoesNotFit() throws {
        let cache = cache([.hardlink, .copy])
        for number in 0..<4 {
            let text = String(repeating: "\(number)", count: 400_000)
            try folder.write("d/\(number)", text)
        }
        let content = try #require(try reader.content(of: folder["d"]))
        #expect(throws: ContentFailure.self) { try cache.keep(folder["d"], as: content.hash) }
        #expect(try reader.content(of: folder["d"]) == content)
        #expect(try !disk.files().contains { $0.hasSuffix(".dir") || $0.contains("tmp") })
    }

    @Test("what does not fit into the workspace does not come back, and what was there stays")
    func doesNotComeBack() throws {
        let cache = ObjectCache(folder: folder["cache"], reader: reader, linkTypes: [.copy])
        let content = try #require(try reader.content(of: folder["big"]))
        try cache.keep(folder["big"], as: content.hash)
        let target = disk.path.appending("out")
        try disk.write("out", "old")
        let error = #expect(throws: ContentFailure.self) {
            try cache.bringBack(content.hash, to: target)
        }
        let text = error?.description ?? ""
        #expect(text.contains("'\(target)' cannot be brought back from the cache"), "\(text)")
        #expect(try disk.files() == ["out"])
        #expect(try reader.content(of: target)?.size == 3)
    }
}

/// A disk of one megabyte, which goes with this value.
private final class SmallDisk {
    static let canBeMade = geteuid() == 0 && probe()

    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("disk")
        try #require(Self.mount(folder["disk"]))
    }

    deinit {
        _ = folder["disk"].description.withCString { umount2($0, Int32(MNT_DETACH)) }
    }

    var path: RawPath { folder["disk"] }

    func write(_ name: String, _ text: String) throws {
        try folder.write("disk/\(name)", text)
    }

    func files() throws -> [String] { try folder.files(below: "disk") }

    private static func mount(_ path: RawPath) -> Bool {
        Glibc.mount("none", path.description, "tmpfs", 0, "size=1m") == 0
    }

    /// A container may keep even root from it.
    private static func probe() -> Bool {
        (try? SmallDisk()) != nil
    }
}
