package import Foundation

/// How a process ended.
package enum ExitStatus: Hashable, Codable, Sendable, CustomStringConvertible {
    case exited(Int32)
    case signalled(Int32)
    /// Ended by the watcher because its time was up.
    case timedOut

    package var isSuccess: Bool { self == .exited(0) }

    package var description: String {
        switch self {
        case .exited(let code): "exit \(code)"
        case .signalled(let signal): "signal \(signal)"
        case .timedOut: "timeout"
        }
    }

    /// What a shell would report: the exit code, or 128 plus the signal; 124 for a timeout.
    package var code: Int32 {
        switch self {
        case .exited(let code): code
        case .signalled(let signal): 128 + signal
        case .timedOut: 124
        }
    }
}

/// A process that cannot be mistaken for a later one with the same number.
package struct ProcessRecord: Hashable, Codable, Sendable {
    package let pid: Int32
    /// The kernel's start time of the process in clock ticks since boot (field 22 of `stat`).
    package let startTicks: UInt64
    /// The kernel's boot id, so that a record from before a reboot matches nothing.
    package let boot: String

    package init(pid: Int32, startTicks: UInt64, boot: String) {
        self.pid = pid
        self.startTicks = startTicks
        self.boot = boot
    }
}

/// What the watcher of an attempt recorded when its command ended.
package struct ExitReport: Hashable, Codable, Sendable {
    package let status: ExitStatus
    package let startedAt: Date
    package let endedAt: Date
    package let userSeconds: Double
    package let systemSeconds: Double
    /// The largest resident size of one process of the tree, in bytes.
    package let peakBytes: Int64
    /// Output bytes that could not be written, for example because the disk was full.
    package let droppedBytes: Int64
    /// The kernel's out-of-memory killer ended a process of the tree, as far as can be told.
    package let isOutOfMemory: Bool
    /// Processes that left the session and could not be ended, by command name.
    package let escaped: [String]

    package init(
        status: ExitStatus,
        startedAt: Date,
        endedAt: Date,
        userSeconds: Double = 0,
        systemSeconds: Double = 0,
        peakBytes: Int64 = 0,
        droppedBytes: Int64 = 0,
        isOutOfMemory: Bool = false,
        escaped: [String] = []
    ) {
        self.status = status
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.userSeconds = userSeconds
        self.systemSeconds = systemSeconds
        self.peakBytes = peakBytes
        self.droppedBytes = droppedBytes
        self.isOutOfMemory = isOutOfMemory
        self.escaped = escaped
    }
}
