import Domain

/// A line across charts at one step.
enum Crosshair {
    /// The next step that some curve has a value at, about a column of the chart further.
    ///
    /// From nowhere it goes to the last one.
    static func step(
        from step: Int64?,
        _ direction: Int,
        over curves: [[MetricPoint]],
        width: Int
    ) -> Int64? {
        let steps = Set(curves.joined().map(\.step)).sorted()
        guard let step, !steps.isEmpty else { return steps.last }
        let stride = max(1, steps.count / max(20, width))
        let place = steps.firstIndex { $0 >= step } ?? steps.count - 1
        return steps[min(max(0, place + direction * stride), steps.count - 1)]
    }
}
