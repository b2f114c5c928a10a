import Glibc
import Pipelines
import Testing

@Suite("The cache")
struct ObjectCacheTests {
    private let folder: TemporaryFolder
    private let reader = ContentReader()
    private let cache: ObjectCache

    init() throws {
        folder = try TemporaryFolder()
        cache = ObjectCache(folder: folder["cache"], reader: reader)
    }

    private func keep(_ name: String) throws -> Content {
        let content = try #require(try reader.content(of: folder[name]))
        try cache.keep(folder[name], as: content.hash)
        return content
    }

    private func mode(_ path: RawPath) throws -> UInt32? {
        try FileStatus.ofLink(path)?.mode
    }

    @Test("a folder is kept as its files and its manifest, all with mode 0444")
    func keepsFolder() throws {
        try Fixture.writeFolder(in: folder)
        let content = try keep("d")
        let names = try Fixture.text("folders/expected/cache-files.txt").split(separator: "\n")
            .map(String.init).filter { $0.contains("/files/") }
            .map { String($0.dropFirst(".dvc/cache/".count)) }
        #expect(try folder.files(below: "cache") == names)
        for name in names { #expect(try mode(folder["cache/\(name)"]) == 0o444) }
        #expect(try cache.holds(content.hash, size: 12))
    }

    @Test("a content comes back as it was")
    func bringsBack() throws {
        try Fixture.writeFolder(in: folder)
        let content = try keep("d")
        try folder.remove("d")
        try folder.write("d", "a file stands in the way")
        try cache.bringBack(content.hash, to: folder["d"])
        #expect(try reader.content(of: folder["d"]) == content)
        #expect(try (mode(folder["d/a.txt"]) ?? 0) & 0o200 != 0, "a copy can be written")

        try folder.write("run.sh", "echo", mode: 0o755)
        let script = try keep("run.sh")
        try folder.remove("run.sh")
        try folder.write("run.sh/in", "a folder stands in the way")
        try cache.bringBack(script.hash, to: folder["run.sh"], isExecutable: true)
        #expect(try reader.content(of: folder["run.sh"]) == script)
    }

    @Test("an object that anyone may have changed is read before it is trusted")
    func untrustedObject() throws {
        try folder.write("a", "1")
        let content = try keep("a")
        let object = cache.path(of: content.hash)
        let name = folder.name(of: object)
        folder.setMode(name, 0o644)
        #expect(try cache.holds(content.hash))
        #expect(try mode(object) == 0o644, "asking changes nothing")
        try folder.write(name, "2")
        #expect(try !cache.holds(content.hash))
        _ = try keep("a")
        #expect(try cache.holds(content.hash))
        #expect(try mode(object) == 0o444)
    }

    @Test("an object that was cut off counts as missing and never comes back")
    func cutOffObject() throws {
        try folder.write("a", "12345")
        let content = try keep("a")
        let object = cache.path(of: content.hash)
        try folder.write(folder.name(of: object), "", mode: 0o444)
        #expect(try !cache.holds(content.hash, size: content.size))
        #expect(throws: ContentFailure.damagedObject(content.hash, object)) {
            try cache.bringBack(content.hash, to: folder["b"])
        }
        #expect(try !folder.exists("b"))
        #expect(
            try folder.files(below: ".") == [
                "a", "cache/files/md5/82/7ccb0eea8a706c4c34a16891f84e7b",
            ]
        )
    }

    @Test("an object that was cut off is made anew from the file", arguments: ["", "123"])
    func cutOffObjectIsReplaced(left: String) throws {
        try folder.write("a", "12345")
        let content = try keep("a")
        let object = cache.path(of: content.hash)
        try folder.remove(folder.name(of: object))
        try folder.write(folder.name(of: object), left, mode: 0o444)
        _ = try keep("a")
        #expect(try cache.holds(content.hash, size: 5))
        #expect(try reader.content(of: object)?.hash == content.hash)
    }

    @Test("a folder with a lost file or a damaged manifest is not held")
    func brokenFolder() throws {
        try folder.write("d/a", "1")
        try folder.write("d/b", "2")
        let content = try keep("d")
        #expect(try cache.holds(content.hash, size: 2))
        #expect(try !cache.holds(content.hash, size: 3))
        let lost = cache.path(of: ContentHash(file: MD5.digest(of: "2".utf8)))
        try folder.remove(folder.name(of: lost))
        #expect(try !cache.holds(content.hash))
        _ = try keep("d")
        try folder.write(folder.name(of: cache.path(of: content.hash)), "[]", mode: 0o444)
        #expect(try !cache.holds(content.hash))
        _ = try keep("d")
        #expect(try cache.holds(content.hash))
    }

    @Test("files left by a process that is gone are swept, those of a living one stay")
    func sweeps() throws {
        try folder.write("cache/pitwall-tmp/1.0", "left behind")
        try folder.write("cache/pitwall-tmp/2.0", "being written")
        let held = open(folder["cache/pitwall-tmp/2.0"].description, O_RDONLY)
        defer { close(held) }
        #expect(flock(held, LOCK_EX) == 0)
        try folder.write("a", "1")
        _ = try keep("a")
        #expect(try folder.files(below: "cache/pitwall-tmp") == ["2.0"])
    }

    @Test("few objects and many can be made to last", arguments: [0, 1, 8, 9])
    func flushes(count: Int) throws {
        for number in 0..<count {
            try folder.write("\(number)", "\(number)")
            _ = try keep("\(number)")
        }
        try cache.flush()
        try cache.flush()
    }

    @Test("a content that is not what it was said to be is refused")
    func changedMeanwhile() throws {
        try folder.write("a", "1")
        let hash = ContentHash(file: MD5.digest(of: "2".utf8))
        #expect(throws: ContentFailure.unsteady(folder["a"])) {
            try cache.keep(folder["a"], as: hash)
        }
        #expect(try !cache.holds(hash))
        #expect(try folder.files(below: "cache/pitwall-tmp") == [])
    }

    @Test(
        "is where DVC's settings put it",
        arguments: [
            (nil, nil, ".dvc/cache"), ("[cache]\n    dir = /tmp/shared\n", nil, "/tmp/shared"),
            (
                "[core]\n  x = 1\n['remote \"r\"']\n    url = /r\n[cache]\ndir=../c\n", nil,
                "c"
            ),
            ("[cache]\ndir = /a", "[cache]\ndir = /b", "/b"),
        ]
    )
    func settings(config: String?, local: String?, expected: String) throws {
        try folder.makeFolder(".dvc")
        if let config { try folder.write(".dvc/config", config) }
        if let local { try folder.write(".dvc/config.local", local) }
        let settings = try CacheSettings.read(root: folder.path, environment: [:])
        #expect(settings == CacheSettings(folder: folder[expected], isDVC: true))
    }

    @Test("is .pitwall/cache without DVC")
    func withoutDVC() throws {
        let settings = try CacheSettings.read(root: folder.path, environment: [:])
        #expect(settings == CacheSettings(folder: folder[".pitwall/cache"]))
    }
}
