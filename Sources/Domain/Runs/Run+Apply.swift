package import Foundation

extension Run {
    /// Takes over an event of this run; never fails and never decides.
    ///
    /// Events of other runs and events without a run leave it as it is.
    package mutating func apply(_ event: Event, by actor: Actor, at now: Date) {
        switch event {
        case .runEnded(id, let status):
            end = status
            // The clock may have been set back meanwhile.
            endedAt = max(now, openedAt)
        case .stagesRequested(let request) where request.run == id:
            apply(request, by: actor)
        case .stagesBlocked(id, let names, let cause):
            for name in names {
                change(name) { stage in
                    stage.phase = .planned
                    stage.blockedBy = cause
                }
            }
        case .stageChecking(id, let name):
            change(name) { $0.phase = .checking }
        case .stageHeld(id, let name):
            change(name) { $0.phase = .held }
        case .stageReleased(id, let name):
            change(name) { stage in
                stage.phase = .queued
                stage.isReleased = true
            }
        case .stageSaving(id, let name, let check, let note):
            change(name) { stage in
                stage.awaitsEnd = note != nil && stage.phase == .running ? true : nil
                stage.phase = .saving
                stage.check = check ?? stage.check
                stage.note = note
            }
        case .cancelRequested(id, let name):
            change(name) { $0.isCancelRequested = true }
        case .skipUndone(id, let name):
            change(name) { stage in
                stage.phase = .planned
                stage.endedAt = nil
            }
        case .stageEnded(let ended) where ended.run == id:
            apply(ended, at: now)
        default:
            applyAttempt(event, at: now)
        }
    }

    private mutating func applyAttempt(_ event: Event, at now: Date) {
        switch event {
        case .attemptStarting(let starting) where starting.attempt.run == id:
            change(starting.attempt.stage) { stage in
                stage.phase = .starting
                stage.check = starting.check
                stage.tries += 1
                stage.attempts.append(
                    Attempt(
                        number: starting.attempt.number,
                        startedAt: now,
                        leasedTo: starting.leasedTo
                    )
                )
            }
        case .attemptStarted(let attempt, let process) where attempt.run == id:
            change(attempt.stage) { stage in
                stage.phase = .running
                stage.changeAttempt(attempt.number) { $0.process = process }
            }
        case .attemptEnded(let attempt, let report) where attempt.run == id:
            change(attempt.stage) { stage in
                stage.changeAttempt(attempt.number) { $0.report = report }
                stage.awaitsEnd = nil
            }
        case .retryPlanned(let attempt, let time) where attempt.run == id:
            change(attempt.stage) { stage in
                stage.phase = .backingOff(until: time)
                // One that never ran was no try.
                if stage.attempts.last?.report == nil { stage.tries -= 1 }
            }
        default:
            break
        }
    }

    private mutating func apply(_ request: StagesRequested, by actor: Actor) {
        for name in request.reset {
            change(name) { $0.phase = .planned }
        }
        for name in request.stages {
            change(name) { stage in
                stage.phase = .queued
                stage.tries = 0
                stage.requestedBy = actor
                stage.options = request.options
                stage.isCancelRequested = false
                stage.isReleased = false
                stage.blockedBy = nil
                stage.endedAt = nil
            }
        }
    }

    private mutating func apply(_ ended: StageEnded, at now: Date) {
        change(ended.stage) { stage in
            stage.phase = .ended(ended.outcome)
            stage.endedAt = max(now, stage.attempts.last?.startedAt ?? now)
            stage.isCancelRequested = false
            stage.awaitsEnd = nil
            stage.check = ended.check ?? stage.check
            stage.outputs = ended.outputs
        }
    }

    private mutating func change(_ name: StageName, _ body: (inout StageRun) -> Void) {
        guard let position = position(of: name) else { return }
        change(at: position, body)
    }
}

extension StageRun {
    fileprivate mutating func changeAttempt(_ number: Int, _ body: (inout Attempt) -> Void) {
        guard let index = attempts.firstIndex(where: { $0.number == number }) else { return }
        body(&attempts[index])
    }
}
