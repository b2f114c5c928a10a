import Domain
import Glibc

/// The files of a project that a person edits, and whose change shows on the screen.
enum WatchedFiles {
    /// File names by the absolute path of their folder.
    static func of(_ project: ProjectSnapshot) -> [String: Set<String>] {
        var files: [String: Set<String>] = [:]
        func add(_ path: ProjectPath) {
            let text = path.text
            let cut = text.lastIndex(of: "/")
            let folder = cut.map { "/" + text[..<$0] } ?? ""
            let name = cut.map { String(text[text.index(after: $0)...]) } ?? text
            files[project.root + folder, default: []].insert(name)
        }
        add("pitwall.yaml")
        add("dvc.yaml")
        add(".dvcignore")
        for path in project.sources where path.text.utf8.first != UInt8(ascii: "/") { add(path) }
        for pipeline in project.pipelines {
            add(pipeline.file)
            add(ProjectPath(pipeline.file.text.replacing(/dvc\.yaml$/, with: "dvc.lock")))
            guard let definition = pipeline.definition else { continue }
            let made = Set(
                definition.stages.map(\.definition).flatMap { stage in
                    stage.outputs.map { stage.folder.appending($0.path) }
                }
            )
            for stage in definition.stages.map(\.definition) {
                for source in stage.parameters { add(stage.folder.appending(source.path)) }
                for path in stage.dependencies.map(stage.folder.appending)
                where !made.contains(path) {
                    add(path)
                }
            }
        }
        return files
    }

    /// The folders of what is drawn, any file in which may be new or grow.
    ///
    /// A folder that is not there yet is awaited in the nearest one that is.
    static func of(_ reading: PlotsReading?, root: String?) -> [String: Set<String>] {
        guard let reading, let root else { return [:] }
        var files: [String: Set<String>] = [:]
        let paths = reading.plots.flatMap(\.files) + reading.metrics.map(\.path)
        for path in paths where path.text.utf8.first != UInt8(ascii: "/") {
            var folder = "\(root)/\(path)"
            repeat {
                folder = String(folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)])
            } while folder.utf8.count > root.utf8.count && access(folder, F_OK) != 0
            files[folder] = [""]
        }
        return files
    }
}
