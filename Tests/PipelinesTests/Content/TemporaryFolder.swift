import Glibc

@testable import Pipelines

/// A new folder that is removed with everything in it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/pitwall-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw FileFailure(.makeFolder, RawPath("/tmp"), errno)
        }
        path = String(cString: made)
    }

    deinit {
        try? Files.remove(RawPath(path))  // A leftover in /tmp is no reason to fail a test.
    }

    var raw: RawPath { RawPath(path) }

    subscript(_ name: String) -> RawPath { raw.appending(name) }

    /// Writes a file and the folders it is in.
    func write(_ name: String, _ text: String, mode: UInt32? = nil) throws {
        try write(name, bytes: Array(text.utf8), mode: mode)
    }

    func write(_ name: String, bytes: [UInt8], mode: UInt32? = nil) throws {
        let path = self[name]
        try Files.makeFolder(path.parent)
        try Files.replace(path, with: bytes, mode: mode)
    }

    func read(_ name: String) throws -> String? {
        try Files.read(self[name], limit: 1 << 26).map { String(decoding: $0, as: UTF8.self) }
    }

    func exists(_ name: String) throws -> Bool {
        try FileStatus.ofLink(self[name]) != nil
    }

    func remove(_ name: String) throws {
        try Files.remove(self[name])
    }

    func link(_ name: String, to target: String) {
        self[name].withCString { path in _ = symlink(target, path) }
    }

    /// All files below, as sorted relative paths.
    func files(below name: String) throws -> [String] {
        guard try exists(name) else { return [] }
        return try FolderListing(of: self[name]).items.map(\.path.description).sorted()
    }
}
