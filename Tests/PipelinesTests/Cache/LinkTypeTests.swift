import Domain
import Foundation
import Glibc
import Pipelines
import Synchronization
import Testing

@Suite("Links between workspace and cache")
struct LinkTypeTests {
    private let folder: TemporaryFolder
    private let reader = ContentReader()

    init() throws {
        folder = try TemporaryFolder()
    }

    private func cache(_ types: [LinkType]) -> ObjectCache {
        ObjectCache(folder: folder["cache"], reader: reader, linkTypes: types)
    }

    private func keep(_ name: String, in cache: ObjectCache) throws -> Content {
        let content = try #require(try reader.content(of: folder[name]))
        try cache.keep(folder[name], as: content.hash, isExecutable: content.isExecutable)
        return content
    }

    /// What is at a path, in a few words.
    private func look(_ name: String, _ cache: ObjectCache) throws -> String {
        let own = try #require(try FileStatus.ofLink(folder[name]))
        let content = try #require(try reader.content(of: folder[name]))
        let object = try #require(try FileStatus.of(cache.path(of: content.hash)))
        #expect(object.mode == 0o444, "\(name)")
        if own.kind == .link { return "symlink" }
        let mode = String(own.mode, radix: 8)
        return own.inode == object.inode ? "name \(mode)" : "file \(mode)"
    }

    struct Way: Sendable {
        let types: [LinkType]
        /// What becomes of a file, an empty one, an executable one and one in a folder that was
        /// executable, when they are kept.
        let kept: [String]
        /// The same when they were brought back.
        let restored: [String]
    }

    private static let ways = [
        Way(
            types: [.copy],
            kept: ["file 644", "file 644", "file 755", "file 755"],
            restored: ["file 644", "file 644", "file 755", "file 644"]
        ),
        Way(
            types: [.hardlink],
            kept: ["name 444", "file 644", "file 755", "name 444"],
            restored: ["name 444", "file 644", "file 755", "name 444"]
        ),
        Way(
            types: [.symlink, .copy],
            kept: ["symlink", "symlink", "file 755", "symlink"],
            restored: ["symlink", "symlink", "file 755", "symlink"]
        ),
    ]

    @Test("each way leaves its own kind of file, read-only where it is the object", arguments: ways)
    func kinds(way: Way) throws {
        let cache = cache(way.types)
        let names = ["a", "empty", "run", "d/tool"]
        try folder.write("a", "1")
        try folder.write("empty", "")
        try folder.write("run", "echo", mode: 0o755)
        try folder.write("d/tool", "tool", mode: 0o755)
        let contents = try ["a", "empty", "run", "d"].map { try keep($0, in: cache) }
        #expect(try names.map { try look($0, cache) } == way.kept)
        for name in ["a", "empty", "run", "d"] { try folder.remove(name) }
        for (name, content) in zip(["a", "empty", "run", "d"], contents) {
            try cache.bringBack(
                content.hash,
                to: folder[name],
                isExecutable: content.isExecutable
            )
        }
        #expect(try names.map { try look($0, cache) } == way.restored)
        #expect(try folder.names() == ["a", "cache", "d", "empty", "run"])
        #expect(try folder.files(below: "cache/pitwall-tmp") == [])
    }

    @Test("keeping by hard link writes no bytes: the file itself becomes the object")
    func adopts() throws {
        let cache = cache([.hardlink])
        try folder.write("a", "1")
        let inode = try FileStatus.of(folder["a"])?.inode
        let content = try keep("a", in: cache)
        #expect(try FileStatus.of(cache.path(of: content.hash))?.inode == inode)
        // Keeping it again finds it in place.
        _ = try keep("a", in: cache)
        #expect(try FileStatus.of(folder["a"])?.inode == inode)
        // The same bytes elsewhere become one more name.
        try folder.write("b", "1")
        _ = try keep("b", in: cache)
        #expect(try FileStatus.of(folder["b"])?.inode == inode)
        #expect(try FileStatus.of(folder["b"])?.linkCount == 3)
    }

    @Test("files that became links are not read again", arguments: [LinkType.hardlink, .symlink])
    func knownAgain(type: LinkType) throws {
        let cache = cache([type])
        for name in ["a", "d/b", "d/c"] {
            try folder.write(name, name)
            folder.setAge(name, seconds: 1_000_000_000)
        }
        // A file is known once its times are old enough to show any change.
        var reads = -1
        while reads != reader.readCount {
            reads = reader.readCount
            for name in ["a", "d"] { _ = try reader.content(of: folder[name]) }
        }
        let contents = try ["a", "d"].map { try keep($0, in: cache) }
        #expect(try reader.content(of: folder["a"]) == contents[0])
        #expect(try reader.content(of: folder["d"]) == contents[1])
        #expect(reader.readCount == reads)
    }

    @Test("a file that has another name or is a link elsewhere is left in its place")
    func leavesOthers() throws {
        let cache = cache([.hardlink])
        try folder.write("source", "1")
        #expect(link(folder["source"].description, folder["out"].description) == 0)
        try folder.write("target", "2")
        folder.link("link", to: "target")
        _ = try keep("out", in: cache)
        _ = try keep("link", in: cache)
        #expect(try look("out", cache) == "name 444")
        #expect(try look("link", cache) == "name 444")
        for name in ["source", "target"] {
            let status = try #require(try FileStatus.ofLink(folder[name]))
            #expect(status.mode == 0o644 && status.linkCount == 1, "\(name)")
        }
    }

    @Test("the next way is taken where the cache is on another disk")
    func otherDisk() throws {
        let other = try TemporaryFolder(below: "/dev/shm")
        guard let here = try FileStatus.of(folder.raw), let there = try FileStatus.of(other.raw),
            here.device != there.device
        else { return }
        let tables: [([LinkType], String)] = [
            ([.hardlink, .symlink], "symlink"), ([.reflink, .hardlink, .copy], "file 644"),
        ]
        for (types, kind) in tables {
            let cache = ObjectCache(folder: other["cache"], reader: reader, linkTypes: types)
            try folder.write("a", kind)
            let content = try keep("a", in: cache)
            #expect(try look("a", cache) == kind)
            try folder.remove("a")
            try cache.bringBack(content.hash, to: folder["a"])
            #expect(try look("a", cache) == kind)
        }
        let cache = ObjectCache(folder: other["cache"], reader: reader, linkTypes: [.hardlink])
        try folder.write("a", "1")
        #expect(throws: ContentFailure.noLink(folder["a"], [.hardlink])) {
            try keep("a", in: cache)
        }
        #expect(try folder.read("a") == "1")
        #expect(try FileStatus.of(folder["a"])?.mode == 0o644)
        #expect(try folder.names() == ["a"])
    }

    @Test("a file that is not what was hashed is neither taken nor replaced")
    func changedMeanwhile() throws {
        for types in [[LinkType.hardlink], [.symlink], [.copy]] {
            let cache = cache(types)
            try folder.write("a", "1")
            let old = try keep("a", in: cache)
            try folder.remove("a")
            for text in ["2", "3"] {
                try folder.write("a", text)
                let hash = text == "2" ? old.hash : ContentHash(file: MD5.digest(of: "4".utf8))
                guard types != [.copy] || text == "3" else { continue }
                #expect(throws: ContentFailure.unsteady(folder["a"])) {
                    try cache.keep(folder["a"], as: hash)
                }
                #expect(try folder.read("a") == text)
                #expect(try FileStatus.of(folder["a"])?.mode == 0o644)
            }
            #expect(try cache.holds(old.hash))
        }
    }

    @Test("a file that somebody goes on writing is told by name, and not taken")
    func stillWritten() throws {
        let cache = cache([.hardlink])
        try folder.write("a", String(repeating: "x", count: 8 << 20))
        let file = open(folder["a"].description, O_WRONLY | O_APPEND)
        defer { close(file) }
        let isOver = Flag()
        let path = folder["a"]
        let reader = reader
        let thread = Thread {
            while !isOver.isSet { _ = write(file, "y", 1) }
        }
        thread.start()
        defer { isOver.set() }
        #expect(throws: ContentFailure.unsteady(path)) { try reader.content(of: path) }
        let hash = ContentHash(file: MD5.digest(of: "x".utf8))
        #expect(throws: ContentFailure.unsteady(path)) { try cache.keep(path, as: hash) }
        #expect(try FileStatus.of(path)?.mode == 0o644)
        #expect(try folder.files(below: "cache") == [])
    }

    @Test("a damaged object is replaced, and other names of it keep their bytes")
    func replacesDamaged() throws {
        let cache = cache([.hardlink])
        try folder.write("a", "1")
        let content = try keep("a", in: cache)
        folder.setMode("a", 0o644)
        try folder.overwrite("a", "x")
        #expect(try !cache.holds(content.hash))
        try folder.write("b", "1")
        _ = try keep("b", in: cache)
        #expect(try cache.holds(content.hash))
        #expect(try look("b", cache) == "name 444")
        #expect(try folder.read("a") == "x")
    }

    @Test(
        "a damaged object never comes back, and counts as missing from then on",
        arguments: [[LinkType.hardlink], [.symlink], [.copy], [.reflink, .copy]]
    )
    func damaged(types: [LinkType]) throws {
        let cache = cache(types)
        try folder.write("d/a", "12345")
        let content = try keep("d", in: cache)
        let file = ContentHash(file: MD5.digest(of: "12345".utf8))
        let object = cache.path(of: file)
        try folder.remove("d")
        try folder.write(folder.name(of: object), "54321", mode: 0o444)
        #expect(try cache.holds(content.hash), "its mode and size say that it was checked")
        #expect(throws: ContentFailure.damagedObject(file, object)) {
            try cache.bringBack(content.hash, to: folder["d"])
        }
        #expect(try folder.names() == ["cache"])
        #expect(try !cache.holds(content.hash))
    }

    @Test("a cache that a group shares has folders of the group, whatever the umask")
    func shared() throws {
        let cache = ObjectCache(
            folder: folder["cache"],
            reader: reader,
            linkTypes: [.copy],
            isShared: true
        )
        try folder.write("d/a", "1")
        let content = try keep("d", in: cache)
        let object = cache.path(of: content.hash)
        for path in [folder["cache"], folder["cache/files/md5"], object.parent] {
            #expect(try FileStatus.of(path)?.mode == 0o2775)
        }
        #expect(try FileStatus.of(object)?.mode == 0o444)
    }

    @Test(
        "DVC's settings name the ways",
        arguments: [
            ("", [.reflink, .copy]), ("[cache]\ntype = copy\n", [.copy]),
            (
                "[cache]\n    type = \"reflink,hardlink, symlink\"\n",
                [.reflink, .hardlink, .symlink]
            ),
        ] as [(String, [LinkType])]
    )
    func settings(text: String, types: [LinkType]) throws {
        try folder.write(".dvc/config", text)
        #expect(try CacheSettings.read(root: folder.path, environment: [:]).linkTypes == types)
    }

    @Test("the nearest settings decide, and the person's own come after those of the project")
    func layers() throws {
        try folder.write("global/config", "[cache]\ntype = symlink\nshared = group\n")
        try folder.makeFolder(".dvc")
        let environment = ["DVC_GLOBAL_CONFIG_DIR": folder["global"].description]
        func read() throws -> CacheSettings {
            try CacheSettings.read(root: folder.path, environment: environment)
        }
        #expect(try read().linkTypes == [.symlink])
        #expect(try read().isShared)
        try folder.write(".dvc/config", "[cache]\ntype = hardlink\n")
        #expect(try read().linkTypes == [.hardlink])
        try folder.write(".dvc/config.local", "[cache]\ntype = copy\n")
        #expect(try read().linkTypes == [.copy])
    }

    @Test(
        "settings that DVC refuses are refused with their place",
        arguments: [
            ("[cache]\ntype = Copy\n", ".dvc/config:2:1: 'Copy' is no way to link"),
            ("\n[cache]\n  type = copy,,\n", ".dvc/config:3:1: 'copy,,' is no way to link"),
            ("[cache]\nshared = all\n", ".dvc/config:2:1: a cache is shared with a 'group'"),
        ]
    )
    func refused(text: String, message: String) throws {
        try folder.write(".dvc/config", text)
        let error = #expect(throws: InputMistakes.self) {
            try CacheSettings.read(root: folder.path, environment: [:])
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}

/// Something that becomes true once.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }

    func set() { value.store(true, ordering: .relaxed) }
}
