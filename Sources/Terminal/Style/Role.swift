/// What a colour is for.
///
/// Screens name roles, never colours; the theme decides what each role looks like, and on a
/// terminal without colours a role becomes bold, dim, underlined or reversed text.
package enum Role: UInt8, CaseIterable, Sendable {
    // Words.
    case text, muted, faint, title, header, accent, link, keyHint, disabled
    case selectionText, matchText, tabActiveText

    // Grounds to write on.
    case ground, raised, bar, field, cursorLine, selection, selectionUnfocused, match, tabActive
    case shadow, insertedGround, removedGround, alertGround

    // Lines and fittings.
    case border, borderFocused, scrollbar, barTrack, estimate, grid

    // States of things.
    case planned, queued, running, done, unchanged, skipped, failed, cancelled, paused
    case step, decision, alert, rolling, gate, warning

    // Differences.
    case inserted, removed, changed

    // Source and values.
    case syntaxString, syntaxNumber, syntaxKeyword, syntaxComment

    // Lines of a chart, told apart by people who are colour-blind.
    case series1, series2, series3, series4, series5, series6

    /// The role of a chart's n-th line, counted from 0; after six they begin again.
    package static func series(_ index: Int) -> Role {
        let all: [Role] = [.series1, .series2, .series3, .series4, .series5, .series6]
        return all[((index % all.count) + all.count) % all.count]
    }
}
