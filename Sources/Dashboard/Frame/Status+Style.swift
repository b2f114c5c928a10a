import Domain
import Terminal

extension Status {
    /// The colour of this status.
    var role: Role {
        switch self {
        case .planned: .planned
        case .queued: .queued
        case .running: .running
        case .done: .done
        case .unchanged: .unchanged
        case .skipped: .skipped
        case .failed: .failed
        case .cancelled: .cancelled
        case .paused: .paused
        case .yourStep: .step
        case .yourDecision: .decision
        case .alert: .alert
        case .rollingOut: .rolling
        case .gate: .gate
        }
    }

    var style: Style { Style(role) }

    /// The glyph alone; the canvas shows its ASCII form where it must.
    var mark: StyledText { StyledText(SafeText(glyph: Glyph(glyph)), style) }

    /// Glyph and word.
    var words: StyledText {
        mark + StyledText(" " + SafeText(untrusted: rawValue), style)
    }
}

extension StyledText {
    /// Text from outside in a style.
    init(untrusted text: String, _ style: Style = .inherited) {
        self.init(SafeText(untrusted: text), style)
    }
}
