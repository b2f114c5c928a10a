import Domain
import Foundation

/// A thread that reads for clients of other users, one thing at a time.
final class ReadingLane: Sendable {
    /// What goes through files must not hold up what shows how things stand.
    enum Kind: Hashable, Sendable, CaseIterable {
        case short
        case long
    }

    /// A reading that was asked for.
    struct Job: Sendable {
        let client: Int
        let number: Int
        let query: ReadingQuery
        let reading: any Reading
    }

    /// A reading that is done, ready to be sent.
    struct Outcome: Sendable {
        let kind: Kind
        let client: Int
        let number: Int
        /// The answer's frame.
        let line: [UInt8]
        let descriptors: PassedDescriptors?
        /// The log that was opened.
        let log: AttemptID?
        /// The files of the project that was read whose change shows on a screen.
        let files: [String: Set<String>]?
        let duration: Duration
    }

    private let jobs: Mailbox<Job?>

    /// `done` is called on the lane's thread.
    init(_ kind: Kind, done: @escaping @Sendable (Outcome) -> Void) throws {
        let jobs = try Mailbox<Job?>(capacity: 2)
        self.jobs = jobs
        let thread = Thread {
            let coder = FrameCoder()
            while true {
                for job in jobs.wait(until: nil) {
                    guard let job else { return }
                    done(Self.outcome(of: job, kind, coder))
                }
            }
        }
        thread.name = "pitwall guests"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// Begins a reading; only when the last one is done.
    func begin(_ job: Job) { jobs.post(job) }

    func stop() { jobs.post(nil) }

    private static func outcome(
        of job: Job,
        _ kind: Kind,
        _ coder: FrameCoder
    ) -> Outcome {
        let start = ContinuousClock.now
        var line: [UInt8]?
        var descriptors: PassedDescriptors?
        var log: AttemptID?
        var files: [String: Set<String>]?
        do {
            let (answer, passed) = try job.query.answer(by: job.reading)
            line = coder.line(
                ServerFrame.reading(number: job.number, answer: answer),
                limit: LinkLimits.answer
            )
            descriptors = passed
            if case .log(let attempt) = job.query, case .log(hasLog: true, _) = answer {
                log = attempt
            }
            if case .project(let project) = answer { files = WatchedFiles.of(project) }
        } catch {
            let refusal = error as? Refusal ?? Refusal(.worldFailed, "\(error)")
            line = coder.line(ServerFrame.refusal(number: job.number, refusal: refusal))
        }
        let tooLong = Refusal(.worldFailed, "What was asked for is too long to be sent.")
        return Outcome(
            kind: kind,
            client: job.client,
            number: job.number,
            line: line ?? coder.line(ServerFrame.refusal(number: job.number, refusal: tooLong))
                ?? [],
            descriptors: descriptors,
            log: log,
            files: files,
            duration: .now - start
        )
    }
}
