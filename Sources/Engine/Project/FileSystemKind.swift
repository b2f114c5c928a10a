import Domain

/// The file system under a project, as far as locks care.
package struct FileSystemKind: Hashable, Sendable {
    private static let tableLimit = 8 << 20

    /// Its name as the kernel gives it: `ext4`, `nfs4`, `fuse.sshfs`.
    package let name: String

    /// The file system that an absolute path without links is on; nil where the system does not
    /// say.
    init?(of path: String) {
        guard let bytes = Disk.read("/proc/self/mountinfo", limit: Self.tableLimit) else {
            return nil
        }
        self.init(of: path, mounts: String(decoding: bytes, as: UTF8.self))
    }

    /// The same with the text of `/proc/self/mountinfo`.
    package init?(of path: String, mounts: String) {
        var best: (length: Int, name: String)?
        for line in mounts.split(separator: "\n") {
            // Mount point is the fifth field; the type is the first one after a lone dash.
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields[6...].firstIndex(of: "-"),
                dash + 1 < fields.endIndex
            else { continue }
            let point = Self.unescaped(fields[4])
            // Of two mounts at one place the later one hides the other.
            guard Self.holds(point, path), point.count >= best?.length ?? 0 else { continue }
            best = (point.count, String(fields[dash + 1]))
        }
        guard let best else { return nil }
        name = best.name
    }

    /// Locks of other machines, or of other programs, may not be seen on it.
    package var isUnsafe: Bool {
        let kind = name.split(separator: ".").first.map(String.init) ?? name
        return Self.unsafe.contains(kind)
    }

    private static let unsafe: Set<String> = [
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "fuse", "gfs2", "glusterfs", "gpfs",
        "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb3", "smbfs",
        "vboxsf", "virtiofs", "vmhgfs",
    ]

    private static func holds(_ point: [UInt8], _ path: String) -> Bool {
        let bytes = Array(path.utf8)
        guard bytes.starts(with: point) else { return false }
        return point.count == bytes.count || point.last == UInt8(ascii: "/")
            || bytes[point.count] == UInt8(ascii: "/")
    }

    /// A path of the table, where a space is written `\040`.
    private static func unescaped(_ text: Substring) -> [UInt8] {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[index...].dropFirst().prefix(3)
            if bytes[index] == UInt8(ascii: "\\"), digits.count == 3,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                result.append(value)
                index += 4
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// Refuses a project whose journal would lie where locks cannot be trusted.
    ///
    /// The private folder decides where it is there, since another file system may be mounted on
    /// it.
    static func refuseUnsafe(root: String, folder: PrivateFolder) throws(Refusal) {
        if let length = folder.excess {
            throw Refusal(
                .badInput,
                "The path of '\(folder.path)' is too long by \(length) bytes for SQLite, which "
                    + "keeps the journal there. Move the project to a shorter one."
            )
        }
        let place = folder.exists ? folder.path : root
        guard let kind = FileSystemKind(of: place), kind.isUnsafe else { return }
        throw Refusal(
            .badInput,
            "'\(place)' is on a network or shared file system (\(kind.name)), where locks do not "
                + "keep two engines apart, so a stage could run twice. Put the project on a local "
                + "disk, or mount a local folder at '\(folder.path)'."
        )
    }
}
