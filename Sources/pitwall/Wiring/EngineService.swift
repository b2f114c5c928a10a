import Domain
import Engine
import Foundation
import Glibc
import Link
import Terminal

/// The engine of a project without a screen, until a signal or a client ends it.
final class EngineService {
    private enum Message: Sendable {
        case grew(Growth)
        case used(Bool)
        case note(String)
        case end
        case lost(Refusal)
    }

    /// Growth that waits to be written down; what is beyond is in the journal all the same.
    private static let capacity = 10_000
    /// How long one that follows a screen waits for that screen's lock.
    private static let patience = Duration.seconds(10)
    private static let lockPause: Int32 = 5
    /// How long nothing has to be under way before one that ends by itself looks.
    private static let idleTime = Duration.seconds(1)

    static var process: String { "process \(getpid())" }

    private let reading: ProjectReading
    private let engine: HostedEngine
    private let messages: Mailbox<Message>
    private var isUsed = false
    private var reason: String?
    private var lastTrouble: String?
    private var loss: Refusal?

    /// Starts the engine; fails with `engineElsewhere` while another process has it.
    init(_ reading: ProjectReading) throws {
        self.reading = reading
        let messages = try Mailbox<Message>(capacity: Self.capacity)
        self.messages = messages
        engine = try HostedEngine(
            reading,
            note: { messages.post(.note($0)) },
            used: { messages.post(.used($0)) },
            end: { messages.post(.end) }
        )
        engine.follow { messages.post(.grew($0)) }
        engine.watch { messages.post(.lost($0)) }
    }

    /// Starts the engine when the process that asked for this one lets go of it; nil where
    /// another one was faster.
    static func successor(_ reading: ProjectReading) throws -> EngineService? {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            do {
                return try EngineService(reading)
            } catch let refusal as Refusal where refusal.code == .engineElsewhere {
                guard deadline > .now else { throw refusal }
                let link = try? LinkDoor(folder: reading.privateFolder, version: Version.text)
                if let link, link.engine.pid != getppid() { return nil }
                _ = poll(nil, 0, Self.lockPause)
            }
        }
    }

    /// Works until it is told to end, or, with `endsIdle`, until nothing is under way and nobody
    /// is connected; fails where its place is lost.
    func run(endsIdle: Bool) throws {
        let signals = SignalWatch()
        if let trouble = engine.trouble { log(trouble) }
        var lookAt: ContinuousClock.Instant? = endsIdle ? .now + Self.idleTime : nil
        while reason == nil {
            var entries = [messages.descriptor, signals.descriptor].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            let wait = lookAt.map { Int32(max(0, ($0 - .now).seconds * 1_000)) + 1 } ?? -1
            _ = poll(&entries, 2, wait)
            for signal in signals.take() { take(signal) }
            let waiting = messages.take()
            for message in waiting { take(message, isQuiet: endsIdle) }
            if endsIdle, lookAt == nil, !waiting.isEmpty { lookAt = .now + Self.idleTime }
            if let time = lookAt, time <= .now {
                lookAt = nil
                if !isUsed, isIdle { reason = "nothing is under way" }
            }
        }
        log("The engine ends: \(reason ?? ""). Stages that run go on.")
        engine.stop(reason: reason ?? "", hasSuccessor: false)
        if let loss { throw Refusal(.worldFailed, loss.text) }
    }

    private func take(_ signal: Int32) {
        switch signal {
        case SIGTERM: reason = "it was terminated"
        case SIGINT, SIGQUIT: reason = "it was interrupted"
        // It needs no terminal.
        default: break
        }
    }

    private func take(_ message: Message, isQuiet: Bool) {
        switch message {
        case .grew(let growth):
            // It is tried again every few seconds; the log need not say so each time.
            if let trouble = growth.trouble, trouble != lastTrouble { log(trouble) }
            lastTrouble = growth.trouble
            guard !isQuiet else { return }
            for entry in growth.entries { log(entry) }
        case .used(let isUsed): self.isUsed = isUsed
        case .note(let text): log(text)
        case .end: reason = "it was asked to end"
        case .lost(let refusal):
            loss = refusal
            reason = "its place was lost"
        }
    }

    /// Nothing goes on without a person, for whom a run at a breakpoint waits.
    private var isIdle: Bool {
        // What cannot be read may be under way. Runs of a folder that became a project of its own
        // go on here to their end, though no pipeline shows them.
        guard let runs = try? reading.unfinishedRuns() else { return false }
        return !runs.contains { $0.isActive && $0.status != .paused }
    }

    // MARK: - The log

    private func log(_ entry: JournalEntry) {
        let words = entry.event.words
        guard words.weight == .main else { return }
        let glyph = words.status?.glyph.description ?? " "
        log("\(glyph) \(words.subject)  \(words.text)  \(entry.actor)", at: entry.at)
    }

    private func log(_ text: String) { log(text, at: SystemClock().now) }

    private func log(_ text: String, at time: Date) {
        let style = Date.ISO8601FormatStyle(timeZone: .current)
        let line = SafeText.lines(untrusted: text).map(\.string).joined(separator: "\n")
        // A terminal or pipe that is gone must not end the engine.
        let bytes = Array("\(time.formatted(style)) \(line)\n".utf8)
        _ = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
    }
}
