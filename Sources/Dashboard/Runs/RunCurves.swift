package import Domain

/// Curves as they were read last; one is read at a time, so that a cursor that hurries over many
/// runs leaves no queue behind it.
package struct RunCurves: Sendable {
    /// Curves that are kept.
    private static let limit = 64

    private var curves: [(query: CurveQuery, points: [MetricPoint])] = []
    private var awaited: CurveQuery?
    /// Those at hand that have grown since they were asked for.
    private var stale: Set<CurveQuery> = []

    package init() {}

    /// The points of a curve, in the order of their steps; nil until they have come.
    subscript(_ query: CurveQuery?) -> [MetricPoint]? {
        guard let query else { return nil }
        return curves.first { $0.query == query }?.points
    }

    /// What is to be asked for of some curves that are to be shown.
    ///
    /// With `anew` those are read again that are at hand already.
    mutating func requests(for wanted: [CurveQuery], anew: Bool = false) -> [Request] {
        if anew { stale.formUnion(wanted) }
        guard awaited == nil,
            let next = wanted.first(where: { self[$0] == nil })
                ?? wanted.first(where: { stale.contains($0) })
        else { return [] }
        stale.remove(next)
        awaited = next
        return [.read(.tracking(.curve(next)))]
    }

    package mutating func take(_ points: [MetricPoint], for query: CurveQuery) {
        if awaited == query { awaited = nil }
        curves.removeAll { $0.query == query }
        curves.append((query, points))
        if curves.count > Self.limit { curves.removeFirst() }
    }

    mutating func fail(_ query: CurveQuery) {
        if awaited == query { awaited = nil }
        curves.append((query, []))
    }
}
