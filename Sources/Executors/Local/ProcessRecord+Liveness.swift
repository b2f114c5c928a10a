import CLinux
import Domain
import Foundation
import Glibc

extension ProcessRecord {
    /// Whether this very process runs; one that has ended and was not yet reaped does not.
    ///
    /// Throws ``Shortage`` where that cannot be found out now.
    func isAlive() throws(Shortage) -> Bool {
        guard isOfThisBoot else { return false }
        errno = 0
        guard let now = ProcessStat(of: pid) else {
            try Shortage.check(errno)
            return false
        }
        return !now.hasEnded && now.startTicks == startTicks
    }

    /// Whether the machine has not been started anew since.
    var isOfThisBoot: Bool { boot.utf8.elementsEqual(Self.currentBoot.utf8) }

    /// A handle on this very process, or nil when it has ended.
    ///
    /// Throws ``Shortage`` where no handle can be had now.
    func openHandle() throws(Shortage) -> OwnedDescriptor? {
        let number = clinux_process_handle(pid)
        guard number >= 0 else {
            try Shortage.check(errno)
            return nil
        }
        let handle = OwnedDescriptor(number)
        // Looked at after the handle was taken, so the number cannot change hands any more.
        return try isAlive() ? handle : nil
    }

    /// The kernel's name of the time since it was started.
    static let currentBoot: String = {
        let bytes = ProcessStat.contents(of: "/proc/sys/kernel/random/boot_id")
        return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }()
}

/// What the kernel says of a process just now.
struct ProcessStat {
    let hasEnded: Bool
    let session: Int32
    let startTicks: UInt64

    /// Nil when there is no such process.
    init?(of pid: Int32) {
        let bytes = Self.contents(of: "/proc/\(pid)/stat")
        // The name before the last parenthesis may hold any byte; the third field follows it.
        guard let mark = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: bytes[(mark + 1)...], as: UTF8.self).split(separator: " ")
        guard fields.count >= 20, let session = Int32(fields[3]), let ticks = UInt64(fields[19])
        else { return nil }
        hasEnded = fields[0] == "Z" || fields[0] == "X"
        self.session = session
        startTicks = ticks
    }

    static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let size = read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(size, 0)))
    }
}
