import Domain
import Glibc
import Logs
import Terminal

/// Open logs, read on the reader's thread.
final class LogReadings {
    /// Logs kept open at once; the one used longest ago is closed first.
    private static let openLogs = 16
    /// Lines read for a tail.
    private static let tailLines = 60

    private let reading: any Reading
    private var open: [(attempt: AttemptID, file: LogFile)] = []

    init(reading: any Reading) {
        self.reading = reading
    }

    func tail(of attempt: AttemptID) throws -> LogTailReading {
        guard let file = try file(of: attempt) else {
            return LogTailReading(lines: [], progress: nil, size: 0)
        }
        _ = file.growth()
        return LogTailReading(
            lines: file.tail(Self.tailLines).map { StyledText(log: $0.bytes) },
            progress: ProgressReader.latest(in: file),
            size: file.size
        )
    }

    /// The log of an attempt, nil before its first byte.
    func file(of attempt: AttemptID) throws -> LogFile? {
        if let index = open.firstIndex(where: { $0.attempt == attempt }) {
            let entry = open.remove(at: index)
            open.append(entry)
            return entry.file
        }
        let descriptors = try reading.log(of: attempt)
        guard let log = descriptors.log else {
            descriptors.times.map { _ = close($0) }
            return nil
        }
        let file = LogFile(descriptor: log, timesDescriptor: descriptors.times)
        open.append((attempt, file))
        if open.count > Self.openLogs { open.removeFirst() }
        return file
    }
}
