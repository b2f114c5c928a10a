import CLinux
import Domain
import Glibc

/// The session of a command whose watcher was killed.
struct CommandSession {
    private let leader: ProcessRecord

    init(_ leader: ProcessRecord) {
        self.leader = leader
    }

    /// Kills what still runs in the session and waits until it is gone.
    ///
    /// False where the kernel did not end all of it within the rounds. What left the session stays.
    func end() -> Bool {
        guard leader.isOfThisBoot else { return true }
        for _ in 0..<Self.rounds {
            let members = livingMembers()
            if members.isEmpty { return true }
            for handle in members { _ = clinux_process_signal(handle.number, SIGKILL) }
            for handle in members {
                var item = pollfd(fd: handle.number, events: Int16(POLLIN), revents: 0)
                poll(&item, 1, Self.roundMilliseconds)
            }
        }
        return livingMembers().isEmpty
    }

    /// A process may start another while it is being looked for.
    private static let rounds = 20
    private static let roundMilliseconds: Int32 = 100

    /// Handles on the session's processes.
    ///
    /// The kernel gives a number away again only when no session bears it, so a leader with another
    /// start time means that this session is over.
    private func livingMembers() -> [OwnedDescriptor] {
        if let now = ProcessStat(of: leader.pid), now.startTicks != leader.startTicks { return [] }
        return Self.processes().compactMap { pid in
            guard isMember(pid) else { return nil }
            let number = clinux_process_handle(pid)
            guard number >= 0 else { return nil }
            let handle = OwnedDescriptor(number)
            // Looked at again, now that the number cannot change hands.
            return isMember(pid) ? handle : nil
        }
    }

    private func isMember(_ pid: Int32) -> Bool {
        guard let now = ProcessStat(of: pid) else { return false }
        return !now.hasEnded && now.session == leader.pid && now.startTicks >= leader.startTicks
    }

    private static func processes() -> [Int32] {
        guard let folder = opendir("/proc") else { return [] }
        defer { closedir(folder) }
        var pids: [Int32] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = Int32(name) { pids.append(pid) }
        }
        return pids
    }
}
