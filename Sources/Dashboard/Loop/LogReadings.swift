package import Domain
import Glibc
import Logs
import Terminal

/// Open logs, read on the reader's thread.
///
/// Belongs to that thread. What takes longer than a moment is done on threads of its own and given
/// to `deliver` when it is there; such a query is answered with `pending` first.
package final class LogReadings {
    /// Logs kept open at once; the one used longest ago is closed first.
    private static let openLogs = 16
    /// Lines read for a tail.
    private static let tailLines = 60

    private let reading: any Reading
    private let deliver: @Sendable (LogQuery, LogAnswer) -> Void
    private var open: [(attempt: AttemptID, session: LogSession)] = []

    /// Reads the logs that `reading` opens; `deliver` is called on any thread.
    package init(
        reading: any Reading,
        deliver: @escaping @Sendable (LogQuery, LogAnswer) -> Void = { _, _ in }
    ) {
        self.reading = reading
        self.deliver = deliver
    }

    /// The last lines of a log and its progress, for panes that show no more.
    package func tail(of attempt: AttemptID) throws -> LogTailReading {
        guard let file = try session(of: attempt)?.file else {
            return LogTailReading(lines: [], progress: nil, size: 0)
        }
        _ = file.growth()
        return LogTailReading(
            lines: file.tail(Self.tailLines).map { StyledText(log: $0.bytes) },
            progress: ProgressReader.latest(in: file),
            size: file.size
        )
    }

    /// Answers a query of the log screen; a mistake is an answer too.
    package func answer(_ query: LogQuery) throws -> LogAnswer {
        do {
            guard let session = try session(of: query.attempt) else { return .missing }
            return try session.answer(query)
        } catch {
            return .failed("\(error)")
        }
    }

    /// The log of an attempt, nil before its first byte.
    private func session(of attempt: AttemptID) throws -> LogSession? {
        if let index = open.firstIndex(where: { $0.attempt == attempt }) {
            let entry = open.remove(at: index)
            open.append(entry)
            return entry.session
        }
        let descriptors = try reading.log(of: attempt)
        guard let log = descriptors.log else {
            descriptors.times.map { _ = close($0) }
            return nil
        }
        let file = LogFile(descriptor: log, timesDescriptor: descriptors.times)
        let session = LogSession(file, of: attempt, deliver: deliver)
        open.append((attempt, session))
        if open.count > Self.openLogs { open.removeFirst() }
        return session
    }
}
