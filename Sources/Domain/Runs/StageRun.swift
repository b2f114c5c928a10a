package import Foundation

/// How a stage run ended.
package enum StageOutcome: Hashable, Codable, Sendable {
    case done
    /// A person did the work elsewhere and said so.
    case doneByHand(note: String)
    case unchanged
    /// Outputs came back from the cache; nothing ran.
    case restored
    case skipped(reason: String)
    case failed(StageFailure)
    case cancelled
}

/// Why a stage run failed.
package struct StageFailure: Hashable, Codable, Sendable {
    package enum Kind: String, Hashable, Codable, Sendable {
        /// It could not be started: an input is missing, or an output would be lost.
        case notStarted
        /// The command ended with another status than 0.
        case command
        /// The command ended well, but its outputs could not be taken.
        case outputs
        /// Its watcher is gone without a word.
        case lost
    }

    package let kind: Kind
    package let exit: ExitStatus?
    /// One or two sentences for people.
    package let text: String

    package init(kind: Kind, exit: ExitStatus? = nil, text: String) {
        self.kind = kind
        self.exit = exit
        self.text = text
    }
}

/// One try at a stage.
package struct Attempt: Hashable, Codable, Sendable {
    package let number: Int
    package let startedAt: Date
    package var process: ProcessRecord?
    package var report: ExitReport?
    /// It runs in the foreground of this person's terminal.
    package let leasedTo: String?

    package init(
        number: Int,
        startedAt: Date,
        process: ProcessRecord? = nil,
        report: ExitReport? = nil,
        leasedTo: String? = nil
    ) {
        self.number = number
        self.startedAt = startedAt
        self.process = process
        self.report = report
        self.leasedTo = leasedTo
    }
}

/// A stage in a run.
///
/// Invariants: `attempts` are numbered from 1 without gaps; only the last can be without a report,
/// except one that was lost.
package struct StageRun: Hashable, Codable, Sendable {
    package enum Phase: Hashable, Codable, Sendable {
        case planned
        case queued
        /// Waits before the next attempt.
        case backingOff(until: Date)
        /// Stands at a breakpoint.
        case held
        /// Its inputs and outputs are being looked at.
        case checking
        /// The attempt is written down; its process may or may not exist yet.
        case starting
        case running
        /// The command ended well; outputs are being taken.
        case saving
        case ended(StageOutcome)
    }

    package let stage: StageName
    package var phase: Phase
    package var attempts: [Attempt]
    /// Attempts since the person last asked; retries are counted in it.
    package var tries: Int
    package var requestedBy: Actor?
    package var options: StartOptions
    /// What the last look found; its verdict says why the stage ran or did not.
    package var check: StageCheck?
    package var outputs: [FileFact]
    package var isCancelRequested: Bool
    package var endedAt: Date?
    /// A breakpoint was passed for this request.
    package var isReleased: Bool
    /// Why a queued stage went back to planned.
    package var blockedBy: StageName?
    /// The note of a mark-done that is being taken.
    package var note: String?
    /// True while the command still ends after which outputs are taken; nil at all other times.
    package var awaitsEnd: Bool?
    /// What keeps it from going on besides what the journal says; nil in the journal itself.
    package var wait: StageWait?

    package init(stage: StageName) {
        self.stage = stage
        phase = .planned
        attempts = []
        tries = 0
        requestedBy = nil
        options = StartOptions()
        check = nil
        outputs = []
        isCancelRequested = false
        endedAt = nil
        isReleased = false
        blockedBy = nil
        note = nil
        awaitsEnd = nil
        wait = nil
    }

    /// It is queued, or something of it is under way.
    package var isActive: Bool {
        switch phase {
        case .queued, .backingOff, .held, .checking, .starting, .running, .saving: true
        case .planned, .ended: false
        }
    }

    /// What is below it may run.
    package var isSettled: Bool {
        switch phase {
        case .ended(.done), .ended(.doneByHand), .ended(.unchanged), .ended(.restored),
            .ended(.skipped):
            true
        case .ended(.failed), .ended(.cancelled), .planned, .queued, .backingOff, .held,
            .checking, .starting, .running, .saving:
            false
        }
    }

    /// A person said that its work is done while its command ran, which is to end first.
    package var isEndingByHand: Bool { awaitsEnd == true }

    package var isFailed: Bool {
        if case .ended(.failed) = phase { return true }
        return false
    }

    package var status: Status {
        // Nothing of it runs.
        if wait != nil { return .queued }
        return switch phase {
        case .planned: .planned
        case .queued, .backingOff: .queued
        case .held: .paused
        case .checking, .starting, .running, .saving: .running
        case .ended(.done), .ended(.doneByHand): .done
        case .ended(.unchanged), .ended(.restored): .unchanged
        case .ended(.skipped): .skipped
        case .ended(.failed): .failed
        case .ended(.cancelled): .cancelled
        }
    }
}

extension StageRun {
    /// Why the stage stands as it does, on one line; nil where the status says it all.
    ///
    /// Of one that is planned its run knows more (``Run/reason(of:)``).
    package var reason: String? {
        if let wait { return wait.words }
        return switch phase {
        case .ended(.failed(let failure)): failure.text
        case .ended(.skipped(let reason)): reason
        case .ended(.doneByHand(let note)): note
        case .ended(.restored): "outputs brought back from the cache"
        case .ended(.done), .checking, .starting, .running, .saving: check?.verdict.why
        case .held: "stopped at a breakpoint"
        case .backingOff: "waits before attempt \(attempts.count + 1)"
        case .planned, .queued, .ended(.unchanged), .ended(.cancelled): nil
        }
    }
}
