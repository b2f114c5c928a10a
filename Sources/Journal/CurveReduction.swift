import Domain

/// Points of a metric brought down to what a chart shows: some of each stretch of steps.
///
/// Stretches begin at multiples of their length, so that a curve that grows does not shimmer. They
/// double whenever there are too many of them. Points may come in any order.
struct CurveReduction {
    private struct Stretch {
        var place: Int64
        var kept: KeptPoints
    }

    private let most: Int
    private var width: Int64 = 1
    private var stretches: [Stretch] = []

    /// Gives `limit` points at most.
    init(limit: Int) {
        most = max(2, limit / KeptPoints.most)
    }

    /// In the order of their steps.
    var points: [MetricPoint] { stretches.flatMap(\.kept.points) }

    mutating func add(_ point: MetricPoint) {
        // Widths are powers of two; this rounds towards the lower end for negative steps too.
        let place = point.step >> Int64(width.trailingZeroBitCount)
        if let end = stretches.indices.last, stretches[end].place == place {
            stretches[end].kept.add(point)
            return
        }
        let index = index(of: place)
        if index < stretches.count, stretches[index].place == place {
            stretches[index].kept.add(point)
        } else {
            stretches.insert(Stretch(place: place, kept: KeptPoints(point)), at: index)
            while stretches.count > most { widen() }
        }
    }

    /// Where a stretch stands, or would stand.
    private func index(of place: Int64) -> Int {
        guard let end = stretches.last, place <= end.place else { return stretches.count }
        var (low, high) = (0, stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Makes stretches twice as long; at the longest that there are no more than four.
    private mutating func widen() {
        precondition(width < Int64.max / 2, "\(stretches.count) stretches of the longest kind.")
        width *= 2
        var merged: [Stretch] = []
        for var stretch in stretches {
            stretch.place >>= 1
            if let end = merged.indices.last, merged[end].place == stretch.place {
                merged[end].kept.add(stretch.kept)
            } else {
                merged.append(stretch)
            }
        }
        stretches = merged
    }
}
