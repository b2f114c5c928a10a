package import Terminal

/// One row of the action table.
package struct ActionEntry: Sendable {
    /// Where an action's key counts.
    package enum Scope: Hashable, Sendable {
        /// On every screen, with the same meaning.
        case everywhere
        case runMenu
        case actMenu
        /// In a replay, where it comes before what the key means elsewhere.
        case replay
    }

    package let action: Action
    package let scope: Scope
    package let keys: [Key]
    /// One or two words for the hint line and menus.
    package let label: SafeText
    /// One sentence for the manual and the palette.
    package let help: SafeText
    /// How early it appears on the hint line; 0 never does, 9 is first.
    package let priority: Int
    /// It asks the engine for something; read-only screens leave it out.
    package let acts: Bool

    init(
        _ action: Action,
        _ keys: [Key],
        _ label: SafeText,
        _ help: SafeText,
        priority: Int = 0,
        scope: Scope = .everywhere,
        acts: Bool = false
    ) {
        self.action = action
        self.scope = scope
        self.keys = keys
        self.label = label
        self.help = help
        self.priority = priority
        self.acts = acts
    }
}

/// The one place where a key appears.
///
/// Dispatch, hint line, menus, help, palette, manual and the conflict test are made from it.
package enum ActionTable {
    package static let entries: [ActionEntry] =
        places + moving + looking + doing + menus + replay + program

    package static func entry(of action: Action) -> ActionEntry {
        guard let entry = byAction[action] else {
            preconditionFailure("Action '\(action.rawValue)' is not in the table.")
        }
        return entry
    }

    private static let byAction = Dictionary(
        entries.map { ($0.action, $0) },
        uniquingKeysWith: { first, _ in first }
    )

    private static let places: [ActionEntry] = [
        ActionEntry(.overview, ["1"], "overview", "Show what waits and all pipelines."),
        ActionEntry(.pipeline, ["2"], "pipeline", "Show the pipeline under the cursor."),
        ActionEntry(.runs, ["3"], "runs", "Show tracked runs, their parameters and metrics."),
        ActionEntry(.models, ["4"], "models", "Show registered models and their versions."),
        ActionEntry(.activity, ["6"], "activity", "Show who did what, and when."),
        ActionEntry(
            .plots,
            ["P"],
            "plots",
            "Show the metrics and plots of the pipeline.",
            priority: 3
        ),
        ActionEntry(.open, ["enter"], "open", "Go into what is under the cursor.", priority: 8),
        ActionEntry(.escape, ["esc"], "out", "Leave the innermost thing; never quits."),
        ActionEntry(.back, ["q"], "back", "Go back one screen; on the first it quits."),
        ActionEntry(.nextPane, ["tab"], "next pane", "Go to the next pane.", priority: 1),
        ActionEntry(.previousPane, ["shift-tab"], "previous pane", "Go to the previous pane."),
    ]

    private static let moving: [ActionEntry] = [
        ActionEntry(.left, ["h", "left"], "left", "Move left; in a graph, to an earlier stage."),
        ActionEntry(.down, ["j", "down"], "down", "Move down."),
        ActionEntry(.up, ["k", "up"], "up", "Move up."),
        ActionEntry(.right, ["l", "right"], "right", "Move right; in a graph, to a later stage."),
        ActionEntry(.first, ["g", "home"], "first", "Go to the first."),
        ActionEntry(.last, ["G", "end"], "last", "Go to the last."),
        ActionEntry(.halfPageUp, ["^u"], "half up", "Move half a page up."),
        ActionEntry(.halfPageDown, ["^d"], "half down", "Move half a page down."),
        ActionEntry(.pageUp, ["pgup"], "page up", "Move a page up."),
        ActionEntry(.pageDown, ["pgdn"], "page down", "Move a page down."),
        ActionEntry(.scrollLeft, ["<"], "sideways", "Scroll half a width to the left."),
        ActionEntry(.scrollRight, [">"], "sideways", "Scroll half a width to the right."),
    ]

    private static let looking: [ActionEntry] = [
        ActionEntry(.find, ["/"], "find", "Find text.", priority: 3),
        ActionEntry(.findNext, ["n"], "next match", "Go to the next match."),
        ActionEntry(.findPrevious, ["N"], "previous match", "Go to the previous match."),
        ActionEntry(.filter, ["f"], "filter", "Hide what does not match.", priority: 3),
        ActionEntry(
            .order,
            ["o"],
            "order",
            "Choose the columns, and what is ordered by.",
            priority: 3
        ),
        ActionEntry(.nextTrouble, ["x"], "next trouble", "Go to the next trouble.", priority: 4),
        ActionEntry(.previousTrouble, ["X"], "previous trouble", "Go to the previous trouble."),
        ActionEntry(.nextView, ["v"], "view", "Show this pane in its next view.", priority: 3),
        ActionEntry(.zoomPane, ["z"], "zoom", "Give this pane the whole screen.", priority: 2),
        ActionEntry(.zoomIn, ["+"], "zoom in", "Show more of less."),
        ActionEntry(.zoomOut, ["-"], "zoom out", "Show less of more."),
        ActionEntry(.fit, ["0"], "fit", "Make all of it fit."),
        ActionEntry(
            .eventBack,
            ["["],
            "earlier",
            "Go back to the attempt or event before.",
            priority: 2
        ),
        ActionEntry(
            .eventForward,
            ["]"],
            "later",
            "Go on to the attempt or event after.",
            priority: 2
        ),
        ActionEntry(.previousRun, ["{"], "previous run", "Show the run before this one."),
        ActionEntry(.nextRun, ["}"], "next run", "Show the run after this one."),
        ActionEntry(.now, ["."], "now", "Return to now: live, and follow.", priority: 3),
        ActionEntry(.why, ["w"], "why", "Say why it stands as it does.", priority: 6),
        ActionEntry(.plan, ["p"], "plan", "Show what would run, and why.", priority: 7),
        ActionEntry(.copy, ["y"], "copy", "Copy clean text to the clipboard.", priority: 1),
        ActionEntry(
            .mark,
            ["space"],
            "mark",
            "Mark the row; in a log the line a range begins at.",
            priority: 1
        ),
        ActionEntry(
            .differences,
            ["d"],
            "differences",
            "Put what is marked side by side, or this beside the one before.",
            priority: 7
        ),
        ActionEntry(
            .trace,
            ["t"],
            "trace",
            "Go from a stage to the runs it logged, and back; show a version's lineage.",
            priority: 2
        ),
    ]

    private static let doing: [ActionEntry] = [
        ActionEntry(
            .step,
            ["s"],
            "step",
            "Run the next stage, or the one under the cursor.",
            priority: 9,
            acts: true
        ),
        ActionEntry(
            .runMenu,
            ["r"],
            "run…",
            "Run this again, up to here, from here, or all.",
            priority: 7,
            acts: true
        ),
        ActionEntry(
            .edit,
            ["e"],
            "edit",
            "Edit the parameters in your editor.",
            priority: 6,
            acts: true
        ),
        ActionEntry(
            .comment,
            ["c"],
            "comment",
            "Write a comment into the journal, or on a tracked run.",
            priority: 1,
            acts: true
        ),
        ActionEntry(
            .breakpoint,
            ["b"],
            "break",
            "Stop runs before this stage, or no more.",
            priority: 4,
            acts: true
        ),
        ActionEntry(
            .shell,
            ["!"],
            "shell",
            "Open a shell in the stage's folder and environment.",
            priority: 2,
            acts: true
        ),
        ActionEntry(
            .actMenu,
            ["a"],
            "act…",
            "Choose an act for what is under the cursor.",
            priority: 5,
            acts: true
        ),
        ActionEntry(
            .undo,
            ["u"],
            "undo",
            "Take back your own last act, while it can be.",
            priority: 8,
            acts: true
        ),
    ]

    private static let menus: [ActionEntry] = [
        ActionEntry(
            .runAgain,
            ["r"],
            "this again",
            "Run this stage, also when it is unchanged.",
            scope: .runMenu,
            acts: true
        ),
        ActionEntry(
            .runUpTo,
            ["t"],
            "up to here",
            "Run what is needed up to this stage.",
            scope: .runMenu,
            acts: true
        ),
        ActionEntry(
            .runFrom,
            ["f"],
            "from here",
            "Run this stage and all after it.",
            scope: .runMenu,
            acts: true
        ),
        ActionEntry(
            .runAll,
            ["a"],
            "all",
            "Run everything that is not up to date.",
            scope: .runMenu,
            acts: true
        ),
        ActionEntry(
            .markDone,
            ["d"],
            "done by hand",
            "Take its outputs as they are; you did the work.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .skip,
            ["s"],
            "skip",
            "Leave this stage out of the run, with a reason.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .retry,
            ["r"],
            "retry",
            "Run the failed or cancelled stage once more.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .cancel,
            ["c"],
            "cancel",
            "End it, with all its processes.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .release,
            ["z"],
            "continue",
            "Go on from the breakpoint.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .closeRun,
            ["k"],
            "close run",
            "End this run as it stands; the next starts anew.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .promote,
            ["p"],
            "promote…",
            "Ask for @production to be moved to this version.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .approve,
            ["a"],
            "approve…",
            "Approve what is asked for this version; types its number.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .refuse,
            ["x"],
            "refuse…",
            "Refuse what is asked for this version, with a reason.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .withdraw,
            ["w"],
            "withdraw",
            "Take your own request for this version back.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .rollBack,
            ["b"],
            "back…",
            "Move @production back to the version it pointed to before.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .alias,
            ["l"],
            "alias…",
            "Let an alias point to this version, or take it away.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .erase,
            ["e"],
            "erase",
            "Delete the tracked run, which can be restored, or the model or version.",
            scope: .actMenu,
            acts: true
        ),
        ActionEntry(
            .restore,
            ["y"],
            "restore",
            "Bring the deleted tracked run back.",
            scope: .actMenu,
            acts: true
        ),
    ]

    private static let replay: [ActionEntry] = [
        ActionEntry(
            .playPause,
            ["space"],
            "pause",
            "Stop the replay, or go on; at the end, play it again.",
            priority: 9,
            scope: .replay
        ),
        ActionEntry(
            .slower,
            ["S"],
            "slower",
            "Play half as fast.",
            priority: 8,
            scope: .replay
        ),
        ActionEntry(
            .faster,
            ["F"],
            "faster",
            "Play twice as fast.",
            priority: 8,
            scope: .replay
        ),
    ]

    private static let program: [ActionEntry] = [
        ActionEntry(.commands, [":"], "commands", "Find any action by its name.", priority: 1),
        ActionEntry(.keys, ["?"], "keys", "Show all keys.", priority: 9),
        ActionEntry(.mouse, ["M"], "mouse", "Turn the mouse on or off."),
        ActionEntry(.repaint, ["^l"], "repaint", "Paint the screen anew."),
        ActionEntry(.suspend, ["^z"], "suspend", "Return to the shell; 'fg' comes back."),
        ActionEntry(.interrupt, ["^c"], "interrupt", "Leave a prompt; stops nothing."),
    ]
}
