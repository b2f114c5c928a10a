import Foundation
import Glibc
import Pipelines

/// A new folder that is removed with everything in it.
final class TemporaryFolder {
    let path: String
    private let files = FileManager.default

    /// Makes it on the disk that holds another folder.
    init(below place: String = "/tmp") throws {
        var template = Array("\(place)/pitwall-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw CocoaError(.fileWriteUnknown) }
        path = String(cString: made)
    }

    deinit {
        try? files.removeItem(atPath: path)  // A leftover in /tmp is no reason to fail a test.
    }

    var raw: RawPath { RawPath(path) }

    subscript(_ name: String) -> RawPath { raw.appending(name) }

    private func full(_ name: String) -> String { self[name].description }

    func makeFolder(_ name: String) throws {
        try files.createDirectory(atPath: full(name), withIntermediateDirectories: true)
    }

    /// Writes a new file, and the folders it is in, in place of what is there.
    func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws {
        let target = full(name)
        let folder = self[name].parent.description
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // A file of its own, so that nothing is written through a link.
        try Data(text.utf8).write(to: URL(fileURLWithPath: target), options: .atomic)
        guard chmod(target, mode_t(mode)) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    /// Writes into the file that is there.
    func overwrite(_ name: String, _ text: String) throws {
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: full(name)))
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    func read(_ name: String) throws -> String? {
        guard try exists(name) else { return nil }
        let data = try Data(contentsOf: URL(fileURLWithPath: full(name)))
        return String(decoding: data, as: UTF8.self)
    }

    func exists(_ name: String) throws -> Bool {
        try FileStatus.ofLink(self[name]) != nil
    }

    func remove(_ name: String) throws {
        try files.removeItem(atPath: full(name))
    }

    func setMode(_ name: String, _ mode: UInt32) {
        _ = chmod(full(name), mode_t(mode))
    }

    /// Lets a file look as if it was changed so long after the first of January 1970.
    func setAge(_ name: String, seconds: Int) {
        let time = timespec(tv_sec: seconds, tv_nsec: 0)
        _ = utimensat(AT_FDCWD, full(name), [time, time], 0)
    }

    func link(_ name: String, to target: String) {
        _ = symlink(target, full(name))
    }

    /// The path of a place in this folder, seen from it.
    func name(of path: RawPath) -> String {
        String(path.description.dropFirst(self.path.count + 1))
    }

    /// Everything in the folder by name.
    func names() throws -> [String] {
        try files.contentsOfDirectory(atPath: path).sorted()
    }

    /// All files below, as sorted relative paths.
    func files(below name: String) throws -> [String] {
        guard try exists(name) else { return [] }
        return try files.subpathsOfDirectory(atPath: full(name)).filter { path in
            try FileStatus.ofLink(self[name].appending(path))?.isFolder == false
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
