package import Terminal

extension GraphPicture {
    /// Draws the part of the picture that begins at the viewport's origin onto all of the canvas.
    ///
    /// Lines of the selected node are lit. What lies outside is counted at the edges, the state
    /// of the worst node there with it. Each node answers to the mouse as ``regionName``.
    package func draw(
        on canvas: inout Canvas,
        viewport: GraphViewport = GraphViewport(),
        selected: Int? = nil
    ) {
        let window = Rect(origin: viewport.origin, size: canvas.size)
        guard !window.isEmpty else { return }
        if level == .list {
            drawList(on: &canvas, window: window, selected: selected)
        } else {
            drawLines(on: &canvas, window: window, selected: selected)
            for node in nodes.indices {
                let rect = layout.nodes[node]
                guard !rect.intersection(window).isEmpty else { continue }
                let place = rect.moved(x: -window.x, y: -window.y)
                if level == .box {
                    drawBox(nodes[node], in: place, isSelected: node == selected, on: &canvas)
                    drawPorts(of: node, in: place, selected: selected, on: &canvas)
                } else {
                    drawPill(nodes[node], in: place, isSelected: node == selected, on: &canvas)
                }
                canvas.region(RegionID(GraphPicture.regionName, node), place)
            }
        }
        drawCounts(on: &canvas, window: window)
    }

    private func drawLines(on canvas: inout Canvas, window: Rect, selected: Int?) {
        let lit = layout.routes.filter { $0.edge.from == selected || $0.edge.to == selected }
        let masks = WireMasks(layout, window: window, lit: lit)
        for y in 0..<window.height {
            for x in 0..<window.width {
                let mask = masks.masks[y * window.width + x]
                guard mask.sides != 0 else { continue }
                canvas.bridge(mask.links, at: Point(x: x, y: y), GraphPicture.line(mask.isLit))
            }
        }
        for route in layout.routes {
            let target = layout.nodes[route.edge.to]
            let x = route.isBackward ? target.maxX : target.x - 1
            let place = Point(x: x - window.x, y: layout.portRow(of: route.edge.to) - window.y)
            guard canvas.bounds.contains(place) else { continue }
            let isLit = masks[Point(x: x, y: layout.portRow(of: route.edge.to))].isLit
            canvas.draw(glyph: route.isBackward ? "◀" : "▶", at: place, GraphPicture.line(isLit))
        }
    }

    static func line(_ isLit: Bool) -> Style {
        isLit ? Style(.accent, on: nil, .bold) : Style(.border)
    }

    private func drawBox(
        _ node: GraphNode,
        in rect: Rect,
        isSelected: Bool,
        on canvas: inout Canvas
    ) {
        let line: LineStyle = isSelected ? .heavy : node.isGhost ? .dashed : .light
        let border = Style(isSelected ? .borderFocused : .border)
        canvas.clear(rect)
        canvas.box(rect, border, line: line)
        canvas.within(rect.inset(by: 1)) { inner in
            drawHead(node, isSelected: isSelected, on: &inner)
            for row in 0..<max(0, inner.height - 1) {
                let text = node.infoLine(row, width: inner.width)
                inner.draw(text, at: Point(x: 0, y: row + 1), over: .muted)
            }
        }
    }

    /// Glyph and title at the left, the badge at the right end.
    private func drawHead(_ node: GraphNode, isSelected: Bool, on inner: inout Canvas) {
        let words: Style = node.isGhost ? .muted : .text
        inner.draw(glyph: node.glyph, at: .zero, node.style)
        let room = inner.width - 2 - (node.badge.isEmpty ? 0 : node.badge.width + 1)
        inner.draw(
            node.shownTitle,
            at: Point(x: 2, y: 0),
            width: room,
            isSelected ? words.with(.bold) : words,
            truncation: .middle
        )
        let end = inner.width - node.badge.width - (node.badge.width < 2 ? 1 : 0)
        let place = Point(x: max(2 + node.shownTitle.width + 1, end), y: 0)
        inner.draw(node.badge, at: node.badge.width < 2 ? badgePlace(node) : place, over: words)
    }

    /// A badge of one cell stands right after the title.
    private func badgePlace(_ node: GraphNode) -> Point {
        Point(x: 2 + node.shownTitle.width + 1, y: 0)
    }

    /// Joins the box to the lines that leave it.
    private func drawPorts(
        of node: Int,
        in rect: Rect,
        selected: Int?,
        on canvas: inout Canvas
    ) {
        let leaves = layout.routes.contains { $0.edge.from == node && !$0.isBackward }
        guard leaves else { return }
        let row = rect.y + GraphLayout.portOffset(height: rect.height)
        let style = Style(node == selected ? .borderFocused : .border)
        canvas.join(LineLinks(east: true), at: Point(x: rect.maxX - 1, y: row), style)
    }

    private func drawPill(
        _ node: GraphNode,
        in rect: Rect,
        isSelected: Bool,
        on canvas: inout Canvas
    ) {
        canvas.clear(rect)
        let words: Style = isSelected ? Style(.selectionText) : node.isGhost ? .muted : .text
        if isSelected { canvas.restyle(rect, Style(.selectionText, on: .selection)) }
        canvas.draw(glyph: node.glyph, at: Point(x: rect.x + 1, y: rect.y), node.style)
        canvas.draw(node.shownTitle, at: Point(x: rect.x + 3, y: rect.y), words)
        guard node.badge.width > 1 else { return }
        let x = rect.x + 4 + node.shownTitle.width
        canvas.draw(node.badge, at: Point(x: x, y: rect.y), over: .muted)
    }
}
