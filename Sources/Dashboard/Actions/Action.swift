/// Everything a person can do in the dashboard.
///
/// The raw values are the names used by the palette, the manual and the settings file; they are
/// never renamed.
package enum Action: String, Hashable, Sendable, CaseIterable {
    // Places.
    case overview
    case pipeline
    case runs
    case models
    case activity
    case plots
    case back
    case escape
    case open
    case nextPane = "next-pane"
    case previousPane = "previous-pane"

    // Moving.
    case left
    case right
    case up
    case down
    case first
    case last
    case halfPageUp = "half-page-up"
    case halfPageDown = "half-page-down"
    case pageUp = "page-up"
    case pageDown = "page-down"
    case scrollLeft = "scroll-left"
    case scrollRight = "scroll-right"

    // Looking.
    case find
    case findNext = "find-next"
    case findPrevious = "find-previous"
    case filter
    case order
    case nextTrouble = "next-trouble"
    case previousTrouble = "previous-trouble"
    case nextView = "next-view"
    case zoomPane = "zoom-pane"
    case zoomIn = "zoom-in"
    case zoomOut = "zoom-out"
    case fit
    case eventBack = "event-back"
    case eventForward = "event-forward"
    case previousRun = "previous-run"
    case nextRun = "next-run"
    case now
    case why
    case plan
    case copy
    case mark
    case differences
    case trace

    // Doing.
    case edit
    case comment
    case step
    case runMenu = "run-menu"
    case breakpoint
    case shell
    case actMenu = "act-menu"
    case undo

    // The run menu.
    case runAgain = "run-again"
    case runUpTo = "run-up-to"
    case runFrom = "run-from"
    case runAll = "run-all"

    // The act menu.
    case markDone = "mark-done"
    case skip
    case cancel
    case retry
    case release = "continue"
    case closeRun = "close-run"
    case alias
    case promote
    case approve
    case refuse
    case withdraw
    case rollBack = "roll-back"
    case erase
    case restore

    // A replay.
    case playPause = "play-pause"
    case slower
    case faster

    // The program.
    case commands
    case keys
    case mouse
    case repaint
    case suspend
    case interrupt
}
