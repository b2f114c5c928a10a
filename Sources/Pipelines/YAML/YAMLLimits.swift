/// How much of a YAML file is read before Pitwall refuses it.
package struct YAMLLimits: Hashable, Sendable {
    package let bytes: Int
    /// Values, after aliases are followed.
    package let nodes: Int
    /// Collections inside one another.
    package let depth: Int
    /// Bytes of one scalar.
    package let scalarBytes: Int

    package init(bytes: Int, nodes: Int, depth: Int = 64, scalarBytes: Int = 1 << 20) {
        self.bytes = bytes
        self.nodes = nodes
        self.depth = depth
        self.scalarBytes = scalarBytes
    }

    /// The limits for a text of so many bytes: what is written out counts less than what aliases
    /// multiply.
    func scaled(to bytes: Int) -> YAMLLimits {
        YAMLLimits(
            bytes: self.bytes,
            nodes: max(nodes, bytes / Self.bytesOfNode),
            depth: depth,
            scalarBytes: scalarBytes
        )
    }

    /// Fewer bytes than a value takes in most files.
    private static let bytesOfNode = 4

    /// For the files people write: 4 MB and 100,000 values, or one for every four bytes.
    package static let written = YAMLLimits(bytes: 4 << 20, nodes: 100_000)

    /// For `dvc.lock`, which grows with the number of stages: 64 MB and 4,000,000 values.
    package static let lock = YAMLLimits(bytes: 64 << 20, nodes: 4_000_000)
}
