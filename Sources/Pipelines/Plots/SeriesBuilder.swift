import Domain

/// Gathers the points of a series of any length in bounded memory.
///
/// Up to ``stretchLimit`` rows every point is kept. Beyond, stretches of rows are kept with their
/// first, lowest, highest and last point, so that no extreme is ever lost; the stretches double in
/// length whenever there are too many.
struct SeriesBuilder {
    /// The stretches kept at most; a power of two.
    static let stretchLimit = 8_192

    private struct Stretch {
        var first: PlotPoint
        var last: PlotPoint
        var lowest: PlotPoint
        var highest: PlotPoint
        var isLowestFirst = true

        init(_ point: PlotPoint) {
            first = point
            last = point
            lowest = point
            highest = point
        }

        /// Takes what follows it.
        mutating func join(_ next: Stretch) {
            if next.lowest.y < lowest.y || lowest.y.isNaN {
                lowest = next.lowest
                isLowestFirst = false
            }
            if next.highest.y > highest.y || highest.y.isNaN {
                highest = next.highest
                isLowestFirst = true
            }
            if first.y.isNaN { first = next.first }
            if !next.last.y.isNaN { last = next.last }
            // Where both came from the same stretch, that one knows their order.
            if highest == next.highest, lowest == next.lowest {
                isLowestFirst = next.isLowestFirst
            }
        }

        /// Its points in order, each once.
        var points: [PlotPoint] {
            let middle = isLowestFirst ? [lowest, highest] : [highest, lowest]
            var points = [first]
            for point in middle + [last] where point != points.last && point != first {
                points.append(point)
            }
            return points
        }
    }

    private var stretches: [Stretch] = []
    private var length = 1
    private var inLast = 0

    /// The points taken so far.
    private(set) var count = 0

    mutating func append(_ point: PlotPoint) {
        count += 1
        if inLast == length || stretches.isEmpty {
            if stretches.count == Self.stretchLimit { fold() }
        }
        if inLast == length || stretches.isEmpty {
            stretches.append(Stretch(point))
            inLast = 1
        } else {
            stretches[stretches.count - 1].join(Stretch(point))
            inLast += 1
        }
    }

    private mutating func fold() {
        stretches = stride(from: 0, to: stretches.count, by: 2).map { index in
            var stretch = stretches[index]
            if index + 1 < stretches.count { stretch.join(stretches[index + 1]) }
            return stretch
        }
        length *= 2
        // All stretches were full in pairs, so the last one is full as well.
        inLast = length
    }

    /// The points in their order.
    var points: [PlotPoint] {
        length == 1 ? stretches.map(\.first) : stretches.flatMap(\.points)
    }
}
