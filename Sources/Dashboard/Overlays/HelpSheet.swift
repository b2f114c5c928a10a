import Terminal

/// All keys, by what they are for.
enum HelpSheet {
    private static let sections: [(title: SafeText, actions: [Action])] = [
        ("Doing", [.step, .runMenu, .actMenu, .edit, .undo, .breakpoint, .shell, .comment]),
        ("r then", [.runAgain, .runUpTo, .runFrom, .runAll]),
        ("a then", [.markDone, .skip, .retry, .cancel, .release, .closeRun]),
        (
            "Looking",
            [
                .why, .plan, .open, .nextView, .zoomPane, .nextTrouble, .previousTrouble, .find,
                .findNext, .findPrevious, .filter, .eventBack, .eventForward, .previousRun,
                .nextRun, .now, .zoomIn, .zoomOut, .fit, .mark, .copy,
            ]
        ),
        (
            "Moving",
            [
                .left, .down, .up, .right, .first, .last, .halfPageUp, .halfPageDown, .pageUp,
                .pageDown, .scrollLeft, .scrollRight, .nextPane, .previousPane,
            ]
        ),
        (
            "Places and the program",
            [
                .overview, .pipeline, .activity, .back, .escape, .commands, .keys, .mouse,
                .repaint, .suspend, .interrupt,
            ]
        ),
    ]

    /// Every action that the help names; a test compares it with the table.
    static var actions: [Action] { sections.flatMap(\.actions) }

    static func draw(_ help: HelpOverlay, _ model: Model, on canvas: inout Canvas) {
        var lines: [StyledText] = []
        for section in sections {
            if !lines.isEmpty { lines.append(.empty) }
            lines.append(StyledText(section.title, .header))
            lines += section.actions.map { line(of: $0, model) }
        }
        Sheet.draw(
            StyledText("Keys", .title),
            lines,
            top: help.top,
            width: 84,
            footer: Overlays.footer([("arrows", "scroll"), ("esc", "leaves")]),
            on: &canvas
        )
    }

    private static func line(of action: Action, _ model: Model) -> StyledText {
        let entry = ActionTable.entry(of: action)
        let keys = model.settings.keyMap.keys(of: action).map(\.description)
            .joined(separator: " ")
        let shown = SafeText(untrusted: keys.isEmpty ? "no key" : keys)
        return StyledText(shown.padded(to: 13), .keyHint) + StyledText(" " + entry.help)
    }
}
