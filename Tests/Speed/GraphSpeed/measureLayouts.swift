import Foundation
import Plotting
import Terminal

/// Lays out graphs of many shapes and prints their times and crossings beside those of `dot`.
package func measureLayouts() {
    print("Layout of graphs: time, and crossings against those that `dot -v` reports")
    print(row("graph", "nodes", "edges", "median", "CPU", "size", "crossings", "dot"))
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

private func measured(_ shape: GraphShape, repeats: Int) -> (GraphLayout, Times) {
    let graph = shape.graph
    let clock = ContinuousClock()
    var layout = GraphLayout.empty
    var times: [Duration] = []
    var work: [Int] = []
    for _ in 0..<repeats {
        let start = threadTime()
        times.append(clock.measure { layout = GraphLayout(graph) })
        work.append(threadTime() - start)
    }
    let wall = times.sorted()[repeats / 2].components
    let microseconds = Int(wall.seconds) * 1_000_000 + Int(wall.attoseconds / 1_000_000_000_000)
    return (layout, Times(wall: microseconds, work: work.min() ?? 0))
}

/// What a layout took, in microseconds: on the clock in the middle of several tries, and of the
/// processor in the quickest one, which other programs do not disturb.
private struct Times {
    let wall: Int
    let work: Int
}

/// The processor's time used by this thread, in microseconds.
private func threadTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
}

private func milliseconds(_ microseconds: Int) -> String {
    "\(microseconds / 1_000).\(microseconds % 1_000 / 100) ms"
}

private func line(
    _ shape: GraphShape,
    _ layout: GraphLayout,
    _ time: Times,
    dot: String
) -> String {
    return row(
        shape.name,
        "\(shape.nodeCount)",
        "\(shape.edges.count)",
        milliseconds(time.wall),
        milliseconds(time.work),
        "\(layout.size.width)×\(layout.size.height)",
        "\(layout.crossings)",
        dot
    )
}

private func row(_ cells: String...) -> String {
    let widths = [22, -6, -7, -10, -10, -12, -10, -8]
    return zip(cells, widths).map { text, width in
        let blanks = String(repeating: " ", count: max(0, abs(width) - text.count))
        return width < 0 ? blanks + text : text + blanks
    }.joined(separator: " ")
}
