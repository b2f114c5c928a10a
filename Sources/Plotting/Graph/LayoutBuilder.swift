import Terminal

/// Puts the parts of a graph one below the other and collects rectangles, wires and routes.
struct LayoutBuilder {
    private let graph: LayeredGraph
    private let spacing: GraphSpacing
    private var rects: [Rect]
    private var columnOf: [Int]
    private var columns: [[Int]] = []
    private var points: [[Point]]
    private var wires: [GraphWire] = []
    private var width = 0
    private var height = 0
    private var crossings = 0

    init(graph: LayeredGraph, spacing: GraphSpacing) {
        self.graph = graph
        self.spacing = spacing
        rects = [Rect](repeating: .zero, count: graph.nodeCount)
        columnOf = [Int](repeating: 0, count: graph.nodeCount)
        points = [[Point]](repeating: [], count: graph.edges.count)
    }

    func layout(_ direction: EdgeDirection) -> GraphLayout {
        let routes = direction.arcs.enumerated().compactMap { index, arc -> GraphRoute? in
            guard let arc else { return nil }
            return GraphRoute(
                edge: graph.edges[index],
                points: arc.isReversed ? points[index].reversed() : points[index],
                isBackward: arc.isReversed
            )
        }
        return GraphLayout(
            nodes: rects,
            columns: columns,
            columnOf: columnOf,
            routes: routes,
            wires: wires,
            size: Size(width: width, height: height),
            crossings: crossings
        )
    }

    mutating func add(_ part: GraphPart) {
        let (assignment, fullGraph, reduction) = LayoutBuilder.ordered(part)
        crossings += reduction.crossings
        let (columnGraph, order) = fullGraph.bundled(
            order: reduction.order.columns,
            arcs: part.arcs
        )
        let sizes = part.nodes.map { graph.sizes[$0] }
        let rows = RowPlacement(columnGraph, columns: order, sizes: sizes, spacing: spacing)
        let routed = RoutedPart(
            columnGraph,
            order: order,
            portRows: rows.portRows,
            sizes: sizes,
            spacing: spacing
        )
        place(part, assignment, order, rows, routed)
    }

    /// Parts up to this size are tried with their free nodes on the left and on the right.
    private static let triedTwiceLimit = 250

    private static func ordered(
        _ part: GraphPart
    ) -> (ColumnAssignment, ColumnGraph, CrossingReduction) {
        let count = part.nodes.count
        func reduced(
            _ assignment: ColumnAssignment
        ) -> (ColumnAssignment, ColumnGraph, CrossingReduction) {
            let graph = ColumnGraph(arcs: part.arcs, columns: assignment)
            var reduction = CrossingReduction(graph)
            reduction.search(earlier: part.earlier)
            return (assignment, graph, reduction)
        }
        let left = ColumnAssignment(nodeCount: count, arcs: part.arcs)
        guard count <= triedTwiceLimit else { return reduced(left) }
        let right = ColumnAssignment.leaningRight(nodeCount: count, arcs: part.arcs)
        if let earlier = part.earlier {
            return reduced(
                right.changes(since: earlier) < left.changes(since: earlier) ? right : left
            )
        }
        let first = reduced(left)
        guard first.2.crossings > 0, right.columnOf != left.columnOf else { return first }
        let second = reduced(right)
        return second.2.crossings < first.2.crossings ? second : first
    }

    private mutating func place(
        _ part: GraphPart,
        _ assignment: ColumnAssignment,
        _ order: [[Int]],
        _ rows: RowPlacement,
        _ routed: RoutedPart
    ) {
        // Lines may run above or below all nodes.
        let top = height - min(0, routed.top)
        for (local, node) in part.nodes.enumerated() {
            let column = assignment.columnOf[local]
            let size = graph.sizes[node]
            let offset = GraphLayout.portOffset(height: size.height)
            columnOf[node] = column
            rects[node] = Rect(
                x: routed.columnX[column],
                y: top + rows.portRows[local] - offset,
                width: spacing.stretches ? routed.columnWidths[column] : size.width,
                height: size.height
            )
        }
        for (column, items) in order.enumerated() {
            if column == columns.count { columns.append([]) }
            columns[column] += items.filter { $0 < part.nodes.count }.map { part.nodes[$0] }
        }
        wires += routed.wires.map {
            GraphWire(from: $0.start.moved(y: top), to: $0.end.moved(y: top))
        }
        for (local, edge) in part.edges.enumerated() {
            points[edge] = routed.points[local].map { $0.moved(y: top) }
        }
        width = max(width, routed.width)
        height = top + max(rows.height, routed.bottom + 1)
    }
}
