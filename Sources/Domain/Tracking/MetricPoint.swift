/// A value of a metric at one step of a tracked run.
package struct MetricPoint: Hashable, Codable, Sendable {
    package let key: TrackingKey
    /// Also infinite or not a number.
    package let value: Double
    package let timestamp: Milliseconds
    package let step: Int64

    package init(key: TrackingKey, value: Double, timestamp: Milliseconds, step: Int64) {
        self.key = key
        self.value = value
        self.timestamp = timestamp
        self.step = step
    }

    /// Whether it tells the newer state of its metric: by step, then time, then value.
    package func isNewer(than other: MetricPoint) -> Bool {
        if (step, timestamp) != (other.step, other.timestamp) {
            return (step, timestamp) > (other.step, other.timestamp)
        }
        return value > other.value
    }
}
