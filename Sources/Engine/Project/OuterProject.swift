import Domain
import Glibc

/// A project that Pitwall opened, seen from a folder in it that is one of its own.
struct OuterProject {
    /// More folders above each other than any real path has.
    private static let deepest = 256

    /// The absolute root folder.
    let root: String

    /// Those around a folder, the nearest first.
    static func all(around folder: String) -> [OuterProject] {
        var found: [OuterProject] = []
        var path = folder
        for _ in 0..<deepest {
            guard path != "/", let cut = path.lastIndex(of: "/") else { break }
            path = cut == path.startIndex ? "/" : String(path[..<cut])
            if PrivateFolder(root: path).exists { found.append(OuterProject(root: path)) }
        }
        return found
    }

    /// A stage that is defined in a folder and under way by this project; nil where none is, or its
    /// journal cannot be read.
    func busyStage(below folder: String) -> StageName? {
        let above = root == "/" ? "/" : root + "/"
        guard folder.utf8.starts(with: above.utf8) else { return nil }
        let inside = String(folder.dropFirst(above.count)) + "/"
        // What cannot be told from here is not held against whoever starts.
        let reading = try? ProjectReading(folder: root)
        guard let runs = try? reading?.unfinishedRuns() else { return nil }
        for run in runs {
            let busy = run.stages.first { stage in
                guard stage.stance == .busy,
                    let place = run.definition.stage(stage.stage)?.definition.place
                else { return false }
                return place.file.text.utf8.starts(with: inside.utf8)
            }
            if let busy { return busy.stage }
        }
        return nil
    }
}
