/// An artifact that a pipeline declares, with what git's tags say of its versions.
package struct Artifact: Hashable, Codable, Sendable {
    /// A registered version.
    package struct Version: Hashable, Codable, Sendable {
        /// As in its tag: `v1.2.0`.
        package let name: String
        /// The commit it was registered at.
        package let commit: String
        /// The stages it is assigned to now, such as `prod`, in byte order.
        package let stages: [String]

        package init(name: String, commit: String, stages: [String]) {
            self.name = name
            self.commit = commit
            self.stages = stages
        }
    }

    package let definition: ArtifactDefinition
    /// Something is at its path.
    package let exists: Bool
    /// The newest first.
    package let versions: [Version]
    /// Its registry entry was ended as a whole.
    package let isDeprecated: Bool

    package init(
        definition: ArtifactDefinition,
        exists: Bool,
        versions: [Version] = [],
        isDeprecated: Bool = false
    ) {
        self.definition = definition
        self.exists = exists
        self.versions = versions
        self.isDeprecated = isDeprecated
    }
}
