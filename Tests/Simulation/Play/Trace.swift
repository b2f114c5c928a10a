import Synchronization

/// What happened in a seed, line by line: the last lines are kept, and a digest of all.
struct Trace {
    /// Lines that a failure shows.
    static let kept = 60

    private(set) var lines: [String] = []
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private(set) var count = 0
    /// Each line is printed at once.
    let prints: Bool

    init(prints: Bool) {
        self.prints = prints
    }

    mutating func note(_ line: String) {
        count += 1
        var line = line
        line.withUTF8 { bytes in
            for byte in bytes { add(byte) }
        }
        add(0x0A)
        if prints { print(line) }
        lines.append(line)
        if lines.count > 2 * Self.kept { lines.removeFirst(Self.kept) }
    }

    /// FNV-1a: it has to tell two runs of a seed apart, nothing more.
    private mutating func add(_ byte: UInt8) {
        digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3
    }
}

/// Promises that were broken; the first one counts, others may follow from it.
final class Findings: Sendable {
    private let found = Mutex<Violation?>(nil)

    var first: Violation? { found.withLock(\.self) }

    func add(_ violation: Violation) {
        found.withLock { $0 = $0 ?? violation }
    }
}

/// A promise that was broken.
struct Violation: Error {
    /// The promise, in a few words that stay the same.
    let promise: String
    let text: String
}
