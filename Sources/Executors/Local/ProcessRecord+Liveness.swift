import CSystem
import Domain
import Foundation
import Glibc

extension ProcessRecord {
    /// Whether this very process runs; one that has ended and was not yet reaped does not.
    var isAlive: Bool {
        guard boot.utf8.elementsEqual(Self.currentBoot.utf8), let fields = Self.fields(of: pid)
        else { return false }
        // The third field is the state, the twenty-second the start.
        let state = fields[0]
        return state != "Z" && state != "X" && UInt64(fields[19]) == startTicks
    }

    /// A handle on this very process, or nil when it has ended.
    func openHandle() -> OwnedDescriptor? {
        let number = csystem_process_handle(pid)
        guard number >= 0 else { return nil }
        let handle = OwnedDescriptor(number)
        // Looked at after the handle was taken, so the number cannot change hands any more.
        return isAlive ? handle : nil
    }

    /// The kernel's name of the time since it was started.
    private static let currentBoot: String = {
        let bytes = contents(of: "/proc/sys/kernel/random/boot_id")
        return String(decoding: bytes.prefix { $0 > UInt8(ascii: " ") }, as: UTF8.self)
    }()

    /// The fields of `stat` from the third on; the name before them may hold any byte.
    private static func fields(of pid: Int32) -> [Substring]? {
        let bytes = contents(of: "/proc/\(pid)/stat")
        guard let mark = bytes.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let rest = String(decoding: bytes[(mark + 1)...], as: UTF8.self)
        let fields = rest.split(separator: " ")
        return fields.count >= 20 ? fields : nil
    }

    private static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let size = read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(size, 0)))
    }
}
