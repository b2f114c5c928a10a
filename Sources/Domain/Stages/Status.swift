/// The words, and with them the glyphs, that say how a stage, run or thing stands.
///
/// The raw values are what `--json` prints and what the journal keeps; they are never renamed.
package enum Status: String, Hashable, Codable, Sendable, CaseIterable {
    case planned
    case queued
    case running
    case done
    case unchanged
    case skipped
    case failed
    case cancelled
    case paused
    case yourStep = "your step"
    case yourDecision = "your decision"
    case alert
    case rollingOut = "rolling out"
    case gate

    /// The one glyph of this status, one cell wide.
    package var glyph: Unicode.Scalar {
        switch self {
        case .planned: "○"
        case .queued: "◌"
        case .running: "●"
        case .done: "✓"
        case .unchanged: "≡"
        case .skipped: "↷"
        case .failed: "✗"
        case .cancelled: "⊘"
        case .paused: "‖"
        case .yourStep: "◇"
        case .yourDecision: "⚑"
        case .alert: "▲"
        case .rollingOut: "◐"
        case .gate: "◆"
        }
    }

    /// The glyph where a terminal shows ASCII only.
    package var asciiGlyph: Unicode.Scalar {
        switch self {
        case .planned: "."
        case .queued: "q"
        case .running: "R"
        case .done: "+"
        case .unchanged: "="
        case .skipped: ">"
        case .failed: "X"
        case .cancelled: "/"
        case .paused: "|"
        case .yourStep: "?"
        case .yourDecision: "!"
        case .alert: "A"
        case .rollingOut: "%"
        case .gate: "#"
        }
    }
}
