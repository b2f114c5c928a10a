import Domain
import Journal
import Pipelines

/// Keeps the name of the root's own pipeline, so that its history stays with it when the project's
/// folder is renamed or copied.
///
/// Where it cannot be kept now, it is with the next start.
struct NameKeeper {
    let folder: PrivateFolder

    /// Keeps a name, unless one is kept.
    func keep(_ name: PipelineName?) {
        guard let name, Disk.status(of: folder.name) == nil else { return }
        _ = Disk.replace(folder.name, with: Array("\(name)\n".utf8), mode: 0o600)
    }

    /// Keeps the name under which the root's runs are in the journal; where there are none, that
    /// which the pipeline has now.
    func keepFirst(of reading: ProjectReading) {
        guard Disk.status(of: folder.name) == nil else { return }
        let project = reading.files.project()
        guard let now = project.rootPipeline else { return }
        let journal = try? reading.journal()
        let before = try? journal?.lastPipeline(definedIn: "dvc.yaml")
        let isTaken = before.map { project.pipeline($0) != nil } ?? true
        keep(isTaken ? now : before)
    }
}
