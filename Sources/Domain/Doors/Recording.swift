/// The way in for facts: what is measured, and decides nothing.
package protocol Recording: Sendable {
    /// Adds points to a tracked run; a point that is there already is not added again.
    ///
    /// `done` is called once, on a thread of the recorder, when the points survive a killed
    /// process; it tells of a refusal where nothing was added. Whether there is such a run is not
    /// asked here. Points that were measured of logged models are given among `models` as well.
    func record(
        _ points: [MetricPoint],
        models: [ModelMetric],
        of run: TrackedRunID,
        done: @escaping @Sendable (Refusal?) -> Void
    )
}
