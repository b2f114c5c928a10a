package import Domain
import Glibc

/// Looks whether a project that another user opened is in order for somebody else; changes nothing.
///
/// What lies in the owner's private folder, and what stages run in, is no matter of a guest's: the
/// owner's engine reads and acts for it.
struct GuestCheckup {
    let reading: ProjectReading
    let owner: String
    /// How the owner's engine stands.
    let engine: Checkup.Item
    /// The project as that engine reads it; nil where none does.
    let project: ProjectSnapshot?

    func items() -> [Checkup.Item] {
        let name = reading.root.split(separator: "/").last.map(String.init) ?? "/"
        let sharing = SharingCheckup(root: reading.root, folder: reading.folder)
        let door = sharing.guestItem(owner)
        return [
            .init("project", .well, "'\(name)' in \(reading.root); its stages run as \(owner)")
        ] + pipelines() + [door, engine, journal(isLetIn: door.state == .well)]
    }

    /// What people wrote, as far as the engine says it, or the guest reads it alone.
    private func pipelines() -> [Checkup.Item] {
        guard let project else { return ownPipelines() }
        let remedy = "\(owner), or whoever may write it, corrects it."
        let mistakes = (project.mistakes + project.lockMistakes).map {
            Checkup.Item("mistake", .wrong, $0, remedy: remedy)
        }
        return mistakes + project.pipelines.flatMap(items)
    }

    private func ownPipelines() -> [Checkup.Item] {
        // What is closed to a guest is for the engine to read, and says nothing of the project.
        reading.pipelines().flatMap(items)
    }

    private func items(of pipeline: PipelineSnapshot) -> [Checkup.Item] {
        guard let definition = pipeline.definition else {
            return pipeline.mistakes.map { .init("pipeline", .wrong, $0) }
        }
        let count = Amount.counted(definition.stages.count, "stage")
        return [.init("pipeline", .well, "\(pipeline.name): \(count) in \(pipeline.file)")]
    }

    private func journal(isLetIn: Bool) -> Checkup.Item {
        guard isLetIn else { return .init("journal", .note, ProjectCheckup.closed) }
        guard let project else {
            return .init("journal", .well, "\(owner)'s, whose engine reads it for you")
        }
        let count = Amount.counted(Int(project.position.number), "event")
        guard project.knowsRuns else {
            return .init("journal", .wrong, "\(owner)'s engine cannot read it")
        }
        return .init("journal", .well, "\(count), read for you by \(owner)'s engine")
    }
}

extension ProjectReading {
    /// Looks whether the project of another user, who opened it, is in order for this one.
    ///
    /// `engine` says how that user's engine stands, and `project` is what it reads, if it does.
    package func guestCheckup(
        of owner: String,
        engine: Checkup.Item,
        project: ProjectSnapshot?
    ) -> Checkup {
        let items = GuestCheckup(reading: self, owner: owner, engine: engine, project: project)
        return Checkup(items: items.items())
    }
}
