package import Domain

/// A secret that stages may name: where its value comes from, never the value.
package struct SecretDefinition: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        /// The output of a command, run in the project's root folder.
        case command(String)
        /// A variable of the environment Pitwall was started in.
        case environment(String)
        /// The content of a file; relative to the project's root, `~` is the home folder.
        case file(String)
    }

    /// The variable that holds the value in a stage's environment.
    package let name: String
    package let source: Source
    package let place: SourcePlace

    package init(name: String, source: Source, place: SourcePlace) {
        self.name = name
        self.source = source
        self.place = place
    }
}
