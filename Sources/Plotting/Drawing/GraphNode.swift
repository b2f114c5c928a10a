package import Terminal

/// One node of a graph as it is to be drawn now.
///
/// Only the title, the badge's width beyond one cell and ``infoRows`` change the node's size; all
/// else may change with the state while the picture stands still.
package struct GraphNode: Hashable, Sendable {
    /// How far a node is; an estimate is drawn as one.
    package struct Progress: Hashable, Sendable {
        package let fraction: Double
        package let isEstimate: Bool

        package init(_ fraction: Double, isEstimate: Bool = false) {
            self.fraction = fraction
            self.isEstimate = isEstimate
        }
    }

    /// The state of one member of a fan-out.
    package struct Member: Hashable, Sendable {
        package let glyph: Glyph
        package let style: Style

        /// The members with the highest severity come first.
        package let severity: Int

        package init(glyph: Glyph, style: Style, severity: Int) {
            self.glyph = glyph
            self.style = style
            self.severity = severity
        }
    }

    package var title: SafeText

    /// The state's glyph and the style that goes with it.
    package var glyph: Glyph
    package var style: Style

    /// What stands below the title, as far as there is room.
    package var lines: [StyledText]

    /// Whether the node is planned only: drawn dim with a dashed border.
    package var isGhost: Bool

    package var progress: Progress?

    /// The states of a fan-out's members.
    package var strip: [Member]

    /// A short sign after the title, such as `×128` or `⚑`.
    package var badge: StyledText

    /// Rows below the title in a box; the same for a node in all its states.
    package var infoRows: Int

    /// How much the node wants to be seen when it is outside of the window; 0 for not at all.
    package var severity: Int

    package init(
        title: SafeText,
        glyph: Glyph,
        style: Style,
        lines: [StyledText] = [],
        isGhost: Bool = false,
        progress: Progress? = nil,
        strip: [Member] = [],
        badge: StyledText = .empty,
        infoRows: Int = 1,
        severity: Int = 0
    ) {
        self.title = title
        self.glyph = glyph
        self.style = style
        self.lines = lines
        self.isGhost = isGhost
        self.progress = progress
        self.strip = strip
        self.badge = badge
        self.infoRows = max(0, infoRows)
        self.severity = severity
    }
}

extension GraphNode {
    /// Names longer than this are cut in the middle.
    static let titleLimit = 28

    /// The least cells inside a box with rows below its title: a bar and its words fit.
    static let innerMinimum = 10

    var shownTitle: SafeText { title.truncated(to: GraphNode.titleLimit, .middle) }

    /// The cells of glyph, title and badge; one cell is kept for a badge that may come.
    private var headWidth: Int {
        2 + min(title.width, GraphNode.titleLimit) + 1 + max(1, badge.width)
    }

    func size(at level: GraphLevel) -> Size {
        switch level {
        case .box:
            let inner = max(headWidth, infoRows > 0 ? GraphNode.innerMinimum : 0)
            return Size(width: inner + 2, height: 3 + infoRows)
        case .pill:
            let badge = badge.width > 1 ? badge.width + 1 : 0
            return Size(width: shownTitle.width + badge + 4, height: 1)
        case .list:
            return Size(width: headWidth, height: 1)
        }
    }

    /// The states of the members in `width` cells, the severest first, and how many are done.
    ///
    /// More members than cells are shared out: each cell shows the severest of its share.
    func stripText(width: Int) -> StyledText {
        let sorted = strip.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
        guard !sorted.isEmpty, width > 0 else { return .empty }
        let cells = min(width, sorted.count)
        var text = StyledText.empty
        for cell in 0..<cells {
            let member = sorted[cell * sorted.count / cells]
            text.append(SafeText(glyph: member.glyph), member.style)
        }
        return text
    }

    /// What one of the rows below the title shows, in `width` cells.
    func infoLine(_ row: Int, width: Int) -> StyledText {
        var rest: [StyledText] = []
        if let progress {
            let meter = Meter(progress.fraction, isEstimate: progress.isEstimate)
            rest.append(meter.text(width: width))
        }
        if !strip.isEmpty { rest.append(stripText(width: width)) }
        rest += lines.map { StyledText(" ") + $0 }
        return row < rest.count ? rest[row] : .empty
    }
}
