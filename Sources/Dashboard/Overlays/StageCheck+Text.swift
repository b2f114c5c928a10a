import Domain
import Terminal

extension StageCheck {
    /// The stage and what would become of it on one line.
    func line(width: Int) -> StyledText {
        start(width: width) + verdict.headline
    }

    /// Glyph and name, in the cells that the names of a plan have.
    func start(width: Int) -> StyledText {
        let name = SafeText(untrusted: stage.short).truncated(to: width, .middle)
        return verdict.status.mark + StyledText(" " + name.padded(to: width) + "  ")
    }
}

extension Verdict {
    /// The status under which a plan shows a stage.
    var status: Status {
        switch self {
        case .unchanged, .restores, .frozen: .unchanged
        case .runs: .queued
        case .follows: .planned
        case .blocked: .failed
        }
    }

    /// What would happen, and the first reason.
    var headline: StyledText {
        switch self {
        case .unchanged: StyledText("unchanged", .muted)
        case .frozen: StyledText("frozen, never runs", .muted)
        case .restores: StyledText(untrusted: "comes back: \(why ?? "")", .muted)
        case .runs:
            StyledText("runs", Style(.queued)) + StyledText(untrusted: why.map { "  \($0)" } ?? "")
        case .follows: StyledText(untrusted: "decided \(why ?? "later")", .muted)
        case .blocked: StyledText(untrusted: why ?? "cannot run", Style(.failed))
        }
    }
}
