import Terminal

extension GraphPicture {
    /// The cells of the lanes with the blank after them.
    private var lanesWidth: Int { min(rail.laneCount, GraphPicture.laneLimit) * 2 + 1 }

    /// Draws the rows of the window: lanes, title, and behind it how the node stands.
    func drawList(on canvas: inout Canvas, window: Rect, selected: Int?) {
        let titles = nodes.map { $0.shownTitle.width + ($0.badge.isEmpty ? 0 : $0.badge.width + 1) }
        let titleWidth = min(titles.max() ?? 0, max(12, canvas.width / 2 - lanesWidth))
        let rows = max(0, window.y)..<max(0, min(rail.order.count, window.maxY))
        for row in rows {
            let node = rail.order[row]
            let place = Rect(x: 0, y: row - window.y, width: canvas.width, height: 1)
            canvas.within(place) { line in
                drawRow(row, node, titleWidth, isSelected: node == selected, on: &line)
            }
            canvas.region(RegionID(GraphPicture.regionName, node), place)
        }
    }

    private func drawRow(
        _ row: Int,
        _ node: Int,
        _ titleWidth: Int,
        isSelected: Bool,
        on line: inout Canvas
    ) {
        let shown = nodes[node]
        if isSelected { line.fill(line.bounds, style: Style(.selectionText, on: .selection)) }
        drawLanes(row, node, on: &line)
        let words: Style =
            isSelected ? Style(.selectionText) : shown.isGhost ? .muted : .text
        var x = lanesWidth
        let room = titleWidth - (shown.badge.isEmpty ? 0 : shown.badge.width + 1)
        let title = shown.shownTitle.truncated(to: room, .middle)
        x += line.draw(title, at: Point(x: x, y: 0), words)
        line.draw(shown.badge, at: Point(x: x + 1, y: 0), over: words)
        x = lanesWidth + titleWidth + 2
        drawDetails(node, at: x, over: isSelected ? words : .muted, on: &line)
    }

    private func drawLanes(_ row: Int, _ node: Int, on line: inout Canvas) {
        let style = Style(.border)
        for (lane, joint) in rail.joints[row].prefix(GraphPicture.laneLimit).enumerated() {
            let x = lane * 2
            let links = LineLinks(
                north: joint.north,
                east: joint.east && !joint.isCrossed,
                south: joint.south,
                west: joint.west && !joint.isCrossed
            )
            if links != .none { line.bridge(links, at: Point(x: x, y: 0), style) }
            if joint.east {
                let across = LineLinks(east: true, west: true)
                line.bridge(across, at: Point(x: x + 1, y: 0), style)
            }
        }
        let lane = min(rail.laneOf[node], GraphPicture.laneLimit - 1)
        line.draw(glyph: nodes[node].glyph, at: Point(x: lane * 2, y: 0), nodes[node].style)
    }

    /// Progress, member states and lines, as far as the row goes.
    private func drawDetails(_ node: Int, at start: Int, over style: Style, on line: inout Canvas) {
        var x = start
        let shown = nodes[node]
        if let progress = shown.progress, line.width - x >= 14 {
            let meter = Meter(progress.fraction, isEstimate: progress.isEstimate)
            x += line.draw(meter.text(width: 14), at: Point(x: x, y: 0), over: style) + 2
        }
        if !shown.strip.isEmpty, line.width - x >= 6 {
            let text = shown.stripText(width: min(24, line.width - x))
            x += line.draw(text, at: Point(x: x, y: 0), over: style) + 2
        }
        for text in shown.lines where x < line.width {
            x += line.draw(text, at: Point(x: x, y: 0), over: style) + 2
        }
        guard shown.isGhost, x < line.width else { return }
        let needed = edges.filter { $0.to == node }.map { nodes[$0.from].shownTitle }
        guard let first = needed.first else { return }
        let names = needed.dropFirst().reduce(first) { $0 + ", " + $1 }
        line.draw("needs " + names, at: Point(x: x, y: 0), width: line.width - x, style)
    }
}
