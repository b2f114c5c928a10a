import Domain
import Pipelines

/// The tags of the repository that holds a project.
enum GitTags {
    /// The longest time git may take.
    private static let timeout = Duration.seconds(20)

    /// The bytes of all names and commits that are read, at most.
    private static let limit = 32 << 20

    /// All tags with the commits they stand at; none where there is no repository.
    ///
    /// Git itself is asked: where a tag leads is kept in its packed objects. Fails where git is not
    /// installed or refuses the folder.
    static func all(root: String, environment: [EnvironmentEntry]) throws -> [RegistryTags.Tag] {
        guard GitFolder(holding: root) != nil else { return [] }
        let command =
            "git -c core.fsmonitor=false for-each-ref"
            + " --format='%(refname:lstrip=2) %(objectname) %(*objectname)' refs/tags"
        let git = ShellSecretCommand(environment: environment, timeout: timeout)
        let bytes = try git.output(of: command, in: root, limit: limit)
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ")
            guard parts.count >= 2 else { return nil }
            // The second object is what an annotated tag leads to.
            return RegistryTags.Tag(name: String(parts[0]), commit: String(parts[parts.count - 1]))
        }
    }
}
