import Terminal

/// All keys, by what they are for.
enum HelpSheet {
    private static let sections: [(title: SafeText, actions: [Action])] = [
        ("Doing", [.step, .runMenu, .actMenu, .edit, .undo, .breakpoint, .shell, .comment]),
        ("r then", [.runAgain, .runUpTo, .runFrom, .runAll]),
        (
            "a then",
            [
                .markDone, .skip, .retry, .cancel, .release, .closeRun, .promote, .approve,
                .refuse, .withdraw, .rollBack, .alias, .erase, .restore,
            ]
        ),
        ("In a replay", [.playPause, .slower, .faster]),
        (
            "Looking",
            [
                .why, .plan, .open, .differences, .trace, .nextView, .zoomPane, .nextTrouble,
                .previousTrouble, .find,
                .findNext, .findPrevious, .filter, .order, .eventBack, .eventForward,
                .previousRun, .nextRun, .now, .zoomIn, .zoomOut, .fit, .mark, .copy,
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
                .overview, .pipeline, .runs, .models, .activity, .plots, .back, .escape,
                .commands, .keys, .mouse, .repaint, .suspend, .interrupt,
            ]
        ),
    ]

    /// Every action that the help names; a test compares it with the table.
    static var actions: [Action] { sections.flatMap(\.actions) }

    /// The cells of one column of keys and sentences.
    private static let columnWidth = 68

    static func draw(_ help: HelpOverlay, _ model: Model, on canvas: inout Canvas) {
        let ordered = ordered(model)
        let blocks = ordered.map { section in
            [StyledText(section.title, .header)] + section.actions.map { line(of: $0, model) }
        }
        let isWide = canvas.width >= columnWidth * 2 + 12
        let lines =
            isWide
            ? besideEachOther(blocks, ordered.map(\.actions))
            : Array(blocks.joined(separator: [.empty]))
        Sheet.draw(
            StyledText("Keys", .title),
            lines,
            top: help.top,
            width: isWide ? columnWidth * 2 + 4 : 84,
            footer: Overlays.footer([("arrows", "scroll"), ("esc", "leaves")]),
            on: &canvas
        )
    }

    /// The sections; in a replay, what is there only comes first.
    private static func ordered(_ model: Model) -> [(title: SafeText, actions: [Action])] {
        guard model.settings.isReplay else { return sections }
        let own = sections.filter { $0.actions.contains(.playPause) }
        return own + sections.filter { !$0.actions.contains(.playPause) }
    }

    /// The blocks in two columns: looking and moving at the right, all else at the left.
    private static func besideEachOther(
        _ blocks: [[StyledText]],
        _ actions: [[Action]]
    ) -> [StyledText] {
        let isRight = actions.map { $0.contains(.why) || $0.contains(.left) }
        let sides = zip(blocks, isRight)
        let left = Array(sides.filter { !$0.1 }.map(\.0).joined(separator: [.empty]))
        let right = Array(sides.filter(\.1).map(\.0).joined(separator: [.empty]))
        return (0..<max(left.count, right.count)).map { row in
            let start = row < left.count ? left[row].truncated(to: columnWidth) : .empty
            guard row < right.count else { return start }
            return start + StyledText(.spaces(columnWidth + 2 - start.width)) + right[row]
        }
    }

    private static func line(of action: Action, _ model: Model) -> StyledText {
        let entry = ActionTable.entry(of: action)
        let keys = model.settings.keyMap.keys(of: action).map(\.description)
            .joined(separator: " ")
        let shown = SafeText(untrusted: keys.isEmpty ? "no key" : keys)
        return StyledText(shown.padded(to: 11), .keyHint) + StyledText(" " + entry.help)
    }
}
