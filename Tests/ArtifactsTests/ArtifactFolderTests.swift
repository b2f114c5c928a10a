import Artifacts
import Foundation
import Testing

@Suite("The folder of artifacts")
struct ArtifactFolderTests {
    private let scratch: Scratch
    private let folder: ArtifactFolder

    init() throws {
        scratch = try Scratch()
        folder = ArtifactFolder(path: scratch.path + "/artifacts")
    }

    @Test("a file is at its place once it is whole, in folders for their owner only")
    func upload() throws {
        let path = try ArtifactPath(decoded: "0/run/a b/é.txt")
        let upload = try folder.upload(to: path, size: 5)
        try upload.put("hel")
        #expect(try folder.entries(of: .root) == [])
        try upload.put("lo")
        try upload.finish()
        #expect(try folder.entries(of: .root) == [ArtifactEntry(name: "0", size: nil)])
        #expect(try folder.text(of: "0/run/a b/é.txt") == "hello")
        let parent = try ArtifactPath(decoded: "0/run/a b")
        #expect(try folder.entries(of: parent) == [ArtifactEntry(name: "é.txt", size: 5)])
        for (name, mode) in [
            ("", 0o700), ("/0", 0o700), ("/0/run/a b", 0o700), ("/0/run/a b/é.txt", 0o600),
        ] {
            #expect(try scratch.mode(of: "artifacts" + name) == mode)
        }
    }

    @Test("an upload that is not finished leaves nothing, and the older file")
    func cut() throws {
        try folder.put("old", at: "0/x")
        do {
            let upload = try folder.upload(to: try ArtifactPath(decoded: "0/x"), size: nil)
            try upload.put("new and longer")
            let other = try folder.upload(to: try ArtifactPath(decoded: "0/other/y"), size: nil)
            try other.put("new")
            other.discard()
        }
        #expect(try folder.text(of: "0/x") == "old")
        #expect(
            try folder.entries(of: try ArtifactPath(decoded: "0"))
                == [ArtifactEntry(name: "x", size: 3)]
        )
        #expect(scratch.names(in: "artifacts/.parts") == [])
    }

    @Test("a later file takes the place of an older one, which open readers keep")
    func replace() throws {
        try folder.put("old", at: "0/x")
        let open = try folder.file(try ArtifactPath(decoded: "0/x"))
        try folder.put("newer", at: "0/x")
        #expect(open.text == "old")
        #expect(try folder.text(of: "0/x") == "newer")
    }

    @Test("a file is no folder, and a folder no file")
    func kinds() throws {
        try folder.put("x", at: "0/a/b")
        #expect(fault { try folder.put("y", at: "0/a") } == .otherKind)
        #expect(fault { try folder.put("y", at: "0/a/b/c") } == .otherKind)
        #expect(fault { _ = try folder.text(of: "0/a") } == .otherKind)
        #expect(fault { _ = try folder.text(of: "0/a/b/c") } == .absent)
        #expect(fault { _ = try folder.text(of: "0/none") } == .absent)
        #expect(try folder.entries(of: try ArtifactPath(decoded: "0/a/b")) == nil)
        #expect(try folder.text(of: "0/a/b") == "x")
        #expect(scratch.names(in: "artifacts/.parts") == [])
    }

    @Test("what is removed is gone with all in it, and again is no fault")
    func remove() throws {
        try folder.put("x", at: "0/a/b/c")
        try folder.put("y", at: "0/z")
        for _ in 1...2 { try folder.remove(try ArtifactPath(decoded: "0/a")) }
        #expect(
            try folder.entries(of: try ArtifactPath(decoded: "0"))
                == [ArtifactEntry(name: "z", size: 1)]
        )
        #expect(scratch.names(in: "artifacts/.parts") == [])
        #expect(fault { try folder.remove(.root) } != nil)
    }

    @Test("the files of a folder are counted with all below it, and given in pages")
    func count() throws {
        let root = try ArtifactPath(decoded: "0/run")
        #expect(try folder.files(below: root, limit: 9, offset: 0).count == 0)
        for name in ["b", "a/y", "a/x/deep", "c"] { try folder.put(name, at: "0/run/" + name) }
        try folder.put("not mine", at: "0/other/file")
        try scratch.link("artifacts/0/run/link", to: "../other")
        let all = try folder.files(below: root, limit: 9, offset: 0)
        #expect(all.files.map(\.name) == ["a/x/deep", "a/y", "b", "c"])
        #expect((all.count, all.size, all.isWhole) == (4, 13, true))
        let some = try folder.files(below: root, limit: 2, offset: 1)
        #expect(some.files.map(\.name) == ["a/y", "b"])
        #expect((some.count, some.size) == (4, 13))
        #expect(try folder.files(below: root, limit: .max, offset: .max).files == [])
    }

    @Test("no link is followed: not to read, write, list or remove")
    func links() throws {
        try folder.put("x", at: "0/run/file")
        try scratch.write("secret", to: "canary/file")
        try scratch.link("artifacts/0/run/folder", to: "../../../canary")
        try scratch.link("artifacts/0/run/link", to: "../../../canary/file")
        try scratch.link("artifacts/1", to: "../canary")
        #expect(fault { _ = try folder.text(of: "0/run/link") } == .absent)
        #expect(fault { _ = try folder.text(of: "0/run/folder/file") } == .absent)
        #expect(fault { try folder.put("new", at: "0/run/folder/file") } == .otherKind)
        #expect(fault { try folder.put("new", at: "1/file") } == .otherKind)
        #expect(try folder.entries(of: try ArtifactPath(decoded: "0/run/folder")) == nil)
        #expect(
            try folder.entries(of: try ArtifactPath(decoded: "0/run"))
                == [ArtifactEntry(name: "file", size: 1)]
        )
        try folder.remove(try ArtifactPath(decoded: "0/run/folder/file"))
        try folder.remove(try ArtifactPath(decoded: "1/file"))
        #expect(try scratch.read("canary/file") == "secret")
        // A new file takes the place of the link itself; with its folder the other link goes.
        try folder.put("mine", at: "0/run/link")
        #expect(try folder.text(of: "0/run/link") == "mine")
        try folder.remove(try ArtifactPath(decoded: "0/run"))
        try folder.remove(try ArtifactPath(decoded: "1"))
        #expect(try scratch.read("canary/file") == "secret")
        #expect(scratch.names(in: "canary") == ["file"])
    }

    @Test("a root that is a link is none")
    func linkedRoot() throws {
        try scratch.write("secret", to: "canary/file")
        try scratch.link("artifacts", to: "canary")
        #expect(try folder.entries(of: .root) == nil)
        #expect(fault { _ = try folder.text(of: "file") } == .absent)
        #expect(fault { try folder.put("new", at: "file") } == .otherKind)
        try folder.remove(try ArtifactPath(decoded: "file"))
        folder.removeParts()
        #expect(scratch.names(in: "canary") == ["file"])
    }

    @Test("a pipe is no file, and holds nobody up", .timeLimit(.minutes(1)))
    func pipe() throws {
        try folder.put("x", at: "0/file")
        try scratch.makePipe("artifacts/0/pipe")
        #expect(fault { _ = try folder.text(of: "0/pipe") } == .absent)
        #expect(try folder.entries(of: try ArtifactPath(decoded: "0"))?.map(\.name) == ["file"])
    }

    @Test("what a killed engine left is removed, and nothing else")
    func parts() throws {
        try folder.put("x", at: "0/file")
        try scratch.write("half", to: "artifacts/.parts/7-1")
        try scratch.write("half", to: "artifacts/.parts/7-2/a/b")
        #expect(try folder.entries(of: try ArtifactPath(decoded: ".parts")) == nil)
        #expect(fault { _ = try folder.text(of: ".parts/7-1") } == .absent)
        folder.removeParts()
        #expect(scratch.names(in: "artifacts") == ["0"])
        #expect(try folder.text(of: "0/file") == "x")
    }

    @Test("names that no upload can have are not listed")
    func strangeNames() throws {
        try folder.put("x", at: "0/file")
        try scratch.write("x", to: "artifacts/0/a#b")
        try scratch.write("x", to: "artifacts/0/a\nb")
        #expect(try folder.entries(of: try ArtifactPath(decoded: "0"))?.map(\.name) == ["file"])
    }

    @Test("an upload for which there can be no room is refused before its first byte")
    func room() throws {
        let path = try ArtifactPath(decoded: "0/x")
        #expect(fault { _ = try folder.upload(to: path, size: .max) } == .full)
        #expect(scratch.names(in: "artifacts") == [])
    }

    /// The kind of fault that a call ends with.
    private func fault(_ body: () throws -> Void) -> ArtifactFault.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ArtifactFault)?.code
        }
    }
}

extension ArtifactUpload {
    fileprivate func put(_ text: String) throws {
        try Array(text.utf8).withUnsafeBytes { try write($0) }
    }
}

extension ArtifactFolder {
    fileprivate func put(_ text: String, at path: String) throws {
        let upload = try upload(to: try ArtifactPath(decoded: path), size: text.utf8.count)
        try upload.put(text)
        try upload.finish()
    }

    fileprivate func text(of path: String) throws -> String {
        try file(try ArtifactPath(decoded: path)).text
    }
}

extension ArtifactFile {
    fileprivate var text: String {
        var bytes = [UInt8](repeating: 0, count: size)
        let count = bytes.withUnsafeMutableBytes { read(into: $0, at: 0) }
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
}
