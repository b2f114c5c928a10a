/// The number of a line, counted from 1.
package struct LineNumber: Sendable, Hashable {
    package let value: Int
    /// Whether the number is an estimate, because the index has not come this far.
    package let isApproximate: Bool

    package init(value: Int, isApproximate: Bool) {
        self.value = value
        self.isApproximate = isApproximate
    }
}
