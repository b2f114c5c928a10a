/// A model, a data set or another product that a `dvc.yaml` declares under `artifacts`.
package struct ArtifactDefinition: Hashable, Codable, Sendable {
    /// Its name as registries know it.
    package let id: String
    /// Where its name stands.
    package let place: SourcePlace
    /// The file or folder, seen from the project's root.
    package let path: ProjectPath
    /// What kind of thing it is, such as `model`.
    package let type: String?
    package let summary: String?
    package let labels: [String]

    package init(
        id: String,
        place: SourcePlace,
        path: ProjectPath,
        type: String? = nil,
        summary: String? = nil,
        labels: [String] = []
    ) {
        self.id = id
        self.place = place
        self.path = path
        self.type = type
        self.summary = summary
        self.labels = labels
    }

    /// The name that stands in git tags: with its folder in front unless that is the root.
    package var registeredName: String {
        guard let mark = place.file.text.utf8.lastIndex(of: UInt8(ascii: "/")) else { return id }
        return "\(place.file.text[..<mark]):\(id)"
    }
}
