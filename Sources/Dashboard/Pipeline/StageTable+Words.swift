import Domain
import Terminal

extension StageTable.Row {
    /// The word beside the glyph: the status, or what is wrong with what the stage made.
    var word: SafeText {
        if isStale { return "stale" }
        if isOutdated { return "outdated" }
        if isOnOlderInput { return "old input" }
        if isMissing { return "missing" }
        if let wait = run?.wait { return SafeText(untrusted: wait.word) }
        return SafeText(untrusted: status.rawValue)
    }

    var wordStyle: Style { isDoubtful ? Style(.warning) : status.style }

    /// Its outputs are there, but are not what the pipeline as it is now would make.
    var isDoubtful: Bool { isStale || isOutdated || isOnOlderInput || isMissing }

    /// What it made is not there any more, and can come back.
    var isMissing: Bool {
        guard run?.isSettled == true, case .restores = check?.verdict else { return false }
        return !isOutdated && !isOnOlderInput
    }

    /// Something that it needs is not there.
    var isBlocked: Bool {
        guard case .blocked = check?.verdict else { return false }
        return run?.isActive != true
    }

    /// It was built on what a stage above will make anew.
    var isOutdated: Bool { !isStale && staleAbove != nil && run?.isSettled == true }

    /// It was built on what a stage above made before it was left out.
    var isOnOlderInput: Bool {
        guard let run, run.isSettled, skippedAbove != nil, !isStale, !isOutdated else {
            return false
        }
        return run.status != .skipped
    }

    /// The glyph of its status; the colour warns where its outputs are doubtful.
    var mark: StyledText { StyledText(SafeText(glyph: Glyph(status.glyph)), markStyle) }

    var markStyle: Style { isStale && status == .planned ? Style(.warning) : status.style }
}

extension StageTable {
    /// Why a stage stands as it does, on one line; empty where the status says it all.
    func why(_ row: Row) -> SafeText {
        if row.isStale { return SafeText(untrusted: row.check?.verdict.why ?? "") }
        if let below = below(row) { return below }
        if row.isMissing || row.isBlocked {
            return SafeText(untrusted: row.check?.verdict.why ?? "")
        }
        if let run = row.run, run.isActive || run.isSettled || run.isFailed {
            return run.isFirst ? "first run" : SafeText(untrusted: run.reason ?? "")
        }
        if let reason = row.run.flatMap({ run?.reason(of: $0) }) {
            return SafeText(untrusted: reason)
        }
        return SafeText(untrusted: row.check?.verdict.why ?? "")
    }

    /// What a change or an omission above means for this stage.
    func below(_ row: Row) -> SafeText? {
        if row.isOutdated, let above = row.staleAbove {
            return "built on what will change: " + rows[above].title
        }
        if row.isOnOlderInput, let above = row.skippedAbove {
            return "built on an older " + rows[above].title
        }
        return nil
    }
}

extension StageRun {
    /// It ran because it never had: of what is over, "never done before" would sound wrong.
    var isFirst: Bool {
        guard case .ended(.done) = phase, case .runs(let changes) = check?.verdict else {
            return false
        }
        return changes.allSatisfy { $0.subject == .neverRun }
    }
}
