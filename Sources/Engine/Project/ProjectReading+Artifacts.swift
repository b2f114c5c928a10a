package import Domain
import Pipelines

extension ProjectReading {
    /// The artifacts a pipeline declares, in the order written, with their registered versions.
    ///
    /// Asks git, so it may take a moment; without a repository there are no versions.
    package func artifacts(of pipeline: PipelineName) throws -> [Artifact] {
        let project = files.project()
        let definition = try definition(of: pipeline, in: project)
        let declared = project.sections.sections(of: definition).artifacts
        guard !declared.isEmpty else { return [] }
        let tags = RegistryTags(try tags())
        return declared.map { artifact in
            Artifact(
                definition: artifact,
                exists: Disk.status(of: "\(root)/\(artifact.path)") != nil,
                versions: tags.versions(of: artifact.registeredName),
                isDeprecated: tags.isDeprecated(artifact.registeredName)
            )
        }
    }

    private func tags() throws -> [RegistryTags.Tag] {
        do {
            return try GitTags.all(root: root, environment: environment)
        } catch {
            throw Refusal(.worldFailed, "The tags of the repository cannot be read with git.")
        }
    }
}
