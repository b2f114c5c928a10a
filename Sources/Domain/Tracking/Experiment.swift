/// A named group of tracked runs.
package struct Experiment: Hashable, Codable, Sendable {
    package let id: ExperimentID
    package var name: String
    package var tags: KeyedTexts
    package let createdAt: Milliseconds
    package var updatedAt: Milliseconds
    package var isDeleted: Bool
    /// How often it was brought back: runs that were deleted before are there again with it.
    package var restorations: Int

    package init(id: ExperimentID, name: String, tags: KeyedTexts, createdAt: Milliseconds) {
        self.id = id
        self.name = name
        self.tags = tags
        self.createdAt = createdAt
        updatedAt = createdAt
        isDeleted = false
        restorations = 0
    }

    /// The one that is there from the start.
    package static let first = Experiment(
        id: .default,
        name: "Default",
        tags: KeyedTexts(),
        createdAt: 0
    )
}
