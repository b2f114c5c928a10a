/// The files of a project that a person edits, and whose change shows on the screen.
package enum WatchedFiles {
    /// File names by the absolute path of their folder.
    package static func of(_ project: ProjectSnapshot) -> [String: Set<String>] {
        var files: [String: Set<String>] = [:]
        func add(_ path: ProjectPath) {
            let text = path.text
            let cut = text.lastIndex(of: "/")
            let folder = cut.map { "/" + text[..<$0] } ?? ""
            let name = cut.map { String(text[text.index(after: $0)...]) } ?? text
            files[project.root + folder, default: []].insert(name)
        }
        // What makes a folder a project of its own, on the way to a definition.
        func addBorders(above path: ProjectPath) {
            var parts = path.text.split(separator: "/").dropLast()
            while !parts.isEmpty {
                let folder = parts.joined(separator: "/")
                for mark in [".pitwall", ".dvc"] { add(ProjectPath(folder + "/" + mark)) }
                parts.removeLast()
            }
        }
        add("pitwall.yaml")
        add("dvc.yaml")
        add(".dvcignore")
        for path in project.sources where path.text.utf8.first != UInt8(ascii: "/") { add(path) }
        for pipeline in project.pipelines {
            add(pipeline.file)
            addBorders(above: pipeline.file)
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
}
