import Glibc
import Synchronization

/// Makes files that share their bytes with others, and remembers where that cannot be done.
final class ObjectLinks: Sendable {
    /// In the order they are tried.
    let types: [LinkType]

    private struct Refusal: Hashable {
        let type: LinkType
        /// The file system of the workspace.
        let device: UInt64
    }

    private let refusals = Mutex<Set<Refusal>>([])

    init(types: [LinkType]) {
        self.types = types
    }

    /// The ways that were not refused yet in a folder of the workspace.
    func types(in folder: RawPath) throws(FileFailure) -> [LinkType] {
        let refused = refusals.withLock { $0 }
        guard !refused.isEmpty, let device = try FileStatus.of(folder)?.device else { return types }
        return types.filter { !refused.contains(Refusal(type: $0, device: device)) }
    }

    /// Whether a way was not refused yet in a folder of the workspace.
    func works(_ type: LinkType, in folder: RawPath) throws(FileFailure) -> Bool {
        let refused = refusals.withLock { $0 }
        guard !refused.isEmpty, let device = try FileStatus.of(folder)?.device else { return true }
        return !refused.contains(Refusal(type: type, device: device))
    }

    /// Remembers that a way does not work in a folder of the workspace.
    func refuse(_ type: LinkType, in folder: RawPath) throws(FileFailure) {
        guard let device = try FileStatus.of(folder)?.device else { return }
        refusals.withLock { _ = $0.insert(Refusal(type: type, device: device)) }
    }

    /// Makes a new file with the bytes of an object; false where this way does not work there.
    ///
    /// A file that shares the object is as read-only as the object is.
    func make(
        _ type: LinkType,
        of object: RawPath,
        at path: RawPath
    ) throws(FileFailure) -> Bool {
        let code: Int32 =
            switch type {
            case .copy: preconditionFailure("copies are made by whoever checks their bytes")
            case .reflink: try Self.clone(object, to: path)
            case .hardlink: Self.link(object, to: path)
            case .symlink: Self.symlink(to: object, at: path)
            }
        guard code != 0 else { return true }
        // One object can have so many names only; another one can have more.
        if code == EMLINK { return false }
        guard Self.isRefusal(code) else { throw FileFailure(.link, path, code) }
        try refuse(type, in: path.parent)
        return false
    }

    /// Whether the error says that files of this place can never be linked so.
    static func isRefusal(_ code: Int32) -> Bool {
        switch code {
        case EXDEV, EPERM, EOPNOTSUPP, ENOTTY, ENOSYS, EINVAL: true
        default: false
        }
    }

    // MARK: - The kernel's calls

    /// Gives a file another name; the number of the error, or 0.
    static func link(_ path: RawPath, to name: RawPath) -> Int32 {
        path.withCString { from in
            name.withCString { to in Glibc.link(from, to) == 0 ? 0 : errno }
        }
    }

    private static func symlink(to path: RawPath, at name: RawPath) -> Int32 {
        path.withCString { target in
            name.withCString { link in Glibc.symlink(target, link) == 0 ? 0 : errno }
        }
    }

    /// Lets an open, empty file share all blocks of another one; the number of the error, or 0.
    static func clone(
        _ source: borrowing OpenFile,
        into target: borrowing OpenFile
    ) -> Int32 {
        ioctl(target.descriptor, cloneRequest, source.descriptor) == 0 ? 0 : errno
    }

    private static func clone(_ object: RawPath, to path: RawPath) throws(FileFailure) -> Int32 {
        guard let source = try OpenFile(reading: object) else { return ENOENT }
        let target = try OpenFile(writing: path, flags: O_CREAT | O_EXCL)
        let code = clone(source, into: target)
        if code != 0 { path.withCString { _ = unlink($0) } }
        return code
    }

    /// `FICLONE` of <linux/fs.h>, which is a macro of C that Swift cannot read.
    private static let cloneRequest: UInt = 0x4004_9409
}
