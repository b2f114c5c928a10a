import Plotting
import Terminal

/// Lays out graphs of many shapes and prints their times and crossings beside those of `dot`.
package func measureLayouts() {
    print("Layout of graphs: time, and crossings against those that `dot -v` reports")
    print(row("graph", "nodes", "edges", "median", "size", "crossings", "dot"))
    let hasDot = DotProgram.crossings(of: .tutorial) != nil
    var ours = 0
    var theirs = 0
    for shape in GraphShape.compared {
        let (layout, time) = measured(shape, repeats: shape.nodeCount > 300 ? 5 : 9)
        let dot = hasDot ? DotProgram.crossings(of: shape) : nil
        ours += layout.crossings
        theirs += dot ?? 0
        print(line(shape, layout, time, dot: dot.map(String.init) ?? "skipped: no dot"))
    }
    print("sum of crossings: \(ours), dot \(hasDot ? "\(theirs)" : "skipped: no dot")")
    for shape in GraphShape.large {
        let (layout, time) = measured(shape, repeats: 3)
        print(line(shape, layout, time, dot: "not compared"))
    }
}

private func measured(_ shape: GraphShape, repeats: Int) -> (GraphLayout, Duration) {
    let graph = shape.graph
    let clock = ContinuousClock()
    var layout = GraphLayout.empty
    var times: [Duration] = []
    for _ in 0..<repeats {
        times.append(clock.measure { layout = GraphLayout(graph) })
    }
    return (layout, times.sorted()[repeats / 2])
}

private func line(
    _ shape: GraphShape,
    _ layout: GraphLayout,
    _ time: Duration,
    dot: String
) -> String {
    let microseconds =
        time.components.seconds * 1_000_000
        + time.components.attoseconds / 1_000_000_000_000
    return row(
        shape.name,
        "\(shape.nodeCount)",
        "\(shape.edges.count)",
        "\(microseconds / 1_000).\(microseconds % 1_000 / 100) ms",
        "\(layout.size.width)×\(layout.size.height)",
        "\(layout.crossings)",
        dot
    )
}

private func row(_ cells: String...) -> String {
    let widths = [22, -6, -7, -10, -12, -10, -8]
    return zip(cells, widths).map { text, width in
        let blanks = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? blanks + text : text + blanks
    }.joined(separator: " ")
}
