import Glibc

/// Keeps a file beside itself before something else takes its place.
///
/// The copy is the file's name with `.orig`, or `.orig-2` and on where that is taken: nothing is
/// ever written over.
struct LockCopy {
    /// How many names are tried.
    static let nameLimit = 1_000

    private let file: RawPath

    init(of file: RawPath) {
        self.file = file
    }

    /// The name the copy has, or would get.
    func name() throws(FileFailure) -> String {
        for name in names {
            if try isFree(name) { return name }
            if try holdsSame(name) { return name }
        }
        throw FileFailure(.write, path(names[0]), EEXIST)
    }

    /// Makes the copy, unless one of the same content is there already.
    func make() throws(FileFailure) -> RawPath {
        for name in names {
            if try isFree(name), try make(name) { return path(name) }
            if try holdsSame(name) { return path(name) }
        }
        throw FileFailure(.write, path(names[0]), EEXIST)
    }

    private var names: [String] {
        (1...Self.nameLimit).map { "\(file.name).orig" + ($0 == 1 ? "" : "-\($0)") }
    }

    private func path(_ name: String) -> RawPath { file.parent.appending(name) }

    private func isFree(_ name: String) throws(FileFailure) -> Bool {
        try FileStatus.ofLink(path(name)) == nil
    }

    private func holdsSame(_ name: String) throws(FileFailure) -> Bool {
        let limit = YAMLLimits.lock.bytes + 1
        guard let status = try FileStatus.ofLink(path(name)), status.isFile, status.size <= limit,
            let own = try Files.read(file, limit: limit)
        else { return false }
        return try Files.read(path(name), limit: limit) == own
    }

    /// Makes the copy under a name; false where somebody took it meanwhile.
    private func make(_ name: String) throws(FileFailure) -> Bool {
        let target = path(name)
        // The file itself stays under the new name when another one takes its place.
        let code: Int32 = file.withCString { from in
            target.withCString { to in link(from, to) == 0 ? 0 : errno }
        }
        switch code {
        case 0: return true
        case EEXIST: return false
        default: return try copy(to: target)
        }
    }

    private func copy(to target: RawPath) throws(FileFailure) -> Bool {
        guard let source = try OpenFile(reading: file) else { return false }
        let copy = try OpenFile(writing: target, flags: O_CREAT | O_EXCL)
        do throws(FileFailure) {
            try source.forEachChunk { chunk throws(FileFailure) in try copy.write(chunk) }
        } catch {
            target.withCString { _ = unlink($0) }
            throw error
        }
        return true
    }
}
