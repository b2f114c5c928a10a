import Domain

/// Points of a metric brought down to what a chart shows: of each stretch of steps the first, the
/// last, the least, the greatest and one that is no number.
///
/// Stretches begin at multiples of their length, so that a curve that grows does not shimmer. They
/// double whenever there are too many of them. Points may come in any order.
struct CurveReduction {
    /// The points of a stretch of steps that are kept.
    private struct Bucket {
        var place: Int64
        var first: MetricPoint
        var last: MetricPoint
        var least: MetricPoint?
        var greatest: MetricPoint?
        var odd: MetricPoint?

        init(place: Int64, _ point: MetricPoint) {
            self.place = place
            (first, last) = (point, point)
            add(point)
        }

        mutating func add(_ point: MetricPoint) {
            if first.isNewer(than: point) { first = point }
            if point.isNewer(than: last) { last = point }
            guard point.value.isFinite else {
                odd = odd ?? point
                return
            }
            if least.map({ point.value < $0.value }) ?? true { least = point }
            if greatest.map({ point.value > $0.value }) ?? true { greatest = point }
        }

        mutating func merge(_ other: Bucket) {
            for point in other.points { add(point) }
        }

        /// At most five, in the order of their steps.
        var points: [MetricPoint] {
            var all = [first]
            for point in [least, greatest, odd].compactMap(\.self) + [last]
            where !all.contains(where: { $0.isSame(as: point) }) {
                all.append(point)
            }
            return all.sorted { $1.isNewer(than: $0) }
        }
    }

    /// Points that a stretch may give.
    private static let pointsOfBucket = 5

    private let most: Int
    private var width: Int64 = 1
    private var buckets: [Bucket] = []

    /// Gives `limit` points at most.
    init(limit: Int) {
        most = max(2, limit / Self.pointsOfBucket)
    }

    /// In the order of their steps.
    var points: [MetricPoint] { buckets.flatMap(\.points) }

    mutating func add(_ point: MetricPoint) {
        let place = Self.place(of: point.step, width)
        if let end = buckets.indices.last, buckets[end].place == place {
            buckets[end].add(point)
            return
        }
        let index = index(of: place)
        if index < buckets.count, buckets[index].place == place {
            buckets[index].add(point)
        } else {
            buckets.insert(Bucket(place: place, point), at: index)
            while buckets.count > most { widen() }
        }
    }

    /// Where a stretch stands, or would stand.
    private func index(of place: Int64) -> Int {
        guard let end = buckets.last, place <= end.place else { return buckets.count }
        var (low, high) = (0, buckets.count)
        while low < high {
            let middle = (low + high) / 2
            if buckets[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func widen() {
        guard width < Int64.max / 2 else { return }
        width *= 2
        var merged: [Bucket] = []
        for var bucket in buckets {
            bucket.place = bucket.place >> 1
            if let end = merged.indices.last, merged[end].place == bucket.place {
                merged[end].merge(bucket)
            } else {
                merged.append(bucket)
            }
        }
        buckets = merged
    }

    private static func place(of step: Int64, _ width: Int64) -> Int64 {
        // Widths are powers of two; this rounds towards the lower end for negative steps too.
        step >> Int64(width.trailingZeroBitCount)
    }
}

extension MetricPoint {
    /// The same point of the same metric, also where it is no number.
    fileprivate func isSame(as other: MetricPoint) -> Bool {
        step == other.step && timestamp == other.timestamp
            && value.bitPattern == other.value.bitPattern
    }
}
